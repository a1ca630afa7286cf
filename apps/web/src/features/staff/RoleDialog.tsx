import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import Stack from '@mui/material/Stack'
import Typography from '@mui/material/Typography'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { EmployeeCardFragment } from '../../gql/graphql.ts'
import { UpdateEmployeeDocument } from './documents.ts'
import { isWholeChoice, RoleAndPlace, type RoleChoice, useStaffRoles } from './RoleAndPlace.tsx'
import { useEmployeeChange } from './use-employee-change.ts'

/** Gives an employee another role, or puts him into another organisation. */
export function RoleDialog({ card, onClose }: { card: EmployeeCardFragment; onClose: () => void }) {
  const { t } = useTranslation(['staff', 'common'])
  const { run, isRunning } = useEmployeeChange()
  const roles = useStaffRoles()
  const account = card.employee
  const picked = (record: { id: string; name: string | null } | null | undefined) =>
    record ? { id: record.id, title: record.name ?? '' } : null
  const [choice, setChoice] = useState<RoleChoice>({
    roleId: account?.role?.id ?? null,
    serviceCenter: picked(account?.serviceCenter),
    dealer: picked(account?.dealer),
  })

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const { roleId, serviceCenter, dealer } = choice
    if (roleId === null) return
    // the organisation of a former role goes with it
    const patch = {
      roleId,
      ...(serviceCenter && { serviceCenterId: serviceCenter.id }),
      ...(dealer && { dealerId: dealer.id }),
    }
    if (await run(UpdateEmployeeDocument, { id: card.id, patch }, t('role.changed'))) onClose()
  }

  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby="role-title">
      <form onSubmit={(event) => void submit(event)} noValidate>
        <DialogTitle id="role-title">{t('role.title')}</DialogTitle>
        <DialogContent>
          <Stack spacing={2.5} sx={{ pt: 1 }}>
            <RoleAndPlace autoFocus value={choice} onChange={setChoice} />
            <Typography variant="body2" color="textSecondary">
              {t('role.hint')}
            </Typography>
          </Stack>
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
          <Button type="submit" variant="contained" disabled={!isWholeChoice(choice, roles)} loading={isRunning}>
            {t('role.submit')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
