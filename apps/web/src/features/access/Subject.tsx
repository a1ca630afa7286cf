import { useQuery } from '@apollo/client/react'
import Box from '@mui/material/Box'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type PickedRecord, RecordPicker } from '../../components/RecordPicker.tsx'
import { SubjectEmployeeDocument, SubjectRoleDocument } from './documents.ts'
import type { ExplainAddress } from './explain-address.ts'

export type SubjectProps = { address: ExplainAddress; onChange: (patch: Partial<ExplainAddress>) => void }

/** About whom it is asked: a person with his exceptions, or a role. */
export function Subject({ address, onChange }: SubjectProps) {
  const { t } = useTranslation('access')
  const [kind, setKind] = useState<'employee' | 'role'>(address.role ? 'role' : 'employee')
  const names = useSubjectNames(address)
  const id = address[kind]
  const value: PickedRecord | null = id ? { id, title: names.get(id) ?? '…' } : null
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5 }}>
      <ToggleButtonGroup
        exclusive
        size="small"
        color="primary"
        aria-label={t('explain.who')}
        value={kind}
        onChange={(_event, next: 'employee' | 'role' | null) => {
          if (!next) return
          setKind(next)
          onChange({ employee: null, role: null })
        }}
      >
        {(['employee', 'role'] as const).map((each) => (
          <ToggleButton
            key={each}
            value={each}
            sx={{ textTransform: 'none', px: 1.5, py: 0.5, minHeight: { xs: 44, sm: 32 } }}
          >
            {t(`explain.${each}`)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <Box sx={{ flex: '1 1 260px' }}>
        <RecordPicker
          key={kind}
          entity={kind}
          label={t(`explain.${kind}`)}
          isLabelHidden
          value={value}
          onChange={(next) => {
            if (next) names.set(next.id, next.title)
            onChange({ employee: null, role: null, [kind]: next?.id ?? null })
          }}
        />
      </Box>
    </Box>
  )
}

/** Names of those picked, and of the one that the address came with. */
function useSubjectNames({ employee, role }: ExplainAddress): Map<string, string> {
  const [picked] = useState(() => new Map<string, string>())
  const employees = useQuery(SubjectEmployeeDocument, { skip: !employee || picked.has(employee) })
  const roles = useQuery(SubjectRoleDocument, { skip: !role || picked.has(role) })
  for (const node of [...(employees.data?.employees?.nodes ?? []), ...(roles.data?.roles?.nodes ?? [])]) {
    if (node.name) picked.set(node.id, node.name)
  }
  return picked
}
