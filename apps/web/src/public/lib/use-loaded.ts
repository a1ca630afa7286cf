import { useCallback, useEffect, useState } from 'preact/hooks'
import { failureOf, type RequestError } from './client.ts'

export type Loaded<T> =
  | { status: 'LOADING' }
  | { status: 'READY'; value: T }
  | { status: 'FAILED'; failure: RequestError }

/** What `load` gives, asked for once and again on `reload`, or when the connection is back after it failed. */
export function useLoaded<T>(load: () => Promise<T>): [Loaded<T>, () => void] {
  const [state, setState] = useState<Loaded<T>>({ status: 'LOADING' })
  const run = useCallback(() => {
    let isCurrent = true
    load().then(
      (value) => isCurrent && setState({ status: 'READY', value }),
      (thrown: unknown) => isCurrent && setState({ status: 'FAILED', failure: failureOf(thrown) }),
    )
    return () => {
      isCurrent = false
    }
  }, [load])
  useEffect(run, [run])
  const isUnreached = state.status === 'FAILED' && state.failure.code === 'NETWORK'
  useEffect(() => {
    if (!isUnreached) return
    window.addEventListener('online', run)
    return () => window.removeEventListener('online', run)
  }, [isUnreached, run])
  return [state, run]
}
