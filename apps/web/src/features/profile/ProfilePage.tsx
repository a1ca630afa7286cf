import Box from '@mui/material/Box'
import { useTranslation } from 'react-i18next'
import { usePageTitle } from '../../lib/title.ts'
import { Appearance } from './Appearance.tsx'
import { Identity } from './Identity.tsx'
import { PasswordForm } from './PasswordForm.tsx'
import { SecondFactor } from './SecondFactor.tsx'
import { Sessions } from './Sessions.tsx'

export function Component() {
  const { t } = useTranslation('profile')
  usePageTitle(t('title'))
  return (
    <Box
      sx={{
        width: '100%',
        maxWidth: 760,
        px: { xs: 2, md: 3 },
        py: 3,
        display: 'flex',
        flexDirection: 'column',
        gap: 2,
      }}
    >
      <Identity />
      <Appearance />
      <PasswordForm />
      <SecondFactor />
      <Sessions />
    </Box>
  )
}
