import { createContext, useContext, useSyncExternalStore } from 'react'
import { mergeChanges, type Role, type Rules, rulesOf, ruleValue, withChange } from './rules.ts'

/** A role under the administrator's hands: what is saved, and what he has changed since. */
export type RoleDraft = {
  readonly id: string
  /** As it was when it was loaded or last saved. */
  role: () => Role
  saved: () => Rules
  /** The same object until something changes. */
  changes: () => Rules
  /** Rules that somebody else has changed meanwhile as well, and to what. */
  overlaps: () => Rules
  get: (key: string) => string | null
  set: (key: string, value: string | null) => void
  setMany: (values: Iterable<readonly [string, string | null]>) => void
  undo: (key: string) => void
  reset: () => void
  /** What was sent is saved; changes made while it was on its way stay. */
  accept: (role: Role, sent: Rules) => void
  /** Own changes over a role that somebody else has saved. */
  rebase: (role: Role) => void
  subscribe: (listener: () => void) => () => void
}

const none: Rules = new Map()

export function createRoleDraft(first: Role): RoleDraft {
  let role = first
  let saved = rulesOf(first)
  let changes = none
  let overlaps = none
  const listeners = new Set<() => void>()
  const update = (next: Rules) => {
    changes = next
    for (const listener of listeners) listener()
  }
  const take = (next: Role) => {
    role = next
    saved = rulesOf(next)
  }
  return {
    id: first.id,
    role: () => role,
    saved: () => saved,
    changes: () => changes,
    overlaps: () => overlaps,
    get: (key) => (changes.has(key) ? (changes.get(key) ?? null) : ruleValue(saved, key)),
    set: (key, value) => update(withChange(saved, changes, key, value)),
    setMany: (values) => {
      let next = changes
      for (const [key, value] of values) next = withChange(saved, next, key, value)
      update(next)
    },
    undo: (key) => update(new Map([...changes].filter(([each]) => each !== key))),
    reset: () => {
      overlaps = none
      update(none)
    },
    accept: (next, sent) => {
      take(next)
      overlaps = none
      update(new Map([...changes].filter(([key, value]) => sent.get(key) !== value && value !== ruleValue(saved, key))))
    },
    rebase: (next) => {
      const before = saved
      take(next)
      const merged = mergeChanges(changes, before, saved)
      overlaps = merged.overlaps
      update(merged.changes)
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Drafts of this tab: whoever leaves a role with unsaved changes finds them when he comes back. */
const drafts = new Map<string, RoleDraft>()

export function draftOf(role: Role): RoleDraft {
  const known = drafts.get(role.id)
  if (known) return known
  const draft = createRoleDraft(role)
  drafts.set(role.id, draft)
  return draft
}

export function forgetDraft(id: string): void {
  drafts.delete(id)
}

export const RoleDraftContext = createContext<RoleDraft | null>(null)

/** @throws Error outside the role editor. */
export function useRoleDraft(): RoleDraft {
  const draft = useContext(RoleDraftContext)
  if (!draft) throw new Error('useRoleDraft() outside the role editor')
  return draft
}

/** Something read off the draft. A change draws only those anew whose reading it changes. */
export function useDraftValue<T extends string | number | boolean | null | Rules>(read: (draft: RoleDraft) => T): T {
  const draft = useRoleDraft()
  return useSyncExternalStore(draft.subscribe, () => read(draft))
}

export function useRule(key: string): { value: string | null; isChanged: boolean } {
  const value = useDraftValue((draft) => draft.get(key))
  const isChanged = useDraftValue((draft) => draft.changes().has(key))
  return { value, isChanged }
}
