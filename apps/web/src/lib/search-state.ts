import { useCallback } from 'react'
import { useLocation, useSearchParams } from 'react-router'

/**
 * One value of the page that stands in its address, null when absent. Opening is a step of the history, so that «back»
 * closes what was opened; the list that the page came from stays remembered.
 */
export function useSearchState(name: string): [string | null, (next: string | null) => void] {
  const [params, setParams] = useSearchParams()
  const { state } = useLocation()
  const set = useCallback(
    (next: string | null) =>
      setParams(
        (current) => {
          const changed = new URLSearchParams(current)
          if (next === null) changed.delete(name)
          else changed.set(name, next)
          return changed
        },
        { state, replace: next === null, preventScrollReset: true },
      ),
    [name, setParams, state],
  )
  return [params.get(name), set]
}
