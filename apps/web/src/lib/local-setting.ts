import { useSyncExternalStore } from 'react'

/**
 * A choice kept in this browser and shared by its tabs. Values outside `allowed` (written by an older version, by hand)
 * count as absent.
 */
export function localSetting<T extends string>(name: string, allowed: readonly T[], fallback: T) {
  const key = `naryad.${name}`
  const listeners = new Set<() => void>()

  const get = (): T => {
    const stored = localStorage.getItem(key)
    return allowed.find((value) => value === stored) ?? fallback
  }
  const notify = (event: StorageEvent) => {
    if (event.key === key) for (const listener of listeners) listener()
  }
  const subscribe = (listener: () => void) => {
    if (listeners.size === 0) window.addEventListener('storage', notify)
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0) window.removeEventListener('storage', notify)
    }
  }
  const set = (value: T) => {
    localStorage.setItem(key, value)
    for (const listener of listeners) listener()
  }
  const has = () => localStorage.getItem(key) !== null

  return { get, set, has, use: () => useSyncExternalStore(subscribe, get) }
}
