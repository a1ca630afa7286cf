import { useSyncExternalStore } from 'react'

/** Somebody waits for the viewer to prove that it is he. */
export type SudoRequest = { settle: (isConfirmed: boolean) => void }

let request: SudoRequest | null = null
let asking: Promise<boolean> | null = null
const listeners = new Set<() => void>()

function show(next: SudoRequest | null) {
  request = next
  for (const listener of listeners) listener()
}

/**
 * Asks the viewer for his password or a code; false when he would rather not, or nobody is there to ask him. Whoever
 * asks while he is being asked gets the same answer.
 */
export function askIdentity(): Promise<boolean> {
  if (listeners.size === 0) return Promise.resolve(false)
  asking ??= new Promise<boolean>((resolve) => {
    show({
      settle(isConfirmed) {
        asking = null
        show(null)
        resolve(isConfirmed)
      },
    })
  })
  return asking
}

/** What the dialog is to be shown for; the frame shows it. */
export function useSudoRequest(): SudoRequest | null {
  return useSyncExternalStore(subscribe, () => request)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
