import { useMutation } from '@apollo/client/react'
import VisibilityIcon from '@mui/icons-material/VisibilityOutlined'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useTranslation } from 'react-i18next'
import { StopViewAsDocument } from '../components/access/documents.ts'
import { restartAsOneself } from '../components/access/view-as.ts'
import { useSnackbar } from '../components/snackbar.ts'
import { useViewer } from '../lib/viewer.ts'

/** The app is seen with other eyes: whose they are, that nothing can be changed, and the way back to one's own. */
export function ViewBanner() {
  const { t } = useTranslation('access')
  const viewer = useViewer()
  const { showError } = useSnackbar()
  const [stop, { loading }] = useMutation(StopViewAsDocument)
  const goBack = async () => {
    try {
      await stop()
    } catch (error) {
      showError(error)
      return
    }
    restartAsOneself()
  }
  // A role alone is seen under one's own name.
  const who =
    viewer.name === viewer.viewedBy
      ? t('viewAs.asRole', { role: viewer.roleName })
      : t('viewAs.who', { name: viewer.name, role: viewer.roleName })
  return (
    <Box
      component="section"
      aria-label={t('viewAs.banner')}
      sx={{
        flex: 'none',
        display: 'flex',
        alignItems: 'center',
        gap: 1,
        px: { xs: 2, md: 3 },
        py: 0.5,
        minHeight: 40,
        typography: 'body2',
        color: 'primary.contrastText',
        bgcolor: 'primary.main',
      }}
    >
      <VisibilityIcon aria-hidden sx={{ fontSize: 18, display: { xs: 'none', sm: 'block' } }} />
      <Box role="status" sx={{ flex: 1, minWidth: 0 }}>
        {t('viewAs.banner')} <strong>{who}</strong> — {t('viewAs.readOnly')}.
      </Box>
      <Button
        size="small"
        variant="outlined"
        color="inherit"
        loading={loading}
        onClick={() => void goBack()}
        sx={{ '&.MuiButton-outlined': { borderColor: 'currentcolor' } }}
      >
        {t('viewAs.back')}
      </Button>
    </Box>
  )
}
