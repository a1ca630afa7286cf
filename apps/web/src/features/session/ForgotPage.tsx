import { useMutation } from '@apollo/client/react'
import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Link from '@mui/material/Link'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import type { FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Link as RouterLink } from 'react-router'
import { errorText } from '../../lib/errors.ts'
import { RequestPasswordResetDocument } from './documents.ts'
import { SessionLayout } from './SessionLayout.tsx'

export function Component() {
  const { t } = useTranslation('session')
  const [request, { data, error, loading }] = useMutation(RequestPasswordResetDocument)
  const isSent = data?.requestPasswordReset.isDone === true

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const email = String(new FormData(event.currentTarget).get('email')).trim()
    // The refusal is shown below.
    request({ variables: { email } }).catch(() => undefined)
  }

  return (
    <SessionLayout title={t('forgot.title')}>
      <Box component="form" onSubmit={submit} sx={{ display: 'flex', flexDirection: 'column', gap: 2.5 }}>
        {isSent ? (
          <Alert severity="success">{t('forgot.sent')}</Alert>
        ) : (
          <>
            <Typography color="textSecondary">{t('forgot.text')}</Typography>
            {error && <Alert severity="error">{errorText(error)}</Alert>}
            <TextField name="email" type="email" label={t('email')} autoComplete="username" required autoFocus />
            <Button type="submit" variant="contained" size="large" loading={loading}>
              {t('forgot.submit')}
            </Button>
          </>
        )}
        <Link component={RouterLink} to="/sign-in" sx={{ alignSelf: 'flex-start' }}>
          {t('toSignIn')}
        </Link>
      </Box>
    </SessionLayout>
  )
}
