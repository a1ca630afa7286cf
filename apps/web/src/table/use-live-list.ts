import { useApolloClient } from '@apollo/client/react'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { RecordList } from './record-list.ts'
import type { ColumnFlags, TableSource } from './table-source.ts'
import { TotalsDocument } from './totals.ts'
import { useChanges } from './use-changes.ts'

/** Changes come in bursts; one question settles a whole burst. */
const PAUSE_MS = 600
/** Counts and sums are dearer than rows. */
const COUNT_PAUSE_MS = 5000
/** What is more than this at once is no news but a storm. */
const MAX_CANDIDATES = 50

/**
 * Follows the changes of the entity while its list is on the screen. Visible rows change in place (through the cache);
 * records that belong to the list and are not in it are counted, not pushed between the reader's rows.
 * @returns how many there are, and the way to show them
 */
export function useLiveList(source: TableSource, list: RecordList, flags: ColumnFlags) {
  const client = useApolloClient()
  const [newcomers, setNewcomers] = useState<ReadonlySet<string>>(new Set())
  const candidates = useRef(new Map<string, string>())
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const countTimer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const current = useRef(list)
  current.current = list

  useEffect(() => {
    candidates.current.clear()
    setNewcomers(new Set())
    return () => {
      clearTimeout(timer.current)
      timer.current = undefined
    }
  }, [list])
  useEffect(() => () => clearTimeout(countTimer.current), [])

  const settle = useCallback(async () => {
    timer.current = undefined
    const asked = new Map(candidates.current)
    candidates.current.clear()
    const present = new Set(list.getSnapshot().items.map(({ id }) => id))
    const titles = [...asked]
      .filter(([id]) => !present.has(id))
      .map(([, title]) => title)
      .slice(-MAX_CANDIDATES)
    const found = await list.matching(titles).catch(() => [])
    if (found.length > 0 && current.current === list)
      setNewcomers((known) => new Set([...known, ...found.map(({ id }) => id)]))
  }, [list])

  useChanges(source, flags, ({ id, isGone, title }) => {
    if (isGone) list.remove(id)
    if (title) candidates.current.set(id, title)
    timer.current ??= setTimeout(() => void settle(), PAUSE_MS)
    countTimer.current ??= setTimeout(() => {
      countTimer.current = undefined
      void client.refetchQueries({ include: [TotalsDocument] })
    }, COUNT_PAUSE_MS)
  })

  const show = useCallback(() => {
    setNewcomers(new Set())
    list.place.offset = 0
    list.refresh()
  }, [list])

  return { newCount: newcomers.size, showNew: show }
}
