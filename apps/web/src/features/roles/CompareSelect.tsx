import { useQuery } from '@apollo/client/react'
import TextField from '@mui/material/TextField'
import { useTranslation } from 'react-i18next'
import { RoleSummariesDocument } from './documents.ts'

export type CompareSelectProps = { roleId: string; value: string | null; onChange: (roleId: string | null) => void }

/** Which role this one is compared with. */
export function CompareSelect({ roleId, value, onChange }: CompareSelectProps) {
  const { t } = useTranslation('roles')
  const { data } = useQuery(RoleSummariesDocument)
  const others = data?.roleSummaries.filter(({ id, isAdmin }) => id !== roleId && !isAdmin) ?? []
  return (
    <TextField
      select
      value={others.some(({ id }) => id === value) ? value : ''}
      onChange={(event) => onChange(event.target.value || null)}
      slotProps={{ select: { native: true }, htmlInput: { 'aria-label': t('compare.label') } }}
      sx={{ width: { xs: '100%', md: 220 } }}
    >
      <option value="">{value ? t('compare.none') : `${t('compare.label')}…`}</option>
      {others.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </TextField>
  )
}
