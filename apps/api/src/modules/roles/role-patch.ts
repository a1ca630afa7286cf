import { allActions, DomainError, hasLetter, type NotificationKind } from '@naryad/domain'
import type { RolePatch } from '../../../generated/graphql.ts'
import type { Catalog } from '../../gate/catalog.ts'
import type { FieldName } from '../../gate/field-name.ts'
import { normalizeCidr } from '../sessions/address.service.ts'
import { isWalled, writableFields } from './access-catalog.ts'
import type { RoleRules } from './role-rules.ts'
import { scopedEntities } from './role-rules.ts'

/** Why a rule cannot be saved. */
export interface RuleProblem {
  /** Field with its entity, entity, action, kind, network, or the name of the role's own setting. */
  readonly key: string
  readonly problem:
    | 'REQUIRED'
    | 'TOO_LONG'
    | 'TAKEN'
    | 'INVALID'
    /** No such field, entity, action, kind or letter. */
    | 'UNKNOWN'
    /** Nothing writes the field, so that the right would mean nothing. */
    | 'NOT_WRITABLE'
    /** A partner's role reaches at most its organisation's rows. */
    | 'WALLED'
    | 'INVALID_CIDR'
    | 'LOCKS_OUT_SELF'
    /** An administrator may everything: there is nothing to set. */
    | 'ADMINISTRATOR'
    | 'LAST_ADMINISTRATOR'
}

const MAX_NAME = 100
const MAX_NOTE = 200
const MAX_RANGES = 100
/** Minutes: less would sign people out while they read, more than a quarter would be no limit. */
const IDLE = { least: 5, most: 130_000 }
/** Hours, up to a year. */
const LONGEST = { least: 1, most: 8_760 }

/** @throws DomainError VALIDATION when there is any problem */
export function refuseRules(problems: readonly RuleProblem[]): void {
  if (problems.length > 0) throw new DomainError('VALIDATION', { problems })
}

/** The rules with the patch applied, and everything that is wrong with it. */
export function applyPatch(
  catalog: Catalog,
  before: RoleRules,
  patch: RolePatch,
): { after: RoleRules; problems: RuleProblem[] } {
  const problems: RuleProblem[] = []
  const own = before.isAdmin ? ownRulesOfAdministrator(patch) : []
  problems.push(...own)
  const rules = own.length > 0 ? { ...patch, fields: null, scopes: null, actions: null } : patch
  const after: RoleRules = {
    ...before,
    name: patch.name === undefined ? before.name : readName(patch.name ?? '', problems),
    requiresSecondFactor: patch.requiresSecondFactor ?? before.requiresSecondFactor,
    sessionIdleMinutes: readLimit(patch, 'sessionIdleMinutes', before, IDLE, problems),
    sessionMaxHours: readLimit(patch, 'sessionMaxHours', before, LONGEST, problems),
    fields: readFields(catalog, before, rules, problems),
    scopes: readScopes(catalog, before, rules, problems),
    actions: readActions(before, rules, problems),
    notifications: readNotifications(before, rules, problems),
    ipRanges: readRanges(before, rules, problems),
  }
  return { after, problems }
}

function ownRulesOfAdministrator({ fields, scopes, actions }: RolePatch): RuleProblem[] {
  const given = Object.entries({ fields, scopes, actions }).filter(([, rules]) => rules && rules.length > 0)
  return given.map(([key]) => ({ key, problem: 'ADMINISTRATOR' }))
}

/** A role's name as it is stored. */
export function readName(given: string, problems: RuleProblem[]): string {
  if (given.length > 5 * MAX_NAME) {
    problems.push({ key: 'name', problem: 'TOO_LONG' })
    return given
  }
  const name = given.normalize('NFC').trim().replace(/\s+/g, ' ')
  if (name === '') problems.push({ key: 'name', problem: 'REQUIRED' })
  if (name.length > MAX_NAME) problems.push({ key: 'name', problem: 'TOO_LONG' })
  return name
}

function readLimit<Key extends 'sessionIdleMinutes' | 'sessionMaxHours'>(
  patch: RolePatch,
  key: Key,
  before: RoleRules,
  { least, most }: { least: number; most: number },
  problems: RuleProblem[],
): number | null {
  const given = patch[key]
  if (given === undefined) return before[key]
  if (given !== null && (given < least || given > most)) problems.push({ key, problem: 'INVALID' })
  return given
}

function readFields(catalog: Catalog, before: RoleRules, { fields }: RolePatch, problems: RuleProblem[]) {
  const known = new Set(
    [...catalog.entities.values()].flatMap((one) => [...one.fields.keys()].map((key) => `${one.key}.${key}`)),
  )
  const writable = writableFields(catalog)
  const after = new Map(before.fields)
  for (const { entity, field, access } of fields ?? []) {
    const name: FieldName = `${entity}.${field}`
    if (!known.has(name)) problems.push({ key: name, problem: 'UNKNOWN' })
    else if (access === 'WRITE' && !writable.has(name)) problems.push({ key: name, problem: 'NOT_WRITABLE' })
    else after.set(name, access)
  }
  return after
}

function readScopes(catalog: Catalog, before: RoleRules, { scopes }: RolePatch, problems: RuleProblem[]) {
  const known = new Set(scopedEntities(catalog))
  const after = new Map(before.scopes)
  for (const { entity, readScope, writeScope } of scopes ?? []) {
    const isTooWide = before.affiliation !== 'OFFICE' && isWalled(entity) && [readScope, writeScope].includes('ALL')
    if (!known.has(entity)) problems.push({ key: entity, problem: 'UNKNOWN' })
    else if (isTooWide) problems.push({ key: entity, problem: 'WALLED' })
    else after.set(entity, { readScope, writeScope })
  }
  return after
}

function readActions(before: RoleRules, { actions }: RolePatch, problems: RuleProblem[]) {
  const after = new Set(before.actions)
  for (const { action, isAllowed } of actions ?? []) {
    if (!allActions.includes(action)) problems.push({ key: action, problem: 'UNKNOWN' })
    else if (isAllowed) after.add(action)
    else after.delete(action)
  }
  return after
}

function readNotifications(before: RoleRules, { notifications }: RolePatch, problems: RuleProblem[]) {
  const after = new Map(before.notifications)
  const isKind = (kind: string): kind is NotificationKind => before.notifications.has(kind as NotificationKind)
  for (const { kind, isInApp, isByMail } of notifications ?? []) {
    if (!isKind(kind) || (isByMail && !hasLetter(kind))) problems.push({ key: kind, problem: 'UNKNOWN' })
    else after.set(kind, { isInApp, isByMail })
  }
  return after
}

function readRanges(before: RoleRules, { ipRanges }: RolePatch, problems: RuleProblem[]) {
  if (!ipRanges) return before.ipRanges
  if (ipRanges.length > MAX_RANGES) problems.push({ key: 'ipRanges', problem: 'TOO_LONG' })
  const after = new Map<string, string | null>()
  for (const range of ipRanges) {
    const cidr = normalizeCidr(range.cidr)
    const sent = range.note ?? ''
    const note = sent.length > 2 * MAX_NOTE ? sent : sent.normalize('NFC').trim() || null
    if (cidr === null) problems.push({ key: range.cidr.slice(0, MAX_NAME), problem: 'INVALID_CIDR' })
    else if (note !== null && note.length > MAX_NOTE) problems.push({ key: cidr, problem: 'TOO_LONG' })
    else after.set(cidr, note)
  }
  return [...after].map(([cidr, note]) => ({ cidr, note }))
}
