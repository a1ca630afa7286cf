import Box from '@mui/material/Box'
import Skeleton from '@mui/material/Skeleton'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useRef } from 'react'
import type { TableFields } from './columns.ts'
import type { ListDefinition } from './list-definition.ts'
import { RecordCard } from './RecordCard.tsx'
import type { ShownList } from './use-record-list.ts'
import type { RowFragment } from './use-row.ts'

const CARD_HEIGHT = 96
const SKELETONS = { first: 8, more: 3 }
const LOAD_AHEAD = 15

export type RecordCardsProps = {
  label: string
  definition: ListDefinition
  fields: TableFields
  shown: ShownList
  fragment: RowFragment
}

/** The list of a phone: one card a row, drawn as far as it is seen. */
export function RecordCards({ label, definition, fields, shown, fragment }: RecordCardsProps) {
  const { items, list } = shown
  const scroller = useRef<HTMLDivElement>(null)
  const isLoading = shown.status === 'idle' || shown.status === 'loading'
  const skeletons = items.length === 0 && isLoading ? SKELETONS.first : shown.hasMore ? SKELETONS.more : 0
  const virtualizer = useVirtualizer({
    count: items.length + skeletons,
    getScrollElement: () => scroller.current,
    estimateSize: () => CARD_HEIGHT,
    overscan: 5,
    initialOffset: list.place.offset,
  })
  const drawn = virtualizer.getVirtualItems()
  const lastDrawn = drawn.at(-1)?.index ?? 0
  useEffect(() => {
    if (shown.hasMore && shown.status === 'ready' && lastDrawn >= items.length - LOAD_AHEAD) list.loadMore()
  }, [shown.hasMore, shown.status, lastDrawn, items.length, list])
  useLayoutEffect(() => {
    if (!shown.isPrevious) scroller.current?.scrollTo({ top: list.place.offset })
  }, [list, shown.isPrevious])

  return (
    <Box
      ref={scroller}
      // what scrolls must be reachable with the keyboard, and not every entity's cards lead anywhere
      tabIndex={0}
      sx={{
        flex: 1,
        minHeight: 0,
        overflow: 'auto',
        borderTop: 1,
        borderColor: 'divider',
        bgcolor: 'background.paper',
      }}
      onScroll={(event) => {
        if (!shown.isPrevious) list.place.offset = event.currentTarget.scrollTop
      }}
    >
      <Box
        component="ul"
        aria-label={label}
        aria-busy={isLoading || shown.isPrevious}
        sx={{ position: 'relative', m: 0, p: 0, listStyle: 'none', opacity: shown.isPrevious ? 0.55 : 1 }}
        style={{ height: virtualizer.getTotalSize() }}
      >
        {drawn.map(({ index, start }) => {
          const item = items[index]
          return (
            <Box
              component="li"
              key={item?.id ?? `skeleton${index}`}
              aria-hidden={item ? undefined : true}
              sx={{
                position: 'absolute',
                top: 0,
                left: 0,
                width: '100%',
                height: CARD_HEIGHT,
                px: 2,
                py: 1.25,
                borderBottom: 1,
                borderColor: 'divider',
              }}
              style={{ transform: `translateY(${start}px)` }}
            >
              {item ? (
                <RecordCard definition={definition} fields={fields} item={item} index={index} fragment={fragment} />
              ) : (
                <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1.25, pt: 0.5 }}>
                  <Skeleton variant="rounded" width="50%" height={14} />
                  <Skeleton variant="rounded" width="75%" height={12} />
                  <Skeleton variant="rounded" width="40%" height={12} />
                </Box>
              )}
            </Box>
          )
        })}
      </Box>
    </Box>
  )
}
