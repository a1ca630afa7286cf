import { useCallback, useEffect, useSyncExternalStore } from 'react'
import { useLocation } from 'react-router'
import type { RecordList } from './record-list.ts'
import { recordPath } from './record-path.ts'

type Walk = { list: RecordList; url: string }

const walks = new Map<string, Walk>()
const listeners = new Set<() => void>()

/** The list on the screen: the one that `J` and `K` walk through from the cards opened out of it. */
export function setListWalk(entity: string, walk: Walk): void {
  walks.set(entity, walk)
  for (const listener of listeners) listener()
}

export type ListWalk = {
  /** Address of the record before this one in the list it was opened from; null at the top and without a list. */
  previous: string | null
  next: string | null
  /** 1-based; null without a list. */
  position: number | null
  /** Address of that list with its filters; null when the card was not opened from one. */
  listUrl: string | null
}

const nowhere: ListWalk = { previous: null, next: null, position: null, listUrl: null }

/**
 * Neighbours of the card on the screen in the list that it was opened from. Coming back to `listUrl` finds the same place
 * in the list. Further pages are loaded as the end comes near.
 */
export function useListWalk(entity: string): ListWalk {
  const { pathname } = useLocation()
  const walk = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => walks.get(entity),
  )
  const subscribe = useCallback((listener: () => void) => walk?.list.subscribe(listener) ?? (() => {}), [walk])
  const snapshot = useSyncExternalStore(subscribe, () => walk?.list.getSnapshot())

  const items = snapshot?.items ?? []
  const pathAt = (index: number) => {
    const item = items[index]
    return item ? recordPath(entity, item) : null
  }
  const here = decodeURIComponent(pathname)
  const index = items.findIndex((item) => decodeURIComponent(recordPath(entity, item) ?? '') === here)
  const currentId = items[index]?.id
  const isNearEnd = index >= 0 && index >= items.length - 5
  useEffect(() => {
    if (walk && currentId) walk.list.place.activeId = currentId
    if (walk && isNearEnd) walk.list.loadMore()
  }, [walk, currentId, isNearEnd])

  if (!walk) return nowhere
  if (index < 0) return { ...nowhere, listUrl: walk.url }
  return { previous: pathAt(index - 1), next: pathAt(index + 1), position: index + 1, listUrl: walk.url }
}
