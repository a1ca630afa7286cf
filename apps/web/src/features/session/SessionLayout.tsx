import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { LanguageSwitch } from '../../components/LanguageSwitch.tsx'
import { Logo } from '../../components/Logo.tsx'
import { usePageTitle } from '../../lib/title.ts'

/** A narrow column in the middle of the screen: signing in and what belongs to it. */
export function SessionLayout({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation('common')
  usePageTitle(title, { hasOwnHeading: true })
  return (
    <Box
      sx={{
        minHeight: '100dvh',
        display: 'flex',
        flexDirection: 'column',
        alignItems: 'center',
        px: 2,
        py: { xs: 4, sm: 8 },
      }}
    >
      <Box component="main" sx={{ width: '100%', maxWidth: 380, my: 'auto' }}>
        <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.25, mb: 3 }}>
          <Logo />
          <Typography variant="h2" component="p">
            {t('product')}
          </Typography>
        </Box>
        <Box
          sx={{
            p: { xs: 2.5, sm: 3 },
            border: 1,
            borderColor: 'divider',
            borderRadius: '12px',
            bgcolor: 'background.paper',
          }}
        >
          <Typography variant="h1" sx={{ mb: 2.5 }}>
            {title}
          </Typography>
          {children}
        </Box>
        <Box sx={{ mt: 2 }}>
          <LanguageSwitch />
        </Box>
      </Box>
    </Box>
  )
}
