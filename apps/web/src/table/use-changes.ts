import { useApolloClient } from '@apollo/client/react'
import { useEffect, useRef } from 'react'
import { type ColumnFlags, columnFlags, documentsOf, type TableSource, valueAt } from './table-source.ts'

export type RecordChange = {
  id: string
  /** It left the viewer's rows. */
  isGone: boolean
  title: string | null
  /** The record with the columns asked for; null when it is gone. */
  record: unknown
}

/** Tells of every change of the entity's records; their values are in the cache by then. Silent for entities without events. */
export function useChanges(source: TableSource, flags: ColumnFlags, onChange: (change: RecordChange) => void): void {
  const client = useApolloClient()
  const latest = useRef(onChange)
  latest.current = onChange
  const named = source.title ? { ...flags, ...columnFlags(source, [source.title]) } : flags
  const key = Object.keys(named).sort().join()

  useEffect(() => {
    const { live } = documentsOf(source)
    if (!live) return
    const variables = Object.fromEntries(key.split(',').map((name) => [name, true]))
    const subscription = client.subscribe({ query: live, variables }).subscribe({
      next: ({ data }) => {
        const change = valueAt(data, `${source.entity}Changed`)
        const id = valueAt(change, 'id')
        if (typeof id !== 'string') return
        const record = valueAt(change, source.entity)
        const title = source.title ? valueAt(record, source.title) : null
        latest.current({
          id,
          isGone: valueAt(change, 'isGone') === true,
          title: typeof title === 'string' ? title : null,
          record,
        })
      },
      // The connection's state is shown by the frame; the list itself stays as it is.
      error: () => {},
    })
    return () => subscription.unsubscribe()
  }, [client, source, key])
}
