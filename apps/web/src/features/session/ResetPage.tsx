import { useMutation } from '@apollo/client/react'
import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Link from '@mui/material/Link'
import type { FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Link as RouterLink, useNavigate, useParams } from 'react-router'
import { PasswordField } from '../../components/identity/PasswordField.tsx'
import { errorText, isFailure } from '../../lib/errors.ts'
import { ResetPasswordDocument } from './documents.ts'
import { SessionLayout } from './SessionLayout.tsx'

export function Component() {
  const { t } = useTranslation('session')
  const navigate = useNavigate()
  const { token = '' } = useParams()
  const [reset, { error, loading }] = useMutation(ResetPasswordDocument, { context: { isSigningIn: true } })
  const isDead = isFailure(error, 'LINK_EXPIRED') || isFailure(error, 'LINK_USED') || isFailure(error, 'NOT_FOUND')

  const submit = async (newPassword: string) => {
    try {
      await reset({ variables: { token, newPassword } })
    } catch {
      // Shown below.
      return
    }
    await navigate('/sign-in?reset', { replace: true })
  }

  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    void submit(String(new FormData(event.currentTarget).get('password')))
  }

  return (
    <SessionLayout title={t('reset.title')}>
      <Box component="form" onSubmit={onSubmit} sx={{ display: 'flex', flexDirection: 'column', gap: 2.5 }}>
        {error && <Alert severity="error">{errorText(error)}</Alert>}
        {isDead ? (
          <Button component={RouterLink} to="/forgot" variant="contained" size="large">
            {t('reset.again')}
          </Button>
        ) : (
          <>
            <PasswordField name="password" label={t('newPassword')} token={token} autoFocus />
            <Button type="submit" variant="contained" size="large" loading={loading}>
              {t('reset.submit')}
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
