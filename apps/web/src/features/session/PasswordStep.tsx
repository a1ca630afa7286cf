import { useMutation } from '@apollo/client/react'
import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Link from '@mui/material/Link'
import TextField from '@mui/material/TextField'
import { type FormEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link as RouterLink } from 'react-router'
import type { SessionStep } from '../../gql/graphql.ts'
import { errorText, isFailure } from '../../lib/errors.ts'
import { DemoSignIns } from './DemoSignIns.tsx'
import { SignInDocument } from './documents.ts'
import { SessionLayout } from './SessionLayout.tsx'

export type PasswordStepProps = {
  notice: string | null
  /** The password was right; null: nothing is left to do. */
  onTaken: (next: SessionStep | null) => void
}

export function PasswordStep({ notice, onTaken }: PasswordStepProps) {
  const { t } = useTranslation('session')
  const [signIn, { loading }] = useMutation(SignInDocument, { context: { isSigningIn: true } })
  const [error, setError] = useState<unknown>(null)
  const passwordField = useRef<HTMLInputElement>(null)

  const enter = async (email: string, password: string) => {
    setError(null)
    try {
      const { data } = await signIn({ variables: { email, password } })
      onTaken(data?.signIn.step ?? null)
    } catch (failure) {
      setError(failure)
      passwordField.current?.select()
    }
  }

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    void enter(String(form.get('email')).trim(), String(form.get('password')))
  }

  return (
    <SessionLayout title={t('signIn.title')}>
      <Box component="form" onSubmit={submit} sx={{ display: 'flex', flexDirection: 'column', gap: 2.5 }}>
        {notice && error === null && <Alert severity="success">{notice}</Alert>}
        {error !== null && (
          <Alert severity="error">
            {isFailure(error, 'UNAUTHENTICATED') ? t('signIn.wrongPair') : errorText(error)}
          </Alert>
        )}
        <TextField
          name="email"
          type="email"
          label={t('email')}
          autoComplete="username"
          required
          autoFocus
          slotProps={{ htmlInput: { inputMode: 'email' } }}
        />
        <TextField
          name="password"
          type="password"
          label={t('password')}
          autoComplete="current-password"
          required
          inputRef={passwordField}
        />
        <Button type="submit" variant="contained" size="large" loading={loading}>
          {t('signIn.submit')}
        </Button>
        <Link component={RouterLink} to="/forgot" sx={{ alignSelf: 'flex-start' }}>
          {t('signIn.forgot')}
        </Link>
      </Box>
      <DemoSignIns isBusy={loading} onChoose={(email, password) => void enter(email, password)} />
    </SessionLayout>
  )
}
