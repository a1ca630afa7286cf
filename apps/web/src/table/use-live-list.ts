import { useSubscription } from '@apollo/client/react'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { RecordList } from './record-list.ts'
import { type ColumnFlags, documentsOf, type TableSource, valueAt } from './table-source.ts'

/** Changes come in bursts; one question settles a whole burst. */
const PAUSE_MS = 600

/**
 * Follows the changes of the entity while its list is on the screen. Visible rows change in place (through the cache);
 * records that belong to the list and are not in it are counted, not pushed between the reader's rows.
 * @returns how many there are, and the way to show them
 */
export function useLiveList(source: TableSource, list: RecordList, flags: ColumnFlags, onChange?: () => void) {
  const { live } = documentsOf(source)
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

  useSubscription(live ?? documentsOf(source).row, {
    skip: live === null,
    variables: source.title ? { ...flags, ...titleFlag(source) } : flags,
    ignoreResults: true,
    onData: ({ data: { data } }) => {
      const change = data && valueAt(data, `${source.entity}Changed`)
      const id = valueAt(change, 'id')
      if (typeof id !== 'string') return
      if (valueAt(change, 'isGone') === true) list.remove(id)
      const title = source.title ? valueAt(change, `${source.entity}.${source.title}`) : null
      if (typeof title === 'string') candidates.current.set(id, title)
      timer.current ??= setTimeout(() => void settle(), PAUSE_MS)
    },
  })

  const show = useCallback(() => {
    setNewcomers(new Set())
    list.place.offset = 0
    list.refresh()
  }, [list])

  return { newCount: newcomers.size, showNew: show }
}

function titleFlag(source: TableSource): ColumnFlags {
  const column = source.title ? source.columns[source.title] : undefined
  return column ? { [column.variable]: true } : {}
}
