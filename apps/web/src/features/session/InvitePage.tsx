import { useMutation, useQuery } from '@apollo/client/react'
import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Link from '@mui/material/Link'
import Skeleton from '@mui/material/Skeleton'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import type { FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Link as RouterLink, useNavigate, useParams } from 'react-router'
import { PasswordField } from '../../components/identity/PasswordField.tsx'
import { errorText, isFailure } from '../../lib/errors.ts'
import { AcceptInvitationDocument, InvitationDocument } from './documents.ts'
import { SessionLayout } from './SessionLayout.tsx'
import { useEnter } from './use-enter.ts'

/** Where the letter to a new employee leads: he sets his password and is in. */
export function Component() {
  const { t } = useTranslation(['session', 'common'])
  const { token = '' } = useParams()
  const navigate = useNavigate()
  const enter = useEnter()
  const context = { isSigningIn: true }
  const {
    data,
    error: refused,
    refetch,
  } = useQuery(InvitationDocument, {
    variables: { token },
    fetchPolicy: 'no-cache',
    context,
  })
  const [accept, { error, loading }] = useMutation(AcceptInvitationDocument, { context })
  const dead = [refused, error].find(
    (each) => isFailure(each, 'LINK_EXPIRED') || isFailure(each, 'LINK_USED') || isFailure(each, 'NOT_FOUND'),
  )

  const send = async (password: string) => {
    try {
      const { data: done } = await accept({ variables: { token, password } })
      // What is left to do the sign-in page knows.
      if (done?.acceptInvitation.step) await navigate('/sign-in', { replace: true })
      else await enter('/')
    } catch {
      // Shown below.
    }
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    void send(String(new FormData(event.currentTarget).get('password')))
  }

  const invited = data?.invitation
  // whose invitation it is is not known, and may be asked again
  const unknown = invited ? undefined : refused
  return (
    <SessionLayout title={t('invite.title')}>
      {dead ? (
        <Box sx={{ display: 'flex', flexDirection: 'column', gap: 2.5 }}>
          <Alert severity="error">{isFailure(dead, 'LINK_USED') ? t('invite.used') : t('invite.dead')}</Alert>
          <Link component={RouterLink} to="/sign-in" sx={{ alignSelf: 'flex-start' }}>
            {t('toSignIn')}
          </Link>
        </Box>
      ) : unknown ? (
        <Box sx={{ display: 'flex', flexDirection: 'column', gap: 2.5 }}>
          <Alert severity="error">{errorText(unknown)}</Alert>
          <Button variant="outlined" size="large" onClick={() => void refetch()}>
            {t('common:retry')}
          </Button>
        </Box>
      ) : (
        <Box component="form" onSubmit={submit} sx={{ display: 'flex', flexDirection: 'column', gap: 2.5 }}>
          <Typography color="textSecondary">
            {invited ? t('invite.text', { name: invited.name }) : <Skeleton />}
          </Typography>
          {error && <Alert severity="error">{errorText(error)}</Alert>}
          <TextField
            label={t('email')}
            value={invited?.email ?? ''}
            autoComplete="username"
            slotProps={{ input: { readOnly: true } }}
          />
          <PasswordField name="password" label={t('password')} token={token} autoFocus />
          <Button type="submit" variant="contained" size="large" loading={loading} disabled={!invited}>
            {t('invite.submit')}
          </Button>
        </Box>
      )}
    </SessionLayout>
  )
}
