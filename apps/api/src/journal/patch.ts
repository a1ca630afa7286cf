/**
 * Fields that people fill in: how each is checked and normalised, what an edit changes, and whether somebody else
 * changed the same meanwhile.
 */
import { DomainError, isSoundText, isValidInn, normalizeEmail, normalizePhone } from '@naryad/domain'
import { canRead } from '../gate/viewer.ts'
import type { Change, FeedValue, FieldChange, RecordRef } from './journal.ts'
import { canSee } from './rights.ts'
import { isUuid } from './uuid.ts'

/** What is stored; days are UTC midnights. */
export type FieldValue = string | number | boolean | Date | null

export type ProblemCode =
  | 'REQUIRED'
  | 'INVALID'
  | 'TOO_LONG'
  | 'TOO_LARGE'
  | 'NEGATIVE'
  | 'IN_PAST'
  /** Not among the fields that the author was asked for. */
  | 'NOT_ASKED'
  /** An employee is mentioned who cannot see the record. */
  | 'CANNOT_SEE'
  /** A locked comment cannot carry files: the record's document list would show them. */
  | 'LOCKED_FILES'
  /** The organisation or person takes no work any more. */
  | 'INACTIVE'
  /** The text that was agreed to is not the present one. */
  | 'OUTDATED'

export interface Problem {
  /** Catalog key of the field. */
  key: string
  problem: ProblemCode
}

export interface FieldRule {
  /** Catalog key. */
  key: string
  /** Property of the stored row. */
  column: string
  /** Catalog entity that a relation points at. */
  target?: string
  isDay?: boolean
  isRequired?: boolean
  /** The value to store for what was sent, never null; blank values do not come here. */
  parse(value: unknown): Exclude<FieldValue, null> | { problem: ProblemCode }
}

export interface PatchEntry {
  rule: FieldRule
  value: FieldValue
}

type Options = { column?: string; isRequired?: boolean }

const MAX_LINE = 300
const MAX_TEXT = 10_000
/** Longer than a serial number or a taxpayer number with spaces around it, and than an instant. */
const MAX_SENT = 200
/** Kopecks: what three costs may be each so that their sum still fits the column. */
const MAX_MONEY = 700_000_000

export const text = (key: string, { max = MAX_LINE, ...options }: Options & { max?: number } = {}): FieldRule => ({
  key,
  column: key,
  ...options,
  parse(value) {
    if (typeof value !== 'string') return { problem: 'INVALID' }
    // letters may come apart from their marks
    if (value.length > 2 * max) return { problem: 'TOO_LONG' }
    if (!isSoundText(value)) return { problem: 'INVALID' }
    const trimmed = value.normalize('NFC').trim()
    return trimmed.length > max ? { problem: 'TOO_LONG' } : trimmed
  },
})

export const longText = (key: string, options: Options = {}) => text(key, { ...options, max: MAX_TEXT })

const normalized = (key: string, normalize: (value: string) => string | null, options: Options): FieldRule => ({
  key,
  column: key,
  ...options,
  parse: (value) => (typeof value === 'string' ? normalize(value) : null) ?? { problem: 'INVALID' },
})

export const phone = (key: string, options: Options = {}) => normalized(key, normalizePhone, options)
export const email = (key: string, options: Options = {}) => normalized(key, normalizeEmail, options)
export const serialNumber = (key: string, options: Options = {}) => normalized(key, normalizeSerial, options)
export const inn = (key: string, options: Options = {}) =>
  normalized(
    key,
    (value) => {
      if (value.length > MAX_SENT) return null
      const digits = value.replace(/\s/g, '')
      return isValidInn(digits) ? digits : null
    },
    options,
  )

/** A serial number as units are told apart by it. Null when it is longer than any plate. */
function normalizeSerial(value: string): string | null {
  if (value.length > MAX_SENT || !isSoundText(value)) return null
  const plate = value.normalize('NFKC').trim().replace(/\s+/g, ' ').toUpperCase()
  return plate.length > 100 ? null : plate
}

export const relation = (key: string, target: string, options: Options = {}): FieldRule => ({
  key,
  column: `${key}Id`,
  target,
  ...options,
  parse: (value) => (typeof value === 'string' && isUuid(value) ? value.toLowerCase() : { problem: 'INVALID' }),
})

export const choice = (key: string, values: readonly string[], options: Options = {}): FieldRule => ({
  key,
  column: key,
  ...options,
  parse: (value) => (typeof value === 'string' && values.includes(value) ? value : { problem: 'INVALID' }),
})

export const flag = (key: string, options: Options = {}): FieldRule => ({
  key,
  column: key,
  ...options,
  parse: (value) => (typeof value === 'boolean' ? value : { problem: 'INVALID' }),
})

export const integer = (key: string, { max, ...options }: Options & { max: number }): FieldRule => ({
  key,
  column: key,
  ...options,
  parse(value) {
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) return { problem: 'INVALID' }
    if (value < 0) return { problem: 'NEGATIVE' }
    return value > max ? { problem: 'TOO_LARGE' } : value
  },
})

export const money = (key: string, options: Options = {}) => integer(key, { ...options, max: MAX_MONEY })

export const instant = (key: string, options: Options = {}): FieldRule => ({
  key,
  column: key,
  ...options,
  parse(value) {
    const isText = typeof value === 'string' && value.length <= MAX_SENT
    const time = value instanceof Date ? value : new Date(isText ? value : Number.NaN)
    const year = time.getUTCFullYear()
    return year >= 1 && year <= 9999 ? time : { problem: 'INVALID' }
  },
})

export const day = (key: string, options: Options = {}): FieldRule => ({
  key,
  column: key,
  isDay: true,
  ...options,
  parse(value) {
    if (value instanceof Date) return value
    if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return { problem: 'INVALID' }
    const midnight = new Date(`${value}T00:00:00Z`)
    const isReal = midnight.getUTCFullYear() >= 1 && midnight.toISOString().startsWith(value)
    return isReal ? midnight : { problem: 'INVALID' }
  },
})

/** The refusal of what has problems; null when there are none. */
export function problemsError(problems: readonly Problem[]): DomainError | null {
  return problems.length ? new DomainError('VALIDATION', { problems }) : null
}

/**
 * Refuses what is wrong with the input by itself, whatever is stored; see refusals.ts for all other problems.
 *
 * @throws DomainError VALIDATION when there is any problem.
 */
export function refuseInput(problems: readonly Problem[]): void {
  const refusal = problemsError(problems)
  if (refusal) throw refusal
}

/**
 * The given fields of an input, checked and normalised; absent ones are left out, blank ones are null.
 *
 * @throws DomainError VALIDATION with every problem at once
 */
export function readPatch<Name extends string>(
  rules: Readonly<Record<Name, FieldRule>>,
  patch: Readonly<Partial<Record<NoInfer<Name>, unknown>>>,
): PatchEntry[] {
  const entries: PatchEntry[] = []
  const problems: Problem[] = []
  for (const name of Object.keys(rules) as Name[]) {
    const rule = rules[name]
    const sent = patch[name]
    if (sent === undefined) continue
    const parsed = parse(rule, sent)
    if ('problem' in parsed) problems.push({ key: rule.key, problem: parsed.problem })
    else entries.push({ rule, value: parsed.value })
  }
  refuseInput(problems)
  return entries
}

/** One value, checked and normalised. */
export function parse(rule: FieldRule, sent: unknown): { value: FieldValue } | { problem: ProblemCode } {
  const isBlank = sent === null || sent === undefined || (typeof sent === 'string' && sent.trim() === '')
  if (isBlank) return rule.isRequired ? { problem: 'REQUIRED' } : { value: null }
  const value = rule.parse(sent)
  return typeof value === 'object' && 'problem' in value ? value : { value }
}

/** The stored value of the field as the feed keeps it. */
export function feedValue(rule: FieldRule, row: object): FeedValue {
  return toFeedValue(rule, (row as Record<string, FieldValue | undefined>)[rule.column] ?? null)
}

function toFeedValue(rule: FieldRule, value: FieldValue): FeedValue {
  if (!(value instanceof Date)) return value
  const iso = value.toISOString()
  return rule.isDay ? iso.slice(0, 10) : iso
}

/** The entries whose value differs from the stored one. */
export function changedEntries(row: object, entries: readonly PatchEntry[]): PatchEntry[] {
  return entries.filter(({ rule, value }) => toFeedValue(rule, value) !== feedValue(rule, row))
}

/** What the feed will say of the entries, `row` being the record before the change. */
export function fieldChanges(entity: string, row: object, entries: readonly PatchEntry[]): FieldChange[] {
  return entries.map(({ rule, value }) => ({
    entity,
    key: rule.key,
    old: feedValue(rule, row),
    new: toFeedValue(rule, value),
  }))
}

/** Catalog keys of the entries. */
export function keysOf(entries: readonly PatchEntry[]): string[] {
  return entries.map(({ rule }) => rule.key)
}

/** The entries as columns to write. */
export function columns(entries: readonly PatchEntry[]): Record<string, FieldValue> {
  return Object.fromEntries(entries.map(({ rule, value }) => [rule.column, value]))
}

/**
 * Refuses to write over what somebody else wrote since the editor looked. A field that holds the editor's own new value
 * already is no conflict: nobody's words are lost.
 *
 * @param expected the values the editor started from, for the keys of the patch
 * @param record whose feed tells who changed the field; null for records without a feed
 * @throws DomainError CHANGED_MEANWHILE with yours, current, changedBy and at for every such field
 */
export async function refuseOverwriting<Name extends string>(
  change: Change,
  input: {
    entity: string
    rules: Readonly<Record<Name, FieldRule>>
    row: object
    entries: readonly PatchEntry[]
    expected: Readonly<Partial<Record<NoInfer<Name>, unknown>>> | null | undefined
    record: RecordRef | null
  },
): Promise<void> {
  const { entity, rules, row, expected, record } = input
  if (!expected) return
  const conflicts: { rule: FieldRule; yours: FeedValue; current: FeedValue }[] = []
  for (const name of Object.keys(rules) as Name[]) {
    const entry = input.entries.find((one) => one.rule === rules[name])
    if (!entry || expected[name] === undefined) continue
    const { rule } = entry
    const started = parse({ ...rule, isRequired: false }, expected[name])
    const current = feedValue(rule, row)
    const yours = toFeedValue(rule, entry.value)
    const isUntouched = 'value' in started && toFeedValue(rule, started.value) === current
    if (!isUntouched && current !== yours) conflicts.push({ rule, yours, current })
  }
  if (conflicts.length === 0) return
  const { viewer } = change
  const readable = conflicts.filter(({ rule }) => !viewer || canRead(viewer, change.services.catalog, entity, rule.key))
  const fields = await Promise.all(
    readable.map(async ({ rule, yours, current }) => {
      const last = record ? await lastChange(change, entity, rule.key, record) : null
      return { key: rule.key, yours, current, changedBy: last?.by ?? null, at: last?.at.toISOString() ?? null }
    }),
  )
  throw new DomainError('CHANGED_MEANWHILE', { fields })
}

/** Who changed the field last and when, as far as the editor sees it in the feed. */
async function lastChange(change: Change, entity: string, key: string, record: RecordRef) {
  const { services, tx, viewer } = change
  const { id: fieldId } = services.catalog.field(entity, key)
  const entry = await tx.feedEntry.findFirst({
    where: { ...record, changes: { some: { fieldId } } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: { id: true, createdAt: true, author: { select: { id: true, name: true } } },
  })
  if (!entry) return null
  const { author } = entry
  if (!viewer) return { at: entry.createdAt, by: author?.name ?? null }
  const reads = (of: string, field: string) => canRead(viewer, services.catalog, of, field)
  const sees = (of: string, id: string) => canSee(services, tx, viewer, of, id)
  if (!reads('feedEntry', 'createdAt') || !(await sees('feedEntry', entry.id))) return null
  const mayKnowAuthor =
    author && reads('feedEntry', 'author') && reads('employee', 'name') && (await sees('employee', author.id))
  return { at: entry.createdAt, by: mayKnowAuthor ? author.name : null }
}
