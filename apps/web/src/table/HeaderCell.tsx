import ArrowDownIcon from '@mui/icons-material/ArrowDownwardRounded'
import ArrowUpIcon from '@mui/icons-material/ArrowUpwardRounded'
import MoreIcon from '@mui/icons-material/ExpandMoreRounded'
import Divider from '@mui/material/Divider'
import IconButton from '@mui/material/IconButton'
import MenuItem from '@mui/material/MenuItem'
import { type KeyboardEvent, type MouseEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LazyMenu } from '../components/LazyMenu.tsx'
import type { TableColumn } from './columns.ts'
import { cellClass } from './TableRow.tsx'
import type { SortKey } from './url-state.ts'

const KEY_STEP = 16

export type HeaderCellProps = {
  column: TableColumn
  /** The label as far as it need be said among the columns beside it. */
  head: string
  index: number
  pinnedCount: number
  width: number
  sort: readonly SortKey[]
  isPinned: boolean
  isSummed: boolean
  onSort: (field: string, isMulti: boolean) => void
  onSortTo: (field: string, isDescending: boolean) => void
  onFilter: (field: string) => void
  onPin: (key: string) => void
  onSum: (key: string) => void
  onHide: (key: string) => void
  onResizeStart: (event: unknown) => void
  onWidth: (key: string, width: number | null) => void
}

/** Head of a column: a click sorts (with shift besides the other columns), its edge draws it wider, its menu has the rest. */
export function HeaderCell(props: HeaderCellProps) {
  const { column, index, pinnedCount, sort } = props
  const { t } = useTranslation('table')
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const place = sort.findIndex(({ field }) => field === column.key)
  const key = sort[place]
  const canSort = column.field.isSortable

  const choose = (run: () => void) => () => {
    setAnchor(null)
    run()
  }
  function onResizeKey(event: KeyboardEvent) {
    const step = event.key === 'ArrowLeft' ? -KEY_STEP : event.key === 'ArrowRight' ? KEY_STEP : 0
    if (step === 0) return
    event.preventDefault()
    event.stopPropagation()
    props.onWidth(column.key, props.width + step)
  }

  return (
    <div
      role="columnheader"
      aria-colindex={index + 2}
      aria-sort={key ? (key.isDescending ? 'descending' : 'ascending') : canSort ? 'none' : undefined}
      className={cellClass(column, index, pinnedCount)}
      style={{ width: `var(--w${index})`, ...(index < pinnedCount ? { left: `var(--l${index})` } : {}) }}
    >
      <button
        type="button"
        className="sort"
        disabled={!canSort}
        title={column.label}
        aria-label={column.label}
        onClick={(event: MouseEvent) => props.onSort(column.key, event.shiftKey)}
      >
        <span className="text">{props.head}</span>
        {key && (key.isDescending ? <ArrowDownIcon aria-hidden /> : <ArrowUpIcon aria-hidden />)}
        {key && sort.length > 1 && <span aria-hidden>{place + 1}</span>}
      </button>
      <IconButton
        size="small"
        className="menu"
        aria-label={t('columnMenu', { column: column.label })}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <MoreIcon />
      </IconButton>
      <LazyMenu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {canSort && [
          <MenuItem key="asc" onClick={choose(() => props.onSortTo(column.key, false))}>
            {t('sortAscending')}
          </MenuItem>,
          <MenuItem key="desc" onClick={choose(() => props.onSortTo(column.key, true))}>
            {t('sortDescending')}
          </MenuItem>,
        ]}
        {column.field.isFilterable && (
          <MenuItem onClick={choose(() => props.onFilter(column.key))}>{t('filterBy')}</MenuItem>
        )}
        {column.isNumeric && (
          <MenuItem onClick={choose(() => props.onSum(column.key))}>
            {t(props.isSummed ? 'hideSum' : 'showSum')}
          </MenuItem>
        )}
        <Divider />
        <MenuItem onClick={choose(() => props.onPin(column.key))}>{t(props.isPinned ? 'unpin' : 'pin')}</MenuItem>
        <MenuItem onClick={choose(() => props.onWidth(column.key, null))}>{t('resetWidth')}</MenuItem>
        <MenuItem onClick={choose(() => props.onHide(column.key))}>{t('hideColumn')}</MenuItem>
      </LazyMenu>
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label={t('resizeColumn', { column: column.label })}
        aria-valuenow={Math.round(props.width)}
        aria-valuemin={48}
        aria-valuemax={1200}
        tabIndex={0}
        className="resize"
        onMouseDown={props.onResizeStart}
        onTouchStart={props.onResizeStart}
        onDoubleClick={() => props.onWidth(column.key, null)}
        onKeyDown={onResizeKey}
      />
    </div>
  )
}
