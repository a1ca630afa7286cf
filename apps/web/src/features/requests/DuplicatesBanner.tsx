import Alert from '@mui/material/Alert'
import AlertTitle from '@mui/material/AlertTitle'
import Link from '@mui/material/Link'
import { useTranslation } from 'react-i18next'
import { Link as RouterLink } from 'react-router'
import { StatusChip } from '../../components/StatusChip.tsx'
import type { RecordHistory_RepairFragment } from '../../gql/graphql.ts'

/** Repairs of the same unit that are still open: this request may be about the same fault. */
export function DuplicatesBanner({ repairs }: { repairs: readonly RecordHistory_RepairFragment[] }) {
  const { t } = useTranslation('requests')
  if (repairs.length === 0) return null
  return (
    <Alert severity="warning" sx={{ my: 1 }}>
      <AlertTitle>{t('duplicates', { count: repairs.length })}</AlertTitle>
      {repairs.map((repair) => (
        <div key={repair.id} style={{ display: 'flex', gap: 8, alignItems: 'center', minHeight: 28 }}>
          <Link underline="always" component={RouterLink} to={`/repairs/${encodeURIComponent(repair.number ?? '')}`}>
            {repair.number}
          </Link>
          <StatusChip entity="repair" status={repair.status} />
        </div>
      ))}
    </Alert>
  )
}
