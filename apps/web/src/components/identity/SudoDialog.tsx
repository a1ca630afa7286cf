import { useMutation } from '@apollo/client/react'
import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { type FormEvent, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { failureOf } from '../../lib/errors.ts'
import { useViewer } from '../../lib/viewer.ts'
import { codeErrorText } from './code-error.ts'
import { ConfirmIdentityDocument } from './documents.ts'

export type SudoDialogProps = { onClose: (isConfirmed: boolean) => void }

/** «Подтвердите, что это вы»: the password, or a code where a second factor is on. */
export function SudoDialog({ onClose }: SudoDialogProps) {
  const { t } = useTranslation(['identity', 'common'])
  const { email, hasSecondFactor } = useViewer()
  const titleId = useId()
  const formId = useId()
  const field = useRef<HTMLInputElement>(null)
  const [asked, setAsked] = useState<'code' | 'password'>(hasSecondFactor ? 'code' : 'password')
  const [confirm, { error, loading }] = useMutation(ConfirmIdentityDocument)

  const send = async (value: string) => {
    try {
      await confirm({ variables: { [asked]: value } })
    } catch (failure) {
      // A second factor was set up or removed elsewhere meanwhile.
      const { details } = failureOf(failure)
      if (details.reason === 'REQUIRED') setAsked(details.field === 'code' ? 'code' : 'password')
      field.current?.select()
      return
    }
    onClose(true)
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    // The dialog is drawn inside whatever asked for it: its form is nobody else's.
    event.stopPropagation()
    void send(String(new FormData(event.currentTarget).get(asked)))
  }

  return (
    <Dialog open onClose={() => onClose(false)} aria-labelledby={titleId} maxWidth="xs" fullWidth>
      <DialogTitle id={titleId}>{t('identity:sudo.title')}</DialogTitle>
      <DialogContent>
        <Box component="form" id={formId} onSubmit={submit} sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
          <Typography color="textSecondary">{t(`identity:sudo.${asked}`)}</Typography>
          {error && <Alert severity="error">{codeErrorText(error)}</Alert>}
          <input type="hidden" name="email" autoComplete="username" value={email} readOnly />
          {asked === 'password' ? (
            <TextField
              key="password"
              name="password"
              type="password"
              label={t('identity:sudo.passwordLabel')}
              autoComplete="current-password"
              required
              autoFocus
              inputRef={field}
            />
          ) : (
            <TextField
              key="code"
              name="code"
              label={t('identity:sudo.codeLabel')}
              helperText={t('identity:sudo.codeHint')}
              autoComplete="one-time-code"
              required
              autoFocus
              inputRef={field}
            />
          )}
        </Box>
      </DialogContent>
      <DialogActions>
        <Button onClick={() => onClose(false)}>{t('common:cancel')}</Button>
        <Button type="submit" form={formId} variant="contained" loading={loading}>
          {t('identity:sudo.submit')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
