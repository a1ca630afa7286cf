import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'

/** What is asked, all of which stands in the address, so that the question can be sent to somebody. */
export type ExplainAddress = {
  employee: string | null
  role: string | null
  entity: string | null
  field: string | null
  action: string | null
  /** Number of a repair or request, id of any other record. */
  record: string | null
}

const keys = ['employee', 'role', 'entity', 'field', 'action', 'record'] as const satisfies (keyof ExplainAddress)[]

export function useExplainAddress(): [ExplainAddress, (patch: Partial<ExplainAddress>) => void] {
  const [params, setParams] = useSearchParams()
  const address = useMemo(
    () => Object.fromEntries(keys.map((key) => [key, params.get(key)])) as ExplainAddress,
    [params],
  )
  const change = useCallback(
    (patch: Partial<ExplainAddress>) =>
      setParams(
        (current) => {
          const next = new URLSearchParams(current)
          for (const key of keys) {
            const value = patch[key]
            if (value === undefined) continue
            if (value) next.set(key, value)
            else next.delete(key)
          }
          return next
        },
        { replace: true },
      ),
    [setParams],
  )
  return [address, change]
}
