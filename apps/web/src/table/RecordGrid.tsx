import Checkbox from '@mui/material/Checkbox'
import {
  columnPinningFeature,
  columnResizingFeature,
  columnSizingFeature,
  createColumnHelper,
  type RowSelectionState,
  rowSelectionFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import {
  type CSSProperties,
  type KeyboardEvent,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useFormat } from '../lib/format.ts'
import { type Density, rowHeight } from '../lib/theme-mode.ts'
import { Cell } from './Cell.tsx'
import { columnHeads, type TableColumn } from './columns.ts'
import { GridRoot, SELECT_WIDTH } from './GridRoot.tsx'
import { HeaderCell } from './HeaderCell.tsx'
import type { ListItem } from './record-list.ts'
import { recordPath } from './record-path.ts'
import { cellClass, TableRow } from './TableRow.tsx'
import type { TableSource } from './table-source.ts'
import { type SortKey, toggleSort } from './url-state.ts'
import type { ShownList } from './use-record-list.ts'
import type { RowFragment } from './use-row.ts'

const features = tableFeatures({
  columnPinningFeature,
  columnSizingFeature,
  columnResizingFeature,
  rowSelectionFeature,
})
const helper = createColumnHelper<typeof features, ListItem>()

/** Rows shown as on their way, while the first or the next page is. */
const SKELETON_ROWS = { first: 20, more: 8 }
/** The next page is asked for when this many loaded rows are left below. */
const LOAD_AHEAD = 25

export type RecordGridProps = {
  label: string
  source: TableSource
  shown: ShownList
  columns: readonly TableColumn[]
  /** How many of the columns, from the left, stay in place. */
  pinnedCount: number
  fragment: RowFragment
  widths: Readonly<Record<string, number>>
  density: Density
  sort: readonly SortKey[]
  summed: readonly string[]
  sums: ReadonlyMap<string, number | null>
  selection: RowSelectionState
  onSelection: (selection: RowSelectionState) => void
  onSort: (sort: SortKey[]) => void
  onWidths: (widths: Record<string, number>) => void
  onFilter: (field: string) => void
  onPin: (key: string) => void
  onSum: (key: string) => void
  onHide: (key: string) => void
}

/** The table itself: sorted and filtered by the server, drawn as far as it is seen, moved through with the keyboard. */
export function RecordGrid(props: RecordGridProps) {
  const { source, shown, columns, pinnedCount, widths, selection } = props
  const { items, list } = shown
  const { t } = useTranslation('table')
  const format = useFormat()
  const navigate = useNavigate()
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const [activeId, setActiveId] = useState(list.place.activeId)
  const height = rowHeight[props.density]

  // Columns: TanStack Table keeps widths and offsets; their order and choice are the address's.
  const heads = columnHeads(columns)
  const definitions = useMemo(
    () =>
      helper.columns(
        columns.map((column) => helper.display({ id: column.key, size: column.width, minSize: 48, maxSize: 1200 })),
      ),
    [columns],
  )
  const [sizing, setSizing] = useState(widths)
  useEffect(() => setSizing(widths), [widths])
  const data = useMemo(() => [...items], [items])
  const table = useTable({
    features,
    columns: definitions,
    data,
    getRowId: (item) => item.id,
    columnResizeMode: 'onChange',
    state: {
      columnSizing: sizing,
      columnPinning: { start: columns.slice(0, pinnedCount).map(({ key }) => key), end: [] },
      rowSelection: selection,
    },
    onColumnSizingChange: (update) => setSizing((present) => (typeof update === 'function' ? update(present) : update)),
    onRowSelectionChange: (update) => props.onSelection(typeof update === 'function' ? update(selection) : update),
  })
  const resizing = table.state.columnResizing.isResizingColumn
  const wasResizing = useRef<string | false>(false)
  useEffect(() => {
    if (wasResizing.current && !resizing) props.onWidths({ ...sizing })
    wasResizing.current = resizing
  }, [resizing, sizing, props.onWidths])

  const headers = table.getLeafHeaders()
  const variables: Record<string, string> = { '--row': `${height}px` }
  let left = SELECT_WIDTH
  headers.forEach((header, i) => {
    variables[`--w${i}`] = `${header.getSize()}px`
    variables[`--l${i}`] = `${left}px`
    left += header.getSize()
  })

  // Rows
  const isLoading = shown.status === 'idle' || shown.status === 'loading'
  const skeletons = items.length === 0 && isLoading ? SKELETON_ROWS.first : shown.hasMore ? SKELETON_ROWS.more : 0
  const virtualizer = useVirtualizer({
    count: items.length + skeletons,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 10,
    initialOffset: list.place.offset,
    scrollPaddingStart: 36,
    scrollPaddingEnd: props.summed.length > 0 ? 36 : 0,
  })
  const drawn = virtualizer.getVirtualItems()
  const lastDrawn = drawn.at(-1)?.index ?? 0
  useEffect(() => {
    if (shown.hasMore && shown.status === 'ready' && lastDrawn >= items.length - LOAD_AHEAD) list.loadMore()
  }, [shown.hasMore, shown.status, lastDrawn, items.length, list])
  useEffect(() => virtualizer.measure(), [height, virtualizer])

  // A list seen before opens where it was left, another one at its top.
  useLayoutEffect(() => {
    if (shown.isPrevious) return
    scroller.current?.scrollTo({ top: list.place.offset })
    setActiveId(list.place.activeId)
  }, [list, shown.isPrevious])
  useEffect(() => {
    if (list.place.activeId) scroller.current?.focus({ preventScroll: true })
  }, [list])
  function activate(next: string | null) {
    list.place.activeId = next
    setActiveId(next)
  }

  // A row moved to from its card may lie outside of what was seen.
  const activeIndex = items.findIndex((item) => item.id === activeId)
  const arrived = useRef(false)
  useEffect(() => {
    if (arrived.current || activeIndex < 0) return
    arrived.current = true
    virtualizer.scrollToIndex(activeIndex, { align: 'auto' })
  }, [activeIndex, virtualizer])

  function open(item: ListItem) {
    const path = recordPath(source.entity, item)
    if (path) void navigate(path)
  }

  // Selection: a click marks one, with shift everything from the last one.
  const anchor = useRef<string | null>(null)
  function select(rowId: string, isRange: boolean) {
    const next = { ...selection }
    const from = isRange ? items.findIndex((item) => item.id === anchor.current) : -1
    const to = items.findIndex((item) => item.id === rowId)
    if (from >= 0) for (const item of items.slice(Math.min(from, to), Math.max(from, to) + 1)) next[item.id] = true
    else if (next[rowId]) delete next[rowId]
    else next[rowId] = true
    anchor.current = rowId
    activate(rowId)
    props.onSelection(next)
  }
  const selectedCount = items.filter((item) => selection[item.id]).length
  const isAllSelected = items.length > 0 && selectedCount === items.length

  // Rows keep their functions, so that one row's change draws that row alone.
  const acts = useRef({ open, activate, select })
  acts.current = { open, activate, select }
  const stable = useMemo(
    () => ({
      onOpen: (item: ListItem) => acts.current.open(item),
      onActivate: (rowId: string) => acts.current.activate(rowId),
      onSelect: (rowId: string, isRange: boolean) => acts.current.select(rowId, isRange),
    }),
    [],
  )

  function moveTo(index: number, isRange: boolean) {
    const item = items[Math.max(0, Math.min(items.length - 1, index))]
    if (!item) return
    if (isRange && activeId) {
      if (anchor.current === null) anchor.current = activeId
      const from = items.findIndex((each) => each.id === anchor.current)
      const to = items.indexOf(item)
      const range = items.slice(Math.min(from, to), Math.max(from, to) + 1)
      props.onSelection(Object.fromEntries(range.map((each) => [each.id, true as const])))
    } else anchor.current = null
    activate(item.id)
    virtualizer.scrollToIndex(items.indexOf(item), { align: 'auto' })
  }
  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    if (event.target !== event.currentTarget || event.altKey) return
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / height) - 2)
    const moves: Record<string, number> = {
      ArrowDown: activeIndex + 1,
      ArrowUp: activeIndex < 0 ? 0 : activeIndex - 1,
      PageDown: activeIndex + page,
      PageUp: activeIndex - page,
      Home: 0,
      End: items.length - 1,
    }
    const target = moves[event.key]
    const active = items[activeIndex]
    if (target !== undefined) moveTo(target, event.shiftKey)
    else if (event.key === 'Enter' && active) open(active)
    else if (event.key === ' ' && active) select(active.id, event.shiftKey)
    else if (event.key === 'Escape' && selectedCount > 0) props.onSelection({})
    else return
    event.preventDefault()
  }

  return (
    <GridRoot
      ref={scroller}
      role="grid"
      aria-label={props.label}
      aria-rowcount={shown.hasMore ? -1 : items.length + 1}
      aria-colcount={columns.length + 1}
      aria-multiselectable
      aria-busy={isLoading || shown.isPrevious}
      aria-activedescendant={drawn.some(({ index }) => index === activeIndex) ? `${id}-${activeIndex}` : undefined}
      tabIndex={0}
      data-dim={shown.isPrevious || undefined}
      style={variables as CSSProperties}
      onKeyDown={onKeyDown}
      onScroll={(event) => {
        if (!shown.isPrevious) list.place.offset = event.currentTarget.scrollTop
      }}
    >
      <div role="rowgroup" className="head">
        <div role="row" aria-rowindex={1} style={{ display: 'contents' }}>
          <div role="columnheader" aria-colindex={1} className="cell select">
            <Checkbox
              size="small"
              checked={isAllSelected}
              indeterminate={selectedCount > 0 && !isAllSelected}
              onChange={() =>
                props.onSelection(
                  isAllSelected ? {} : Object.fromEntries(items.map((item) => [item.id, true as const])),
                )
              }
              slotProps={{ input: { 'aria-label': t('selectAll') } }}
            />
          </div>
          {headers.map((header, i) => {
            const column = columns[i]
            if (!column) return null
            return (
              <HeaderCell
                key={column.key}
                column={column}
                head={heads[i] ?? column.label}
                index={i}
                pinnedCount={pinnedCount}
                width={header.getSize()}
                sort={props.sort}
                isPinned={i < pinnedCount}
                isSummed={props.summed.includes(column.key)}
                onSort={(field, isMulti) => props.onSort(toggleSort(props.sort, field, isMulti))}
                onSortTo={(field, isDescending) => props.onSort([{ field, isDescending }])}
                onFilter={props.onFilter}
                onPin={props.onPin}
                onSum={props.onSum}
                onHide={props.onHide}
                onResizeStart={header.getResizeHandler()}
                onWidth={(key, width) => {
                  const { [key]: _dropped, ...others } = sizing
                  props.onWidths(width === null ? others : { ...others, [key]: Math.min(1200, Math.max(48, width)) })
                }}
              />
            )
          })}
        </div>
      </div>
      <div role="rowgroup" className="body" style={{ height: virtualizer.getTotalSize() }}>
        {drawn.map(({ index, start }) => {
          const item = items[index]
          if (!item)
            return (
              <SkeletonRow
                key={`skeleton${index}`}
                index={index}
                offset={start}
                columns={columns}
                pinnedCount={pinnedCount}
              />
            )
          return (
            <TableRow
              key={item.id}
              source={source}
              item={item}
              index={index}
              offset={start}
              columns={columns}
              pinnedCount={pinnedCount}
              fragment={props.fragment}
              domId={`${id}-${index}`}
              isActive={item.id === activeId}
              isSelected={selection[item.id] === true}
              {...stable}
            />
          )
        })}
      </div>
      {props.summed.length > 0 && (
        <div role="rowgroup" className="sums">
          <div role="row" style={{ display: 'contents' }}>
            <div role="gridcell" className="cell select" />
            {columns.map((column, i) => {
              const sum = props.sums.get(column.key)
              return (
                <div
                  key={column.key}
                  role="gridcell"
                  className={cellClass(column, i, pinnedCount)}
                  title={props.summed.includes(column.key) ? t('sum', { column: column.label }) : undefined}
                  style={{ width: `var(--w${i})`, ...(i < pinnedCount ? { left: `var(--l${i})` } : {}) }}
                >
                  {i === 0 && <span>{t('totals')}</span>}
                  {typeof sum === 'number' && (column.field.type === 'MONEY' ? format.money(sum) : format.number(sum))}
                </div>
              )
            })}
          </div>
        </div>
      )}
    </GridRoot>
  )
}

type SkeletonRowProps = { index: number; offset: number; columns: readonly TableColumn[]; pinnedCount: number }

function SkeletonRow({ index, offset, columns, pinnedCount }: SkeletonRowProps) {
  return (
    <div aria-hidden className="row" style={{ transform: `translateY(${offset}px)` }}>
      <div className="cell select" />
      {columns.map((column, i) => (
        <div
          key={column.key}
          className={cellClass(column, i, pinnedCount)}
          style={{ width: `var(--w${i})`, ...(i < pinnedCount ? { left: `var(--l${i})` } : {}) }}
        >
          <Cell column={column} row={undefined} rowIndex={index} />
        </div>
      ))}
    </div>
  )
}
