import Box from '@mui/material/Box'
import FormControlLabel from '@mui/material/FormControlLabel'
import Switch from '@mui/material/Switch'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useTranslation } from 'react-i18next'
import { IpRanges } from '../../components/access/IpRanges.tsx'
import { ChangedDot } from './ActionsTab.tsx'
import { useRoleDraft, useRule } from './role-draft.ts'
import { networksOf, networksRule, networksValue } from './rules.ts'
import { Surface } from './Surface.tsx'

/** How people of the role sign in, for how long, and from where. */
export function SecurityTab() {
  const { t } = useTranslation('roles')
  const draft = useRoleDraft()
  const secondFactor = useRule('requiresSecondFactor')
  const networks = useRule(networksRule)
  return (
    <Box sx={{ px: { sm: 2, md: 3 }, py: 2, maxWidth: 760, display: 'flex', flexDirection: 'column', gap: { sm: 2 } }}>
      <Surface label={t('security.signIn')}>
        <Box sx={{ p: 2, display: 'flex', flexDirection: 'column', gap: 2.5 }}>
          <Box>
            <FormControlLabel
              control={
                <Switch
                  checked={secondFactor.value === 'true'}
                  onChange={(event) => draft.set('requiresSecondFactor', String(event.target.checked))}
                />
              }
              label={t('security.secondFactor')}
              sx={{ ml: -0.5, mr: 1, gap: 0.5 }}
            />
            {secondFactor.isChanged && <ChangedDot />}
            <Typography variant="body2" color="textSecondary">
              {t('security.secondFactorHint')}
            </Typography>
          </Box>
          <Box sx={{ display: 'grid', gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: '1fr 1fr' }, gap: 2.5 }}>
            <NumberField rule="sessionIdleMinutes" min={5} max={130_000} />
            <NumberField rule="sessionMaxHours" min={1} max={8760} />
          </Box>
        </Box>
      </Surface>
      <Surface label={t('access:ip.title')}>
        <Box sx={{ p: 2 }}>
          <IpRanges
            value={networksOf(networks.value)}
            onChange={(next) => draft.set(networksRule, networksValue(next))}
          />
        </Box>
      </Surface>
    </Box>
  )
}

function NumberField({ rule, min, max }: { rule: 'sessionIdleMinutes' | 'sessionMaxHours'; min: number; max: number }) {
  const { t } = useTranslation('roles')
  const draft = useRoleDraft()
  const { value } = useRule(rule)
  const number = Number(value)
  const isWrong = value !== null && !(Number.isInteger(number) && number >= min && number <= max)
  return (
    <TextField
      label={t(`security.${rule}`)}
      value={value ?? ''}
      placeholder={t('security.default')}
      error={isWrong}
      helperText={isWrong ? t('security.between', { min, max }) : t(`security.${rule}Hint`)}
      onChange={(event) => draft.set(rule, event.target.value.replace(/\D/g, '') || null)}
      slotProps={{ htmlInput: { inputMode: 'numeric' } }}
    />
  )
}
