import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import type { RowSelectionState } from '@tanstack/react-table'
import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link as RouterLink } from 'react-router'
import { EmptyState } from '../components/EmptyState.tsx'
import { ErrorState } from '../components/ErrorState.tsx'
import type { FilterInput } from '../gql/graphql.ts'
import type { Density } from '../lib/theme-mode.ts'
import { canDo, useViewer } from '../lib/viewer.ts'
import type { TableColumn, TableFields } from './columns.ts'
import { ListFooter } from './ListFooter.tsx'
import { cardKeys, type ListDefinition } from './list-definition.ts'
import { setListWalk } from './list-walk.ts'
import { NewRowsPill } from './NewRowsPill.tsx'
import { RecordCards } from './RecordCards.tsx'
import { RecordGrid } from './RecordGrid.tsx'
import { columnFlags, rowFragment } from './table-source.ts'
import { useTotals } from './totals.ts'
import type { SortKey, TableState } from './url-state.ts'
import { useLiveList } from './use-live-list.ts'
import { useRecordList } from './use-record-list.ts'
import type { ChangeState } from './use-table-state.ts'

export type RecordRowsProps = {
  label: string
  definition: ListDefinition
  fields: TableFields
  /** Shown columns, the pinned ones first. */
  columns: readonly TableColumn[]
  pinned: readonly string[]
  filter: FilterInput | null
  sort: readonly SortKey[]
  state: TableState
  url: string
  density: Density
  /** Cards instead of rows: on a phone. */
  isCards: boolean
  /** Some records may be left out by search, filters or the tab. */
  isNarrowed: boolean
  onChange: ChangeState
  onReset: (() => void) | null
  onFilter: (field: string) => void
}

/** The rows of a list with its count, sums and selection. */
export function RecordRows(props: RecordRowsProps) {
  const { label, definition, fields, columns, pinned, filter, sort, state, isCards, onChange } = props
  const { source } = definition
  const { t } = useTranslation('table')
  const [selection, setSelection] = useState<RowSelectionState>({})

  const columnKeys = columns.map(({ key }) => key)
  const shownKeys = isCards ? cardKeys(definition, fields) : columnKeys
  const flags = columnFlags(source, shownKeys)
  const fragment = rowFragment(source, shownKeys)
  const shown = useRecordList(source, { filter, sort, search: state.search }, flags)
  const { list, items, status } = shown

  const summed = isCards ? [] : columnKeys.filter((key) => state.sums?.includes(key))
  const totalsQuery = { entity: source.entity, filter, search: state.search, sums: summed }
  const { totals, isCountingAll, countAll } = useTotals(totalsQuery)
  const sums = new Map(totals?.sums.map(({ field, sum }) => [field, sum]))
  const { newCount, showNew } = useLiveList(source, list, flags)

  useEffect(() => setListWalk(source.entity, { list, url: props.url }), [source, list, props.url])
  // What was selected in another list is not selected in this one.
  useEffect(() => setSelection({}), [list])
  const setWidths = useCallback((widths: Record<string, number>) => onChange({ widths }), [onChange])
  const toggled = (keys: readonly string[], key: string) =>
    keys.includes(key) ? keys.filter((each) => each !== key) : [...keys, key]

  function rows() {
    if (items.length === 0 && status === 'error') return <ErrorState error={shown.error} onRetry={list.refresh} />
    if (items.length === 0 && status === 'ready') return <NoRows {...props} />
    if (isCards)
      return <RecordCards label={label} definition={definition} fields={fields} shown={shown} fragment={fragment} />
    return (
      <RecordGrid
        label={label}
        source={source}
        shown={shown}
        columns={columns}
        pinnedCount={columnKeys.filter((key) => pinned.includes(key)).length}
        fragment={fragment}
        widths={state.widths}
        density={props.density}
        sort={sort}
        summed={summed}
        sums={sums}
        selection={selection}
        onSelection={setSelection}
        onSort={(next) => onChange({ sort: next }, { isStep: true })}
        onWidths={setWidths}
        onFilter={props.onFilter}
        onPin={(key) => onChange({ pinned: toggled(pinned, key) })}
        onSum={(key) => onChange({ sums: toggled(summed, key) })}
        onHide={(key) => onChange({ columns: columnKeys.filter((each) => each !== key) })}
      />
    )
  }

  const hasProblem = status === 'error' && items.length > 0
  return (
    <>
      <Box sx={{ position: 'relative', flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column' }}>
        <NewRowsPill count={newCount} onShow={showNew} />
        {rows()}
      </Box>
      <ListFooter
        totals={totals}
        isCountingAll={isCountingAll}
        onCountAll={countAll}
        selectedCount={Object.keys(selection).length}
        onClearSelection={() => setSelection({})}
        problem={
          hasProblem
            ? shown.failed === 'more'
              ? { text: t('moreFailed'), onRetry: list.loadMore }
              : { text: t('refreshFailed'), onRetry: list.refresh }
            : null
        }
      />
    </>
  )
}

function NoRows({ definition, isNarrowed, onReset }: RecordRowsProps) {
  const { t } = useTranslation('table')
  const viewer = useViewer()
  if (!isNarrowed) {
    const { text, link } = definition.empty
    return (
      <EmptyState
        title={t(`empty.${text}`)}
        action={
          link &&
          canDo(viewer, link.action) && (
            <Button variant="outlined" component={RouterLink} to={link.to}>
              {t(`empty.${link.text}`)}
            </Button>
          )
        }
      />
    )
  }
  return (
    <EmptyState
      title={t('nothing.title')}
      text={onReset && t('nothing.text')}
      action={
        onReset && (
          <Button variant="outlined" onClick={onReset}>
            {t('nothing.reset')}
          </Button>
        )
      }
    />
  )
}
