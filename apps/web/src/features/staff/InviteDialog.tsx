import { useMutation } from '@apollo/client/react'
import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import Stack from '@mui/material/Stack'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { normalizeEmail } from '@naryad/domain'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { problemsOf } from '../../components/record/refusal.ts'
import { useSnackbar } from '../../components/snackbar.ts'
import { failureOf } from '../../lib/errors.ts'
import { CreateEmployeeDocument } from './documents.ts'
import { isWholeChoice, RoleAndPlace, type RoleChoice, useStaffRoles } from './RoleAndPlace.tsx'
import { useStaffRefusal } from './use-staff-refusal.ts'

/** Makes an account and sends its owner the letter with which he comes in. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['staff', 'fields', 'common', 'record'])
  const navigate = useNavigate()
  const { show } = useSnackbar()
  const { refusalText } = useStaffRefusal()
  const roles = useStaffRoles()
  const [create, { loading, error }] = useMutation(CreateEmployeeDocument)
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [position, setPosition] = useState('')
  const [choice, setChoice] = useState<RoleChoice>({ roleId: null, serviceCenter: null, dealer: null })

  const failure = error ? failureOf(error) : null
  const problems = new Map(
    [...problemsOf(failure?.details ?? {})].map(([key, problem]) => [key, t(`record:problem.${problem}`)]),
  )
  const isRefused = failure !== null && failure.code !== 'SUDO_REQUIRED' && problems.size === 0
  const isEmail = normalizeEmail(email) !== null
  const isWhole = name.trim() !== '' && isEmail && isWholeChoice(choice, roles)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!isWhole || loading || choice.roleId === null) return
    const place = {
      ...(choice.serviceCenter && { serviceCenterId: choice.serviceCenter.id }),
      ...(choice.dealer && { dealerId: choice.dealer.id }),
    }
    const about = { name, email, ...(position.trim() && { position }) }
    const created = await create({ variables: { input: { ...about, roleId: choice.roleId, ...place } } }).catch(
      () => null,
    )
    const id = created?.data?.createEmployee.settings?.id
    if (!id) return
    show({ text: t('invite.sent', { email: email.trim() }) })
    await navigate(`/staff/${id}`)
  }

  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby="invite-title">
      <form onSubmit={(event) => void submit(event)} noValidate>
        <DialogTitle id="invite-title">{t('invite.title')}</DialogTitle>
        <DialogContent>
          <Stack spacing={2.5} sx={{ pt: 1 }}>
            <TextField
              autoFocus
              required
              label={t('fields:employee.name')}
              value={name}
              onChange={(event) => setName(event.target.value)}
              error={problems.has('name')}
              helperText={problems.get('name')}
              autoComplete="off"
            />
            <TextField
              required
              type="email"
              label={t('fields:employee.email')}
              value={email}
              onChange={(event) => setEmail(event.target.value)}
              error={problems.has('email')}
              helperText={problems.get('email')}
              autoComplete="off"
            />
            <TextField
              label={t('fields:employee.position')}
              value={position}
              onChange={(event) => setPosition(event.target.value)}
              autoComplete="off"
            />
            <RoleAndPlace value={choice} onChange={setChoice} problems={problems} />
            <Typography variant="body2" color="textSecondary">
              {t('invite.hint')}
            </Typography>
            {isRefused && <Alert severity="error">{refusalText(error)}</Alert>}
          </Stack>
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
          <Button type="submit" variant="contained" disabled={!isWhole} loading={loading}>
            {t('invite.submit')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
