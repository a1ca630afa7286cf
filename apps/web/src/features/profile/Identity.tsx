import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useTranslation } from 'react-i18next'
import { useViewer } from '../../lib/viewer.ts'
import { ProfileGroup } from './ProfileGroup.tsx'

/** Who the viewer is to the organisation; an administrator changes it. */
export function Identity() {
  const { t } = useTranslation('profile')
  const viewer = useViewer()
  const rows = [
    [t('identity.name'), viewer.name],
    [t('identity.email'), viewer.email],
    [t('identity.role'), viewer.roleName],
  ] as const
  return (
    <ProfileGroup title={t('identity.title')}>
      <Box
        component="dl"
        sx={{ m: 0, display: 'grid', gridTemplateColumns: 'minmax(96px, auto) 1fr', columnGap: 3, rowGap: 1 }}
      >
        {rows.map(([name, value]) => (
          <Box key={name} sx={{ display: 'contents' }}>
            <Typography component="dt" color="textSecondary">
              {name}
            </Typography>
            <Typography component="dd" sx={{ m: 0, overflowWrap: 'anywhere' }}>
              {value}
            </Typography>
          </Box>
        ))}
      </Box>
      <Typography variant="caption" component="p" color="textSecondary" sx={{ mt: 1.5 }}>
        {t('identity.hint')}
      </Typography>
    </ProfileGroup>
  )
}
