import { useCallback, useEffect, useRef, useState } from 'react'
import type { RecordList } from './record-list.ts'
import type { ColumnFlags, TableSource } from './table-source.ts'
import { useChanges } from './use-changes.ts'

/** Changes come in bursts; one question settles a whole burst. */
const PAUSE_MS = 600

/**
 * Follows the changes of the entity while its list is on the screen. Visible rows change in place (through the cache);
 * records that belong to the list and are not in it are counted, not pushed between the reader's rows.
 * @returns how many there are, and the way to show them
 */
export function useLiveList(source: TableSource, list: RecordList, flags: ColumnFlags, onChange?: () => void) {
  const [newcomers, setNewcomers] = useState<ReadonlySet<string>>(new Set())
  const candidates = useRef(new Map<string, string>())
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  useEffect(() => {
    candidates.current.clear()
    setNewcomers(new Set())
    return () => {
      clearTimeout(timer.current)
      timer.current = undefined
    }
  }, [list])

  const settle = useCallback(async () => {
    timer.current = undefined
    onChange?.()
    const asked = new Map(candidates.current)
    candidates.current.clear()
    const present = new Set(list.getSnapshot().items.map(({ id }) => id))
    const titles = [...asked].filter(([id]) => !present.has(id)).map(([, title]) => title)
    const found = await list.matching(titles).catch(() => [])
    if (found.length > 0) setNewcomers((known) => new Set([...known, ...found.map(({ id }) => id)]))
  }, [list, onChange])

  useChanges(source, flags, ({ id, isGone, title }) => {
    if (isGone) list.remove(id)
    if (title) candidates.current.set(id, title)
    timer.current ??= setTimeout(() => void settle(), PAUSE_MS)
  })

  const show = useCallback(() => {
    setNewcomers(new Set())
    list.place.offset = 0
    list.refresh()
  }, [list])

  return { newCount: newcomers.size, showNew: show }
}
