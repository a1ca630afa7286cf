import CloseIcon from '@mui/icons-material/CloseRounded'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import MuiSnackbar from '@mui/material/Snackbar'
import { type ReactNode, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { errorText } from '../lib/errors.ts'
import { SnackbarContext, type SnackbarMessage } from './snackbar.ts'

const UNDO_MS = 8000
const READ_MS = 5000

type Shown = SnackbarMessage & { id: number }

let lastId = 0

export function SnackbarProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslation('common')
  const [message, setMessage] = useState<Shown | null>(null)
  const [isOpen, setIsOpen] = useState(false)

  const snackbar = useMemo(() => {
    // A new message takes the place of the old one: what can be undone is always the last thing done.
    const show = (next: SnackbarMessage) => {
      lastId += 1
      setMessage({ ...next, id: lastId })
      setIsOpen(true)
    }
    return { show, showError: (error: unknown) => show({ text: errorText(error), tone: 'error' }) }
  }, [])

  const close = () => setIsOpen(false)
  const button = (label: string, run: () => void) => (
    <Button
      size="small"
      color="inherit"
      onClick={() => {
        close()
        run()
      }}
      sx={{ fontWeight: 600 }}
    >
      {label}
    </Button>
  )

  return (
    <SnackbarContext value={snackbar}>
      {children}
      <MuiSnackbar
        key={message?.id}
        open={isOpen}
        autoHideDuration={message?.onUndo || message?.tone === 'error' ? UNDO_MS : READ_MS}
        onClose={(_event, reason) => reason !== 'clickaway' && close()}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'center' }}
        sx={{ bottom: { xs: 'calc(72px + env(safe-area-inset-bottom))', md: 24 } }}
      >
        <Box
          role={message?.tone === 'error' ? 'alert' : 'status'}
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
              bgcolor: message?.tone === 'error' ? '#8F240A' : '#1B2430',
              boxShadow: (theme) => theme.vars.palette.floatShadow,
            },
          ]}
        >
          <Box sx={{ flex: 1 }}>{message?.text}</Box>
          {message?.action && button(message.action.label, message.action.run)}
          {message?.onUndo && button(t('undo'), message.onUndo)}
          <IconButton size="small" aria-label={t('close')} onClick={close} sx={{ color: 'inherit' }}>
            <CloseIcon />
          </IconButton>
        </Box>
      </MuiSnackbar>
    </SnackbarContext>
  )
}
