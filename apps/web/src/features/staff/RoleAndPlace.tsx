import { useQuery } from '@apollo/client/react'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { useTranslation } from 'react-i18next'
import { type PickedRecord, RecordPicker } from '../../components/RecordPicker.tsx'
import { StaffRolesDocument } from './documents.ts'

/** A role with the organisation that it needs; null: not chosen yet. */
export interface RoleChoice {
  roleId: string | null
  serviceCenter: PickedRecord | null
  dealer: PickedRecord | null
}

interface Props {
  value: RoleChoice
  onChange: (next: RoleChoice) => void
  /** What is wrong, by field. */
  problems?: ReadonlyMap<string, string>
  autoFocus?: boolean
}

/** Chooses a role and, for a partner's, whose employee it will be. */
export function RoleAndPlace({ value, onChange, problems, autoFocus = false }: Props) {
  const { t } = useTranslation(['staff', 'values', 'fields'])
  const roles = useStaffRoles()
  const affiliation = roles.find(({ id }) => id === value.roleId)?.affiliation
  return (
    <>
      <TextField
        select
        required
        fullWidth
        autoFocus={autoFocus}
        label={t('fields:employee.role')}
        // the roles may not be here yet
        value={roles.some(({ id }) => id === value.roleId) ? value.roleId : ''}
        error={problems?.has('role') ?? false}
        helperText={problems?.get('role')}
        onChange={(event) => onChange({ roleId: event.target.value, serviceCenter: null, dealer: null })}
      >
        {roles.map((role) => (
          <MenuItem key={role.id} value={role.id}>
            {role.name}
          </MenuItem>
        ))}
      </TextField>
      {affiliation === 'SERVICE_CENTER' && (
        <RecordPicker
          isRequired
          entity="serviceCenter"
          label={t('place.serviceCenter')}
          value={value.serviceCenter}
          onChange={(serviceCenter) => onChange({ ...value, serviceCenter })}
          error={problems?.get('serviceCenter')}
        />
      )}
      {affiliation === 'DEALER' && (
        <RecordPicker
          isRequired
          entity="dealer"
          label={t('place.dealer')}
          value={value.dealer}
          onChange={(dealer) => onChange({ ...value, dealer })}
          error={problems?.get('dealer')}
        />
      )}
    </>
  )
}

/** Roles that the viewer may see, as he may give them. */
export function useStaffRoles() {
  const { data } = useQuery(StaffRolesDocument)
  return data?.roles.nodes ?? []
}

/** Whether nothing is missing: a partner's role has its organisation. */
export function isWholeChoice(
  { roleId, serviceCenter, dealer }: RoleChoice,
  roles: readonly { id: string; affiliation: string | null }[],
): boolean {
  const affiliation = roles.find(({ id }) => id === roleId)?.affiliation
  if (!affiliation) return false
  if (affiliation === 'SERVICE_CENTER') return serviceCenter !== null
  return affiliation === 'DEALER' ? dealer !== null : true
}
