import Link from '@mui/material/Link'
import Skeleton from '@mui/material/Skeleton'
import { useTranslation } from 'react-i18next'
import { Link as RouterLink } from 'react-router'
import { DateText } from '../components/DateText.tsx'
import { DueText } from '../components/DueText.tsx'
import { MoneyText } from '../components/MoneyText.tsx'
import { MoveChip } from '../components/MoveChip.tsx'
import { PhoneLink } from '../components/PhoneLink.tsx'
import { StatusChip } from '../components/StatusChip.tsx'
import { ToneChip } from '../components/ToneChip.tsx'
import { useFormat } from '../lib/format.ts'
import { mailHref } from '../lib/mail.ts'
import { isOurMove, isYourMove } from '../lib/move.ts'
import { useViewer } from '../lib/viewer.ts'
import type { TableColumn } from './columns.ts'
import { recordPath } from './record-path.ts'
import { type RowData, valueAt } from './table-source.ts'

const skeletonWidths = ['72%', '54%', '64%', '46%']

export type CellProps = {
  column: TableColumn
  /** Undefined while the row is on its way. */
  row: Partial<RowData> | undefined
  rowIndex: number
  /** Address of the row's card, in the cell that names the row. */
  href?: string | null
  /** Text instead of links, inside of what is a link itself. */
  isPlain?: boolean
}

/** A value of a row, drawn by what the catalog says of its type. */
export function Cell({ column, row, rowIndex, href, isPlain = false }: CellProps) {
  const value = valueAt(row, column.source.field)
  if (value === undefined) {
    return <Skeleton variant="rounded" height={12} width={skeletonWidths[rowIndex % skeletonWidths.length]} />
  }
  if (value === null || value === '') return null
  if (!href) return <Value column={column} value={value} isPlain={isPlain} />
  return (
    <Link component={RouterLink} to={href} tabIndex={-1} color="inherit" sx={{ fontWeight: 500 }} onClick={stop}>
      <Value column={column} value={value} isPlain />
    </Link>
  )
}

/** A link in a row does what links do, and does not open the row besides. */
function stop(event: { stopPropagation: () => void }) {
  event.stopPropagation()
}

/** The column's head says already that it is a move. */
function PartyChip({ party }: { party: string }) {
  const { t } = useTranslation(['values', 'common'])
  const viewer = useViewer()
  if (party === 'NONE') return null
  return (
    <ToneChip tone={isOurMove(viewer, party) ? 'waitingUs' : 'waitingOther'}>
      {isYourMove(viewer, party) ? t('common:you') : t(`values:moveParty.${party}`)}
    </ToneChip>
  )
}

type ValueProps = { column: TableColumn; value: unknown; isPlain: boolean }

function Value({ column, value, isPlain }: ValueProps) {
  const { t } = useTranslation('values')
  const format = useFormat()
  const { field, source } = column
  const key = column.key.split('.').at(-1) ?? column.key

  if (field.type === 'RELATION') return <RelationValue column={column} value={value} isPlain={isPlain} />
  if (field.type === 'BOOLEAN') return t(`boolean.${String(value)}`)
  if (typeof value === 'number')
    return field.type === 'MONEY' ? (
      <MoneyText kopecks={value} />
    ) : (
      format.number(value, key === 'rating' ? 1 : undefined)
    )
  if (typeof value !== 'string') return null
  if (key === 'dueAt') return <DueText dueAt={value} />
  if (field.type === 'DATE' || field.type === 'DATETIME') return <DateText value={value} />
  if (source.values === 'repairStatus') return <StatusChip entity="repair" status={value} />
  if (source.values === 'requestStatus') return <StatusChip entity="serviceRequest" status={value} />
  if (source.values === 'moveParty') return isPlain ? <MoveChip party={value} /> : <PartyChip party={value} />
  if (source.values === 'messageStatus' && value === 'FAILED') {
    return <ToneChip tone="overdue">{t('messageStatus.FAILED')}</ToneChip>
  }
  if (source.values === 'urgency') {
    return value === 'URGENT' ? <ToneChip tone="overdue">{t('urgency.URGENT')}</ToneChip> : t(`urgency.${value}`)
  }
  if (source.values) return t(`${source.values}.${value}`)
  if (/phone$/i.test(key)) return isPlain ? format.phone(value) : <PhoneLink phone={value} />
  if (/email$/i.test(key) && !isPlain) {
    return (
      <Link href={mailHref(value)} tabIndex={-1} color="inherit" onClick={stop}>
        {value}
      </Link>
    )
  }
  return value
}

function RelationValue({ column, value, isPlain }: ValueProps) {
  const { target, title } = column.source
  const id = valueAt(value, 'id')
  const name = title ? valueAt(value, title) : null
  if (typeof name !== 'string' || typeof id !== 'string') return null
  const path = target && !isPlain ? recordPath(target, { id, title: name }) : null
  if (!path) return name
  return (
    <Link component={RouterLink} to={path} tabIndex={-1} color="inherit" onClick={stop}>
      {name}
    </Link>
  )
}
