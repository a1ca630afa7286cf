import type { RuleDifference } from '../../components/access/use-access-text.ts'
import type { Access, RolePatch, RoleRules_RoleFragment, RowScope } from '../../gql/graphql.ts'

export type Role = RoleRules_RoleFragment

/**
 * Everything that a role says, flat: a rule's key and its value as text. What is edited, compared, undone, merged after
 * somebody else's save and told in words is then one and the same thing for fields, actions, rows and the rest.
 */
export type Rules = ReadonlyMap<string, string | null>

export type ScopeSide = 'read' | 'write'
/** Ways in which the role is told of something. */
export type Ways = { isInApp: boolean; isByMail: boolean }
export type Channel = keyof Ways

export const fieldRule = (entity: string, field: string) => `field:${entity}.${field}`
export const scopeRule = (entity: string, side: ScopeSide) => `scope:${entity}.${side}`
export const actionRule = (action: string) => `action:${action}`
export const notificationRule = (kind: string) => `notification:${kind}`

const NETWORKS = 'ipRanges'
export type Network = { cidr: string; note: string | null }
export const networksRule = NETWORKS

/** Networks as one rule: they are saved all at once. */
export function networksValue(networks: readonly Network[]): string {
  return JSON.stringify(networks.map(({ cidr, note }) => ({ cidr: cidr.trim(), note })))
}

export function networksOf(value: string | null): readonly Network[] {
  return value === null ? [] : (JSON.parse(value) as Network[])
}

/** The role's rules, flat. */
export function rulesOf(role: Role): Rules {
  return new Map<string, string | null>([
    ['name', role.name],
    ['requiresSecondFactor', String(role.requiresSecondFactor)],
    ['sessionIdleMinutes', numberText(role.sessionIdleMinutes)],
    ['sessionMaxHours', numberText(role.sessionMaxHours)],
    [NETWORKS, networksValue(role.ipRanges)],
    ...role.fields.map(({ entity, field, access }) => [fieldRule(entity, field), access ?? null] as const),
    ...role.scopes.flatMap(({ entity, readScope, writeScope }) => [
      [scopeRule(entity, 'read'), readScope] as const,
      [scopeRule(entity, 'write'), writeScope] as const,
    ]),
    ...role.actions.map((action) => [actionRule(action), 'true'] as const),
    ...role.notifications.map((told) => [notificationRule(told.kind), waysValue(told)] as const),
  ])
}

/** As the history has it: IN_APP, BY_MAIL, both with a plus between them, or NONE. */
export function waysValue({ isInApp, isByMail }: Ways): string {
  return [...(isInApp ? ['IN_APP'] : []), ...(isByMail ? ['BY_MAIL'] : [])].join('+') || 'NONE'
}

export function waysOf(value: string | null): Ways {
  const ways = value?.split('+') ?? []
  return { isInApp: ways.includes('IN_APP'), isByMail: ways.includes('BY_MAIL') }
}

function numberText(value: number | null | undefined): string | null {
  return value === null || value === undefined ? null : String(value)
}

/** An action that is not listed is not allowed; any other rule that is not there says nothing. */
export function ruleValue(rules: Rules, key: string): string | null {
  return rules.get(key) ?? (key.startsWith('action:') ? 'false' : null)
}

/** The changes with one more: what is again as it was saved is no change. */
export function withChange(saved: Rules, changes: Rules, key: string, value: string | null): Rules {
  const next = new Map(changes)
  if (value === ruleValue(saved, key)) next.delete(key)
  else next.set(key, value)
  return next
}

export type Merge = {
  /** Own changes that are still changes. */
  changes: Rules
  /** Rules that both have changed, and what the other one made of them; the own wish stands until it is taken back. */
  overlaps: Rules
}

/** Own changes over what somebody else has saved since they were begun. */
export function mergeChanges(changes: Rules, before: Rules, after: Rules): Merge {
  const kept = [...changes].filter(([key, value]) => value !== ruleValue(after, key))
  return {
    changes: new Map(kept),
    overlaps: new Map(
      kept
        .filter(([key]) => ruleValue(before, key) !== ruleValue(after, key))
        .map(([key]) => [key, ruleValue(after, key)] as const),
    ),
  }
}

/** What a save sends: the changes alone. Both sides of an entity's rows go together, as the server takes them. */
export function patchOf(saved: Rules, changes: Rules): RolePatch {
  const now = (key: string) => (changes.has(key) ? (changes.get(key) ?? null) : ruleValue(saved, key))
  const named = [...changes].map(([key, value]) => ({ ...partsOf(key), value }))
  const of = (subject: string) => named.filter((change) => change.subject === subject)
  const entities = new Set(of('scope').map(({ entity }) => entity))
  return {
    ...(changes.has('name') && { name: now('name') }),
    ...(changes.has('requiresSecondFactor') && { requiresSecondFactor: now('requiresSecondFactor') === 'true' }),
    ...(changes.has('sessionIdleMinutes') && { sessionIdleMinutes: numberOf(now('sessionIdleMinutes')) }),
    ...(changes.has('sessionMaxHours') && { sessionMaxHours: numberOf(now('sessionMaxHours')) }),
    ...(changes.has(NETWORKS) && { ipRanges: networksOf(now(NETWORKS)).filter(({ cidr }) => cidr !== '') }),
    ...some(
      'fields',
      of('field').map(({ entity, rest, value }) => ({
        entity,
        field: rest,
        access: (value ?? 'NONE') as Access,
      })),
    ),
    ...some(
      'actions',
      of('action').map(({ whole, value }) => ({ action: whole, isAllowed: value === 'true' })),
    ),
    ...some(
      'scopes',
      [...entities].map((entity) => ({
        entity,
        readScope: (now(scopeRule(entity, 'read')) ?? 'NONE') as RowScope,
        writeScope: (now(scopeRule(entity, 'write')) ?? 'NONE') as RowScope,
      })),
    ),
    ...some(
      'notifications',
      of('notification').map(({ whole, value }) => ({ kind: whole, ...waysOf(value) })),
    ),
  }
}

function some<Key extends string, T>(key: Key, list: T[]): { [K in Key]?: T[] } {
  return (list.length > 0 ? { [key]: list } : {}) as { [K in Key]?: T[] }
}

function numberOf(value: string | null): number | null {
  return value === null ? null : Number(value)
}

/** Subject of a rule's key, the name before the first dot and what comes after it; a rule of the role itself is all subject. */
function partsOf(key: string): { subject: string; whole: string; entity: string; rest: string } {
  const [subject = key, whole = ''] = key.split(/:(.*)/)
  const dot = whole.indexOf('.')
  return { subject, whole, entity: dot < 0 ? whole : whole.slice(0, dot), rest: dot < 0 ? '' : whole.slice(dot + 1) }
}

/** A change as the history tells one. Networks, which are one rule, come and go one by one. */
export function differencesOf(saved: Rules, changes: Rules): { rule: string; difference: RuleDifference }[] {
  return [...changes].flatMap(([rule, after]) => {
    const before = ruleValue(saved, rule)
    const { subject, whole, entity, rest } = partsOf(rule)
    const tell = (difference: RuleDifference) => ({ rule, difference })
    if (subject === NETWORKS) {
      const [old, now] = [networksOf(before), networksOf(after)].map((list) => list.map(networkText))
      return [
        ...(old ?? [])
          .filter((each) => !now?.includes(each))
          .map((each) => tell({ subject: 'ipRange', entity: null, key: null, before: each, after: null })),
        ...(now ?? [])
          .filter((each) => each !== '' && !old?.includes(each))
          .map((each) => tell({ subject: 'ipRange', entity: null, key: null, before: null, after: each })),
      ]
    }
    if (subject === 'action' || subject === 'notification') {
      return [tell({ subject, entity: null, key: whole, before, after })]
    }
    return [tell({ subject, entity: entity || null, key: rest || null, before, after })]
  })
}

function networkText({ cidr, note }: Network): string {
  return note ? `${cidr} (${note})` : cidr
}

/** What of the access of a field remains for a field that nothing writes. */
export function offered(access: Access, isWritable: boolean): Access {
  return access === 'WRITE' && !isWritable ? 'READ' : access
}
