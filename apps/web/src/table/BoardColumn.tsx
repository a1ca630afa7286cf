import FoldIcon from '@mui/icons-material/UnfoldLessRounded'
import Box from '@mui/material/Box'
import ButtonBase from '@mui/material/ButtonBase'
import IconButton from '@mui/material/IconButton'
import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorState } from '../components/ErrorState.tsx'
import type { FilterInput } from '../gql/graphql.ts'
import { useFormat } from '../lib/format.ts'
import type { TableFields } from './columns.ts'
import type { ListDefinition } from './list-definition.ts'
import { RecordCard } from './RecordCard.tsx'
import type { ColumnFlags } from './table-source.ts'
import { useTotals } from './totals.ts'
import type { SortKey } from './url-state.ts'
import { useRecordList } from './use-record-list.ts'
import type { RowFragment } from './use-row.ts'

/** A record changed: its title and, as far as the viewer may read it, the value that names its column. */
export type BoardChange = { id: string; title: string | null; value: string | null }

const PAUSE_MS = 600
/** Pixels from the end of a column at which its next cards are asked for. */
const LOAD_AHEAD = 400

export type BoardColumnProps = {
  definition: ListDefinition
  fields: TableFields
  value: string
  isFoldedAtFirst: boolean
  filter: FilterInput | null
  search: string
  sort: readonly SortKey[]
  flags: ColumnFlags
  fragment: RowFragment
  listeners: Set<(change: BoardChange) => void>
}

export function BoardColumn(props: BoardColumnProps) {
  const { definition, fields, value, filter, search } = props
  const { t } = useTranslation(['table', 'values'])
  const format = useFormat()
  const [choice, setIsFolded] = useState<boolean | null>(null)
  const { totals, refetch } = useTotals({ entity: definition.source.entity, filter, search })
  // What has ended and what is empty stands back until it is opened.
  const isFolded = choice ?? (props.isFoldedAtFirst || totals?.count === 0)
  const values = fields.column(definition.board?.field ?? '')?.source.values
  const status = t(`values:${values}.${value}`)
  const count = totals && `${format.number(totals.count)}${totals.isCapped ? '+' : ''}`

  if (isFolded) {
    return (
      <ButtonBase
        onClick={() => setIsFolded(false)}
        aria-label={t('table:board.unfold', { status: count ? `${status}, ${count}` : status })}
        sx={{
          flex: 'none',
          alignSelf: 'stretch',
          flexDirection: 'column',
          justifyContent: 'flex-start',
          gap: 1,
          width: 44,
          py: 1.25,
          borderRadius: 1,
          color: 'text.secondary',
          bgcolor: 'action.hover',
        }}
      >
        <Typography aria-hidden variant="caption">
          {count}
        </Typography>
        <Typography variant="subtitle2" component="span" sx={{ writingMode: 'vertical-rl' }}>
          {status}
        </Typography>
      </ButtonBase>
    )
  }
  return (
    <Box
      component="section"
      aria-label={status}
      sx={{
        flex: 'none',
        display: 'flex',
        flexDirection: 'column',
        width: { xs: 'calc(100vw - 48px)', sm: 288 },
        minHeight: 0,
        borderRadius: 1,
        bgcolor: 'action.hover',
        scrollSnapAlign: 'center',
      }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, height: 40, pl: 1.5, pr: 0.5 }}>
        <Typography variant="subtitle2" component="h2" noWrap>
          {status}
        </Typography>
        <Typography variant="caption" color="textSecondary" sx={{ flex: 1 }}>
          {count}
        </Typography>
        <IconButton size="small" aria-label={t('table:board.fold', { status })} onClick={() => setIsFolded(true)}>
          <FoldIcon sx={{ transform: 'rotate(90deg)' }} />
        </IconButton>
      </Box>
      <ColumnCards {...props} onCount={refetch} />
    </Box>
  )
}

function ColumnCards(props: BoardColumnProps & { onCount: () => void }) {
  const { definition, fields, value, filter, search, sort, flags, fragment, listeners } = props
  const { t } = useTranslation('table')
  const shown = useRecordList(definition.source, { filter, sort, search }, flags)
  const { list, items, status, hasMore } = shown
  const onCount = useRef(props.onCount)
  onCount.current = props.onCount

  useEffect(() => {
    const arrivals = new Map<string, string>()
    let timer: ReturnType<typeof setTimeout> | undefined
    async function settle() {
      timer = undefined
      onCount.current()
      const titles = [...arrivals.values()]
      arrivals.clear()
      // The board's own filter may keep the record out.
      list.insert(await list.matching(titles).catch(() => []))
    }
    function onChange(change: BoardChange) {
      const isHere = list.getSnapshot().items.some(({ id }) => id === change.id)
      if (isHere === (change.value === value)) return
      if (isHere) list.remove(change.id)
      else if (change.title) arrivals.set(change.id, change.title)
      timer ??= setTimeout(() => void settle(), PAUSE_MS)
    }
    listeners.add(onChange)
    return () => {
      clearTimeout(timer)
      listeners.delete(onChange)
    }
  }, [list, listeners, value])

  const isLoading = status === 'idle' || status === 'loading'
  if (status === 'error' && items.length === 0) return <ErrorState error={shown.error} onRetry={list.refresh} />
  return (
    <Box
      component="ul"
      sx={{
        flex: 1,
        minHeight: 0,
        overflow: 'auto',
        m: 0,
        px: 1,
        pb: 1,
        listStyle: 'none',
        display: 'flex',
        flexDirection: 'column',
        gap: 1,
      }}
      onScroll={({ currentTarget }) => {
        const left = currentTarget.scrollHeight - currentTarget.scrollTop - currentTarget.clientHeight
        if (hasMore && left < LOAD_AHEAD) list.loadMore()
      }}
    >
      {items.map((item, index) => (
        <Box
          component="li"
          key={item.id}
          sx={{
            flex: 'none',
            p: 1.25,
            border: 1,
            borderColor: 'divider',
            borderRadius: 1,
            bgcolor: 'background.paper',
            // Cards out of sight cost nothing to lay out.
            contentVisibility: 'auto',
            containIntrinsicSize: 'auto 96px',
            '&:hover': { borderColor: 'text.secondary' },
          }}
        >
          <RecordCard
            definition={definition}
            fields={fields}
            item={item}
            index={index}
            fragment={fragment}
            isStatusHidden
          />
        </Box>
      ))}
      {isLoading &&
        items.length === 0 &&
        [0, 1, 2].map((i) => <Skeleton key={i} component="li" variant="rounded" height={92} sx={{ flex: 'none' }} />)}
      {!isLoading && items.length === 0 && (
        <Typography component="li" variant="body2" color="textSecondary" sx={{ p: 1, textAlign: 'center' }}>
          {t('board.empty')}
        </Typography>
      )}
    </Box>
  )
}
