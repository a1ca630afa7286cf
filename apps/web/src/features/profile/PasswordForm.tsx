import { useMutation } from '@apollo/client/react'
import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import TextField from '@mui/material/TextField'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PasswordField } from '../../components/identity/PasswordField.tsx'
import { useSnackbar } from '../../components/snackbar.ts'
import { errorText, failureOf } from '../../lib/errors.ts'
import { useViewer } from '../../lib/viewer.ts'
import { ChangePasswordDocument } from './documents.ts'
import { ProfileGroup } from './ProfileGroup.tsx'

export function PasswordForm() {
  const { t } = useTranslation('profile')
  const { show } = useSnackbar()
  const { email } = useViewer()
  const [change, { error, loading }] = useMutation(ChangePasswordDocument, { refetchQueries: ['Sessions'] })

  // A new field for the next password: the meter is not of the last one.
  const [saved, setSaved] = useState(0)

  const save = async (form: HTMLFormElement) => {
    const values = new FormData(form)
    try {
      await change({
        variables: {
          currentPassword: String(values.get('current')),
          newPassword: String(values.get('next')),
        },
      })
    } catch {
      // Shown below.
      return
    }
    form.reset()
    setSaved((times) => times + 1)
    show({ text: t('password.changed') })
  }

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    void save(event.currentTarget)
  }

  return (
    <ProfileGroup title={t('password.title')}>
      <Box
        component="form"
        onSubmit={submit}
        sx={{ display: 'flex', flexDirection: 'column', gap: 2.5, maxWidth: 360 }}
      >
        {error && <Alert severity="error">{isWrongPassword(error) ? t('password.wrong') : errorText(error)}</Alert>}
        <input type="hidden" name="email" autoComplete="username" value={email} readOnly />
        <TextField
          name="current"
          type="password"
          label={t('password.current')}
          autoComplete="current-password"
          required
        />
        <PasswordField key={saved} name="next" label={t('password.next')} hint={t('password.hint')} />
        <Button type="submit" variant="contained" loading={loading} sx={{ alignSelf: 'flex-start' }}>
          {t('password.submit')}
        </Button>
      </Box>
    </ProfileGroup>
  )
}

function isWrongPassword(error: unknown): boolean {
  return failureOf(error).details.field === 'currentPassword'
}
