import TableIcon from '@mui/icons-material/TableRowsOutlined'
import BoardIcon from '@mui/icons-material/ViewKanbanOutlined'
import Box from '@mui/material/Box'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import useMediaQuery from '@mui/material/useMediaQuery'
import { lazy, type ReactNode, Suspense, useCallback, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { lazyOverlay } from '../components/lazy-overlay.tsx'
import { NoRight } from '../components/NoRight.tsx'
import { useCatalog } from '../lib/catalog.ts'
import { organisationTimeZone, useNow } from '../lib/format.ts'
import { density as ownDensity } from '../lib/theme-mode.ts'
import { canDo, useViewer } from '../lib/viewer.ts'
import { ColumnChooser } from './ColumnChooser.tsx'
import { useTableFields } from './columns.ts'
import { FilterBar, type FilterDraft } from './FilterBar.tsx'
import { combine, toFilterInput } from './filter.ts'
import { type ListDefinition, readable, type TableView } from './list-definition.ts'
import { PeriodFilter } from './PeriodFilter.tsx'
import { RecordRows } from './RecordRows.tsx'
import { SearchBox } from './SearchBox.tsx'
import { useTableState } from './use-table-state.ts'
import { ViewTabs } from './ViewTabs.tsx'

const ExportButton = lazyOverlay(() => import('./ExportButton.tsx').then((module) => module.ExportButton), {
  isSilent: true,
})
const RecordBoard = lazy(() => import('./RecordBoard.tsx').then((module) => ({ default: module.RecordBoard })))

export type RecordTableProps = {
  definition: ListDefinition
  label: string
  /** What is done with the list as a whole: add to it. */
  action?: ReactNode
}

/** Every list of the product. What it shows is its address; the page says only what is particular to the entity. */
export function RecordTable({ definition, label, action }: RecordTableProps) {
  const { source } = definition
  const { t } = useTranslation('table')
  const viewer = useViewer()
  const entity = useCatalog().get(source.entity)
  const fields = useTableFields(source)
  const { state, change, resetLayout, url } = useTableState(source.entity)
  const defaultDensity = ownDensity.use()
  const isPhone = useMediaQuery((theme) => theme.breakpoints.down('sm'))
  const [draft, setDraft] = useState<FilterDraft | null>(null)
  const bar = useRef<HTMLDivElement>(null)

  const views = useMemo((): readonly TableView[] => {
    const all: TableView = { key: 'all', label: t('views.all'), filter: null }
    const canFilter = (key: string) => fields.column(key)?.field.isFilterable === true
    const own = definition.views?.({ viewer, canFilter }) ?? []
    return [all, ...own.map((view) => ({ ...view, label: t(`views.${view.key}`) }))]
  }, [definition, viewer, fields, t])
  const view = views.find(({ key }) => key === state.tab) ?? views[0]

  // A period is counted anew when the day changes, not with every minute.
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: organisationTimeZone() }).format(useNow())
  const filter = useMemo(() => {
    const own = toFilterInput(state.conditions, {
      typeOf: (key) => {
        const column = fields.column(key)
        return column?.field.isFilterable ? column.field.type : undefined
      },
      today,
    })
    return combine([view?.filter ?? null, own])
  }, [state.conditions, fields, today, view])

  const isSortable = (key: string) => fields.column(key)?.field.isSortable === true
  const wantedSort = state.sort ?? view?.sort ?? definition.sort
  const sort = wantedSort.filter(({ field }) => isSortable(field))

  const pinned = useMemo(
    () => readable(fields, state.pinned ?? definition.pinned ?? []),
    [fields, state.pinned, definition.pinned],
  )
  const columns = useMemo(() => {
    const keys = readable(fields, state.columns ?? definition.columns)
    const ordered = [...keys.filter((key) => pinned.includes(key)), ...keys.filter((key) => !pinned.includes(key))]
    return ordered.flatMap((key) => fields.column(key) ?? [])
  }, [fields, state.columns, definition.columns, pinned])

  const isBoard = state.view === 'board' && definition.board !== undefined

  const setSearch = useCallback((search: string) => change({ search }), [change])
  const isNarrowed = state.search !== '' || state.conditions.length > 0
  const reset = () => change({ search: '', conditions: [] }, { isStep: true })

  if (!entity) return <NoRight isPage />
  const periodColumn = definition.periodField ? fields.column(definition.periodField) : undefined

  const columnChooser = !isBoard && !isPhone && (
    <ColumnChooser
      fields={fields}
      shown={columns}
      isCompact={(state.density ?? defaultDensity) === 'compact'}
      onChange={(keys) => change({ columns: keys })}
      onCompact={(isCompact) => change({ density: isCompact ? 'compact' : 'comfortable' })}
      onReset={resetLayout}
    />
  )
  // nothing is taken out in somebody else's name
  const canExport = canDo(viewer, 'records.export') && viewer.viewedBy === null
  const tools = (
    <>
      {canExport && (
        <Suspense>
          <ExportButton
            entity={source.entity}
            label={label}
            columns={columns}
            filter={filter}
            sort={sort}
            search={state.search}
          />
        </Suspense>
      )}
      {columnChooser}
    </>
  )
  const hasTopBar = views.length > 1 || definition.board !== undefined

  return (
    <Box sx={{ position: 'relative', flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column' }}>
      {hasTopBar && (
        <Box
          sx={{ flex: 'none', display: 'flex', alignItems: 'center', gap: 0.5, minHeight: 44, px: { xs: 1, md: 2 } }}
        >
          <Box sx={{ flex: 1, minWidth: 0 }}>
            {views.length > 1 && (
              <ViewTabs
                entity={source.entity}
                views={views}
                value={view?.key ?? 'all'}
                onChange={(key) => change({ tab: key === 'all' ? null : key }, { isStep: true })}
              />
            )}
          </Box>
          {definition.board && (
            <ToggleButtonGroup
              exclusive
              size="small"
              value={state.view}
              aria-label={t('view.label')}
              onChange={(_event, next: 'table' | 'board' | null) => next && change({ view: next }, { isStep: true })}
            >
              <ToggleButton
                value="table"
                aria-label={t('view.table')}
                title={t('view.table')}
                sx={{ height: 32, width: 36 }}
              >
                <TableIcon sx={{ fontSize: 18 }} />
              </ToggleButton>
              <ToggleButton
                value="board"
                aria-label={t('view.board')}
                title={t('view.board')}
                sx={{ height: 32, width: 36 }}
              >
                <BoardIcon sx={{ fontSize: 18 }} />
              </ToggleButton>
            </ToggleButtonGroup>
          )}
          {tools}
          {action}
        </Box>
      )}
      <Box
        ref={bar}
        role="search"
        sx={{
          flex: 'none',
          display: 'flex',
          flexWrap: { xs: 'nowrap', sm: 'wrap' },
          alignItems: 'center',
          gap: 0.75,
          px: { xs: 2, md: 3 },
          pt: hasTopBar ? { xs: 1, sm: 0 } : 1,
          pb: 1,
          overflowX: { xs: 'auto', sm: 'visible' },
          scrollbarWidth: 'none',
        }}
      >
        {(entity.isSearchable || entity.title) && <SearchBox value={state.search} onChange={setSearch} />}
        {periodColumn?.field.isFilterable && (
          <PeriodFilter
            column={periodColumn}
            conditions={state.conditions}
            onChange={(conditions) => change({ conditions }, { isStep: true })}
            onOwnPeriod={(anchor, index) => setDraft({ anchor, index, field: periodColumn.key, operator: 'between' })}
          />
        )}
        <FilterBar
          source={source}
          fields={fields}
          conditions={state.conditions}
          draft={draft}
          onDraft={setDraft}
          onChange={(conditions) => change({ conditions }, { isStep: true })}
          onReset={isNarrowed ? reset : null}
        />
        {!hasTopBar && (
          <Box sx={{ ml: 'auto', mr: -1 }}>
            {tools}
            {action}
          </Box>
        )}
      </Box>
      {isBoard ? (
        <Suspense>
          <RecordBoard definition={definition} fields={fields} filter={filter} search={state.search} sort={sort} />
        </Suspense>
      ) : (
        <RecordRows
          label={label}
          definition={definition}
          fields={fields}
          columns={columns}
          pinned={pinned}
          filter={filter}
          sort={sort}
          state={state}
          url={url}
          density={state.density ?? defaultDensity}
          isCards={isPhone}
          isNarrowed={isNarrowed || Boolean(view?.filter)}
          onChange={change}
          onReset={isNarrowed ? reset : null}
          onFilter={(field) => bar.current && setDraft({ anchor: bar.current, index: null, field })}
        />
      )}
    </Box>
  )
}
