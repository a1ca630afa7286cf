import CloseIcon from '@mui/icons-material/CloseRounded'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import MuiSnackbar from '@mui/material/Snackbar'
import { useTranslation } from 'react-i18next'
import type { SnackbarMessage } from './snackbar.ts'

const UNDO_MS = 8000
const READ_MS = 5000

export type SnackbarMessageBarProps = { message: SnackbarMessage; isOpen: boolean; onClose: () => void }

export function SnackbarMessageBar({ message, isOpen, onClose }: SnackbarMessageBarProps) {
  const { t } = useTranslation('common')
  const button = (label: string, run: () => void) => (
    <Button
      size="small"
      color="inherit"
      onClick={() => {
        onClose()
        run()
      }}
      sx={{ fontWeight: 600 }}
    >
      {label}
    </Button>
  )

  return (
    <MuiSnackbar
      open={isOpen}
      autoHideDuration={message.onUndo || message.tone === 'error' ? UNDO_MS : READ_MS}
      onClose={(_event, reason) => reason !== 'clickaway' && onClose()}
      anchorOrigin={{ vertical: 'bottom', horizontal: 'center' }}
      sx={{ bottom: { xs: 'calc(72px + env(safe-area-inset-bottom))', md: 24 } }}
    >
      <Box
        role={message.tone === 'error' ? 'alert' : 'status'}
        sx={[
          {
            display: 'flex',
            alignItems: 'center',
            gap: 1,
            minHeight: 44,
            maxWidth: 560,
            pl: 2,
            pr: 1,
            py: 0.5,
            borderRadius: 1,
            color: 'common.white',
            bgcolor: message.tone === 'error' ? '#8F240A' : '#1B2430',
            boxShadow: (theme) => theme.vars.palette.floatShadow,
          },
        ]}
      >
        <Box sx={{ flex: 1 }}>{message.text}</Box>
        {message.action && button(message.action.label, message.action.run)}
        {message.onUndo && button(t('undo'), message.onUndo)}
        <IconButton size="small" aria-label={t('close')} onClick={onClose} sx={{ color: 'inherit' }}>
          <CloseIcon />
        </IconButton>
      </Box>
    </MuiSnackbar>
  )
}
