import Checkbox from '@mui/material/Checkbox'
import { type MouseEvent, memo } from 'react'
import { useTranslation } from 'react-i18next'
import { Cell } from './Cell.tsx'
import type { TableColumn } from './columns.ts'
import type { ListItem } from './record-list.ts'
import { recordPath } from './record-path.ts'
import type { TableSource } from './table-source.ts'
import { type RowFragment, useRow } from './use-row.ts'

export type TableRowProps = {
  source: TableSource
  item: ListItem
  index: number
  /** Pixels from the top of the list. */
  offset: number
  columns: readonly TableColumn[]
  pinnedCount: number
  fragment: RowFragment
  domId: string
  isActive: boolean
  isSelected: boolean
  onOpen: (item: ListItem) => void
  onActivate: (id: string) => void
  onSelect: (id: string, isRange: boolean) => void
}

/** A row of the table. Reads its own values, so that a change of one record draws one row. */
export const TableRow = memo(function TableRow(props: TableRowProps) {
  const { source, item, index, columns } = props
  const { t } = useTranslation('table')
  const row = useRow(source, item.id, props.fragment)
  const path = recordPath(source.entity, item)

  function onClick(event: MouseEvent) {
    props.onActivate(item.id)
    // Marking text is not opening.
    if (window.getSelection()?.type === 'Range') return
    if (event.ctrlKey || event.metaKey) {
      if (path) window.open(path, '_blank', 'noopener')
    } else if (event.shiftKey) props.onSelect(item.id, true)
    else props.onOpen(item)
  }

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the grid's, which has the focus
    <div
      id={props.domId}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={props.isSelected}
      className="row"
      data-active={props.isActive || undefined}
      data-link={path ? true : undefined}
      style={{ transform: `translateY(${props.offset}px)` }}
      onClick={onClick}
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the space key selects the active row */}
      <div role="gridcell" className="cell select" onClick={(event) => event.stopPropagation()}>
        <Checkbox
          size="small"
          tabIndex={-1}
          checked={props.isSelected}
          onClick={(event) => props.onSelect(item.id, event.shiftKey)}
          slotProps={{ input: { 'aria-label': t('selectRow', { title: item.title ?? '' }) } }}
        />
      </div>
      {columns.map((column, i) => (
        <div
          key={column.key}
          role="gridcell"
          className={cellClass(column, i, props.pinnedCount)}
          style={{ width: `var(--w${i})`, ...(i < props.pinnedCount ? { left: `var(--l${i})` } : {}) }}
        >
          <Cell column={column} row={row} rowIndex={index} href={column.key === source.title ? path : null} />
        </div>
      ))}
    </div>
  )
})

/** Classes of a cell; the styles are the grid's, so that a row costs no style of its own. */
export function cellClass(column: TableColumn, index: number, pinnedCount: number): string {
  const pinned = index < pinnedCount ? (index === pinnedCount - 1 ? ' pinned last' : ' pinned') : ''
  return `cell${column.isNumeric ? ' numeric' : ''}${pinned}`
}
