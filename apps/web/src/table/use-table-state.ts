import { useCallback, useEffect, useMemo, useRef } from 'react'
import { useLocation, useSearchParams } from 'react-router'
import { emptyState, layoutParameters, readState, type TableState, writeState } from './url-state.ts'

const storageKey = (entity: string) => `naryad.table.${entity}`

function withRememberedLayout(entity: string, parameters: URLSearchParams): URLSearchParams {
  if (layoutParameters.some((name) => parameters.has(name))) return parameters
  const merged = new URLSearchParams(parameters)
  for (const [name, value] of new URLSearchParams(localStorage.getItem(storageKey(entity)) ?? ''))
    merged.set(name, value)
  return merged
}

function rememberLayout(entity: string, parameters: URLSearchParams): void {
  const layout = new URLSearchParams()
  for (const name of layoutParameters) {
    const value = parameters.get(name)
    if (value !== null) layout.set(name, value)
  }
  if (layout.size > 0) localStorage.setItem(storageKey(entity), layout.toString())
  else localStorage.removeItem(storageKey(entity))
}

/** `isStep`: a step of the history, to which «back» returns. */
export type ChangeState = (patch: Partial<TableState>, options?: { isStep?: boolean }) => void

/**
 * The state of the list, which is its address. An address without a layout gets the one that the reader last had for this
 * entity in this browser.
 */
export function useTableState(entity: string) {
  const [parameters, setParameters] = useSearchParams()
  const location = useLocation()
  const effective = useMemo(() => withRememberedLayout(entity, parameters), [entity, parameters])
  const state = useMemo(() => readState(effective), [effective])

  useEffect(() => {
    if (effective !== parameters && effective.toString() !== parameters.toString()) {
      setParameters(effective, { replace: true, preventScrollReset: true, state: location.state })
    }
  }, [effective, parameters, setParameters, location.state])

  // The router shows an address a moment after it was asked to: what is asked for meanwhile builds on the last wish.
  const wanted = useRef(effective)
  useEffect(() => {
    wanted.current = effective
  }, [effective])
  const change = useCallback<ChangeState>(
    (patch, { isStep = false } = {}) => {
      const next = writeState(wanted.current, { ...readState(wanted.current), ...patch })
      wanted.current = next
      rememberLayout(entity, next)
      // Steps can be gone back over; typing and drawing columns wider cannot.
      setParameters(next, { replace: !isStep, preventScrollReset: true })
    },
    [entity, setParameters],
  )

  const resetLayout = useCallback(() => {
    const { columns, widths, pinned, sums, density } = emptyState
    localStorage.removeItem(storageKey(entity))
    change({ columns, widths, pinned, sums, density })
  }, [change, entity])

  return { state, change, resetLayout, url: `${location.pathname}${location.search}` }
}
