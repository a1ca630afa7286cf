import { useApolloClient } from '@apollo/client/react'
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import { connection } from '../lib/connection.ts'
import { useViewer } from '../lib/viewer.ts'
import { type ListItem, type ListQuery, type RecordList, recordList } from './record-list.ts'
import type { ColumnFlags, TableSource } from './table-source.ts'

/** Rows older than this are read again when the reader comes back to them. */
const STALE_MS = 10_000

export type ShownList = {
  list: RecordList
  items: readonly ListItem[]
  /** The items are those of the question before, until the first answer to this one. */
  isPrevious: boolean
  status: ReturnType<RecordList['getSnapshot']>['status']
  hasMore: boolean
  error: unknown
  failed: ReturnType<RecordList['getSnapshot']>['failed']
}

/** The list that answers the query, with the given columns; the rows of the query before stay until it has answered. */
export function useRecordList(source: TableSource, query: ListQuery, flags: ColumnFlags): ShownList {
  const client = useApolloClient()
  const viewer = useViewer()
  const scope = `${viewer.id}:${viewer.permissionVersion}`
  const key = JSON.stringify(query)
  const list = useMemo(() => recordList(client, source, query, scope), [client, source, key, scope])
  const snapshot = useSyncExternalStore(list.subscribe, list.getSnapshot)

  const flagsKey = Object.keys(flags).sort().join()
  useEffect(() => list.show(flags), [list, flagsKey])

  useEffect(() => {
    const { loadedAt } = list.getSnapshot()
    if (loadedAt > 0 && Date.now() - loadedAt > STALE_MS) list.refresh()
  }, [list])

  useEffect(() => {
    const stopReset = client.onResetStore(async () => list.refresh())
    let wasOnline = connection.get() === 'online'
    const stopConnection = connection.subscribe(() => {
      const isOnline = connection.get() === 'online'
      // What happened meanwhile was not heard.
      if (isOnline && !wasOnline) list.refresh()
      wasOnline = isOnline
    })
    return () => {
      stopReset()
      stopConnection()
    }
  }, [client, list])

  const previous = useRef<readonly ListItem[]>([])
  const isWaiting = snapshot.items.length === 0 && (snapshot.status === 'idle' || snapshot.status === 'loading')
  if (!isWaiting) previous.current = snapshot.items
  return {
    list,
    items: isWaiting ? previous.current : snapshot.items,
    isPrevious: isWaiting && previous.current.length > 0,
    status: snapshot.status,
    hasMore: snapshot.hasMore,
    error: snapshot.error,
    failed: snapshot.failed,
  }
}
