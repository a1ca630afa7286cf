import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'

export const roleTabs = ['fields', 'actions', 'rows', 'notifications', 'security', 'history'] as const
export type RoleTab = (typeof roleTabs)[number]

export const fieldFilters = ['undecided', 'changed', 'money', 'differs'] as const
export type FieldFilter = (typeof fieldFilters)[number]

/** What of the role is on the screen, all of which stands in the address. */
export type RoleAddress = {
  tab: RoleTab
  /** Null: the first one, or, while something is looked for, all of them. */
  entity: string | null
  query: string
  filter: FieldFilter | null
  /** The role it is compared with. */
  compared: string | null
  /** Field to be brought into sight: `repair.laborCost`. */
  focus: string | null
}

const names = { tab: 'tab', entity: 'entity', query: 'q', filter: 'show', compared: 'with', focus: 'focus' } as const

export type ChangeAddress = (patch: Partial<RoleAddress>, options?: { isStep?: boolean }) => void

export function useRoleAddress(isAdmin: boolean): [RoleAddress, ChangeAddress] {
  const [params, setParams] = useSearchParams()
  const address = useMemo<RoleAddress>(
    () => ({
      tab: roleTabs.find((tab) => tab === params.get(names.tab)) ?? (isAdmin ? 'security' : 'fields'),
      entity: params.get(names.entity),
      query: params.get(names.query) ?? '',
      filter: fieldFilters.find((filter) => filter === params.get(names.filter)) ?? null,
      compared: params.get(names.compared),
      focus: params.get(names.focus),
    }),
    [params, isAdmin],
  )
  const change = useCallback<ChangeAddress>(
    (patch, { isStep = false } = {}) =>
      setParams(
        (current) => {
          const next = new URLSearchParams(current)
          // Once somebody goes on, the field that he was led to is of no more interest.
          next.delete(names.focus)
          for (const [key, value] of Object.entries(patch) as [keyof RoleAddress, string | null][]) {
            if (value) next.set(names[key], value)
            else next.delete(names[key])
          }
          return next
        },
        { replace: !isStep, preventScrollReset: true },
      ),
    [setParams],
  )
  return [address, change]
}
