import { useSyncExternalStore } from 'react'

export type ConnectionState = 'online' | 'offline' | 'reconnecting'

/** Short breaks of the socket are nobody's business. */
const GRACE_MS = 4000

let state: ConnectionState = typeof navigator === 'undefined' || navigator.onLine ? 'online' : 'offline'
let isSocketUp = true
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

function set(next: ConnectionState) {
  if (next === state) return
  state = next
  for (const listener of listeners) listener()
}

function update() {
  clearTimeout(timer)
  if (!navigator.onLine) set('offline')
  else if (isSocketUp) set('online')
  else timer = setTimeout(() => set('reconnecting'), GRACE_MS)
}

if (typeof window !== 'undefined') {
  window.addEventListener('online', update)
  window.addEventListener('offline', update)
}

export const connection = {
  /** Told by the WebSocket client when it connects and when it loses the server. */
  setSocket(isUp: boolean): void {
    isSocketUp = isUp
    update()
  },
  get: (): ConnectionState => state,
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}

/** `offline`: the device has no network; `reconnecting`: the server cannot be reached, live updates stand still. */
export function useConnection(): ConnectionState {
  return useSyncExternalStore(connection.subscribe, connection.get)
}
