import { useMutation } from '@apollo/client/react'
import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Link from '@mui/material/Link'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { type FormEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CodeField } from '../../components/identity/CodeField.tsx'
import { codeErrorText } from '../../components/identity/code-error.ts'
import { isFailure } from '../../lib/errors.ts'
import { ConfirmSecondFactorDocument } from './documents.ts'
import { SessionLayout } from './SessionLayout.tsx'

export type CodeStepProps = {
  onTaken: () => void
  /** The step's time is over. */
  onExpired: () => void
  onLeave: () => void
}

/** The code of the app after the password, or a recovery code when the phone is not at hand. */
export function CodeStep({ onTaken, onExpired, onLeave }: CodeStepProps) {
  const { t } = useTranslation('session')
  const [isRecovery, setIsRecovery] = useState(false)
  const [confirm, { error, loading, reset }] = useMutation(ConfirmSecondFactorDocument, {
    context: { isSigningIn: true },
  })
  const field = useRef<HTMLInputElement>(null)

  const send = async (code: string) => {
    try {
      await confirm({ variables: { code } })
    } catch (failure) {
      if (isFailure(failure, 'UNAUTHENTICATED')) onExpired()
      else field.current?.select()
      return
    }
    onTaken()
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (!loading) void send(String(new FormData(event.currentTarget).get('code')))
  }
  const change = () => {
    reset()
    setIsRecovery(!isRecovery)
  }

  return (
    <SessionLayout title={t('code.title')}>
      <Box component="form" onSubmit={submit} sx={{ display: 'flex', flexDirection: 'column', gap: 2.5 }}>
        <Typography color="textSecondary">{isRecovery ? t('code.recoveryText') : t('code.text')}</Typography>
        {error && (
          <Alert severity="error">
            {isRecovery && isFailure(error, 'VALIDATION') ? t('code.recoveryWrong') : codeErrorText(error)}
          </Alert>
        )}
        {isRecovery ? (
          <TextField
            key="recovery"
            name="code"
            label={t('code.recoveryLabel')}
            placeholder="xxxx-xxxx-xxxx"
            autoComplete="off"
            required
            autoFocus
            inputRef={field}
            slotProps={{ htmlInput: { autoCapitalize: 'none', spellCheck: false } }}
          />
        ) : (
          <CodeField key="code" inputRef={field} />
        )}
        <Button type="submit" variant="contained" size="large" loading={loading}>
          {t('signIn.submit')}
        </Button>
        <Box sx={{ display: 'flex', flexDirection: 'column', alignItems: 'flex-start', gap: 1 }}>
          <Link component="button" type="button" onClick={change}>
            {isRecovery ? t('code.toApp') : t('code.toRecovery')}
          </Link>
          <Link component="button" type="button" onClick={onLeave}>
            {t('code.leave')}
          </Link>
        </Box>
      </Box>
    </SessionLayout>
  )
}
