import Box from '@mui/material/Box'
import { useTranslation } from 'react-i18next'
import { type Language, languages, setLanguage } from '../../i18n/index.ts'
import { densities, density, themeModes, useThemeMode } from '../../lib/theme-mode.ts'
import { Choice } from './Choice.tsx'
import { ProfileGroup } from './ProfileGroup.tsx'

const languageNames: Readonly<Record<Language, string>> = { ru: 'Русский', en: 'English' }

/** Language, theme and density, kept in this browser. */
export function Appearance() {
  const { t, i18n } = useTranslation(['profile', 'frame'])
  const { mode, setMode } = useThemeMode()
  return (
    <ProfileGroup title={t('appearance.title')}>
      <Box
        sx={{
          display: 'grid',
          gridTemplateColumns: { xs: '1fr', sm: 'minmax(96px, auto) 1fr' },
          columnGap: 3,
          rowGap: { xs: 1, sm: 1.5 },
        }}
      >
        <Choice
          label={t('appearance.language')}
          value={languages.find((each) => each === i18n.language) ?? 'ru'}
          options={languages.map((value) => ({ value, label: languageNames[value], lang: value }))}
          onChange={(next) => void setLanguage(next)}
        />
        <Choice
          label={t('appearance.theme')}
          value={mode}
          options={themeModes.map((value) => ({ value, label: t(`frame:theme.${value}`) }))}
          onChange={setMode}
        />
        <Choice
          label={t('appearance.density')}
          value={density.use()}
          options={densities.map((value) => ({ value, label: t(`frame:density.${value}`) }))}
          onChange={density.set}
        />
      </Box>
    </ProfileGroup>
  )
}
