import ExpandMoreIcon from '@mui/icons-material/ExpandMoreRounded'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Link from '@mui/material/Link'
import { useState } from 'react'
import { Link as RouterLink } from 'react-router'
import type { RecordHistory_RepairFragment, RecordHistory_ServiceRequestFragment } from '../../gql/graphql.ts'
import { graphql } from '../../gql/index.ts'
import { DateText } from '../DateText.tsx'
import { StatusChip } from '../StatusChip.tsx'

export const RepairHistoryFragment = graphql(`
  fragment RecordHistory_Repair on Repair {
    id
    number
    status
    createdAt
    complaint
  }
`)

export const RequestHistoryFragment = graphql(`
  fragment RecordHistory_ServiceRequest on ServiceRequest {
    id
    number
    status
    createdAt
    complaint
  }
`)

type HistoryItem = RecordHistory_RepairFragment | RecordHistory_ServiceRequestFragment

interface Props {
  title: string
  repairs?: readonly RecordHistory_RepairFragment[]
  requests?: readonly RecordHistory_ServiceRequestFragment[]
  /** Shown unfolded from the start: a page that is about the history. */
  isOpen?: boolean
}

/** Earlier repairs and requests of a client or unit; nothing when there are none. */
export function RecordHistory({ title, repairs = [], requests = [], isOpen: isOpenFirst = false }: Props) {
  const [isOpen, setIsOpen] = useState(isOpenFirst)
  if (repairs.length + requests.length === 0) return null
  return (
    <Box sx={{ ml: { sm: -0.5 }, mt: 0.5 }}>
      <Button
        size="small"
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
        endIcon={<ExpandMoreIcon sx={{ transform: isOpen ? undefined : 'rotate(-90deg)' }} />}
      >
        {title}
      </Button>
      {isOpen && (
        <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, pl: 1 }}>
          {repairs.map((repair) => (
            <HistoryRow key={repair.id} entity="repair" item={repair} />
          ))}
          {requests.map((request) => (
            <HistoryRow key={request.id} entity="serviceRequest" item={request} />
          ))}
        </Box>
      )}
    </Box>
  )
}

function HistoryRow({ entity, item }: { entity: 'repair' | 'serviceRequest'; item: HistoryItem }) {
  const section = entity === 'repair' ? '/repairs/' : '/requests/'
  return (
    <Box
      component="li"
      sx={{
        display: 'flex',
        alignItems: 'center',
        gap: 1.5,
        minHeight: 32,
        fontSize: 13,
        flexWrap: { xs: 'wrap', sm: 'nowrap' },
      }}
    >
      <Link
        component={RouterLink}
        to={`${section}${encodeURIComponent(item.number ?? '')}`}
        sx={{ whiteSpace: 'nowrap' }}
      >
        {item.number}
      </Link>
      <StatusChip entity={entity} status={item.status} />
      <Box sx={{ color: 'text.secondary', flexShrink: 0 }}>
        <DateText kind="day" value={item.createdAt} />
      </Box>
      <Box
        sx={{
          color: 'text.secondary',
          overflow: 'hidden',
          textOverflow: 'ellipsis',
          whiteSpace: 'nowrap',
          minWidth: 0,
        }}
      >
        {item.complaint}
      </Box>
    </Box>
  )
}
