import { DomainError, escapeLike, instantAt, localDay, normalizeSearch, searchTerms } from '@naryad/domain'
import type { Catalog, CatalogEntity, CatalogField } from './catalog.ts'
import { isAsStored, readValue } from './computed.ts'
import { hasBit } from './permissions.ts'
import type { AuthorizedPlan, ResolvedFilter } from './plan.ts'
import { scopeCondition } from './scopes.ts'
import { always, and, bound, column, constant, join, never, or, raw, type Sql, sql } from './sql.ts'
import { rowScope, type Viewer } from './viewer.ts'

/** What conditions are read in: dates mean days of the installation's zone, now is the server's clock. */
export interface ConditionContext {
  readonly catalog: Catalog
  readonly now: Date
  readonly timeZone: string
}

type Condition = Extract<ResolvedFilter, { kind: 'condition' }>

/** Scope, filter, identity and search of an authorized plan as one condition on the aliased table. */
export function planCondition(context: ConditionContext, plan: AuthorizedPlan, alias: string): Sql {
  return and([
    scopeCondition(context.catalog, plan.viewer, plan.entity.key, alias),
    plan.ids ? isAmong(column(alias, 'id'), plan.ids) : always,
    plan.filter ? filterCondition(context, plan.viewer, plan.filter, alias) : always,
    searchCondition(context.catalog, plan.viewer, plan.entity, plan.search, alias),
  ])
}

/** One id is compared as itself: after an array, an index no longer gives the order that it is in. */
function isAmong(id: Sql, ids: readonly string[]): Sql {
  return ids.length === 1 ? sql`${id} = ${ids[0]}::uuid` : sql`${id} = any(${[...ids]}::uuid[])`
}

/** Keys of the entity's own fields that every row of the answer has a value in, because the filter says so. */
export function filledFields(filter: ResolvedFilter | null): ReadonlySet<string> {
  if (filter === null) return new Set()
  if (filter.kind === 'all') return new Set(filter.parts.flatMap((part) => [...filledFields(part)]))
  if (filter.kind !== 'condition' || filter.path.length > 0) return new Set()
  const isEmptyToo = filter.operator === 'IS_EMPTY' || filter.operator === 'NOT_EQUALS' || filter.operator === 'NOT_IN'
  return isEmptyToo ? new Set() : new Set([filter.field.key])
}

function filterCondition(context: ConditionContext, viewer: Viewer, filter: ResolvedFilter, alias: string): Sql {
  switch (filter.kind) {
    case 'all':
      return and(filter.parts.map((part) => filterCondition(context, viewer, part, alias)))
    case 'any':
      return or(filter.parts.map((part) => filterCondition(context, viewer, part, alias)))
    case 'not':
      // Unknown is not true: a row without a value belongs to the complement.
      return sql`((${filterCondition(context, viewer, filter.part, alias)}) is not true)`
    case 'condition':
      return hop(context, viewer, filter, 0, alias)
  }
}

/** Follows the path over relations, each target inside the viewer's rows, to the comparison at its end. */
function hop(context: ConditionContext, viewer: Viewer, condition: Condition, depth: number, alias: string): Sql {
  const relation = condition.path[depth]
  if (!relation) return compare(context, viewer, condition, alias)
  const next = `f${depth}_${alias}`
  const inner = hop(context, viewer, condition, depth + 1, next)
  return existsTarget(context.catalog, viewer, relation, alias, next, inner)
}

function existsTarget(
  catalog: Catalog,
  viewer: Viewer,
  relation: CatalogField,
  alias: string,
  next: string,
  inner: Sql,
): Sql {
  const target = catalog.entity(relation.target ?? '')
  const link = relation.many
    ? sql`${column(next, relation.many.column)} = ${column(alias, 'id')}${relation.many.where ? raw(` and ${relation.many.where}`) : raw('')}`
    : sql`${column(next, 'id')} = ${readValue(catalog, viewer, relation, alias)}`
  const scope = scopeCondition(catalog, viewer, target.key, next, 'read', relation.many ? relation.entity : null)
  return sql`exists (select from ${raw(target.table)} ${raw(next)} where ${and([link, scope, inner])})`
}

function compare(context: ConditionContext, viewer: Viewer, condition: Condition, alias: string): Sql {
  const { field } = condition
  if (field.type === 'RELATION') return compareRelation(context, viewer, condition, alias)
  const value = readValue(context.catalog, viewer, field, alias)
  if (condition.operator === 'IS_EMPTY')
    return field.type === 'TEXT' ? sql`coalesce(${value}, '') = ''` : sql`${value} is null`
  if (condition.operator === 'IS_NOT_EMPTY')
    return field.type === 'TEXT' ? sql`${value} <> ''` : sql`${value} is not null`
  switch (field.type) {
    case 'TEXT':
      return compareText(condition, value)
    case 'ENUM':
      return compareAmong(
        condition,
        sql`${value}`,
        field.columnType === 'text' ? 'text' : (field.columnType ?? 'text'),
        (text) => {
          if (field.values && field.columnType !== 'text' && !field.values.includes(text))
            throw invalid('UNKNOWN_VALUE')
          return text
        },
      )
    case 'BOOLEAN':
      return compareAmong(condition, value, 'boolean', (text) => {
        if (text !== 'true' && text !== 'false') throw invalid('NOT_A_BOOLEAN')
        return text
      })
    case 'NUMBER':
    case 'MONEY':
      return compareOrdered(condition, value, 'numeric', (text) => {
        if (!/^-?\d{1,15}(\.\d{1,6})?$/.test(text)) throw invalid('NOT_A_NUMBER')
        return [text, text]
      })
    case 'DATE':
      return compareOrdered(condition, value, 'date', (text) => {
        const day = dayOf(context, text)
        return [day, day]
      })
    case 'DATETIME':
      return compareOrdered(condition, value, 'timestamptz', (text) => instantsOf(context, text))
  }
}

function invalid(reason: string): DomainError {
  return new DomainError('VALIDATION', { reason })
}

function single(condition: Condition): string {
  const [value] = condition.values
  if (condition.values.length !== 1 || value === undefined) throw invalid('ONE_VALUE')
  return value
}

function compareText(condition: Condition, value: Sql): Sql {
  const normalised = sql`naryad_normalize(${value})`
  switch (condition.operator) {
    case 'CONTAINS':
      return sql`${normalised} like ${`%${escapeLike(normalizeSearch(single(condition)))}%`}`
    case 'STARTS_WITH':
      return sql`${normalised} like ${`${escapeLike(normalizeSearch(single(condition)))}%`}`
    case 'EQUALS':
      return sql`${normalised} = ${normalizeSearch(single(condition))}`
    case 'NOT_EQUALS':
      return sql`${normalised} is distinct from ${normalizeSearch(single(condition))}`
    case 'IN':
      return sql`${normalised} = any(${condition.values.map(normalizeSearch)}::text[])`
    case 'NOT_IN':
      return sql`(${normalised} = any(${condition.values.map(normalizeSearch)}::text[])) is not true`
    default:
      throw invalid('OPERATOR')
  }
}

function compareAmong(condition: Condition, value: Sql, type: string, parse: (text: string) => string): Sql {
  const values = condition.values.map(parse)
  const among = sql`${value} = any(${values}::${raw(type)}[])`
  switch (condition.operator) {
    case 'EQUALS':
      return sql`${value} = ${parse(single(condition))}::${raw(type)}`
    case 'NOT_EQUALS':
      return sql`${value} is distinct from ${parse(single(condition))}::${raw(type)}`
    case 'IN':
      return among
    case 'NOT_IN':
      return sql`(${among}) is not true`
    default:
      throw invalid('OPERATOR')
  }
}

/** Values as [first, last]: a day of an instant is a span, everything else begins and ends with itself. */
function compareOrdered(
  condition: Condition,
  value: Sql,
  type: string,
  parse: (text: string) => readonly [string, string],
): Sql {
  const cast = (text: string) => sql`${text}::${raw(type)}`
  const within = ([first, last]: readonly [string, string]) =>
    first === last ? sql`${value} = ${cast(first)}` : sql`(${value} >= ${cast(first)} and ${value} <= ${cast(last)})`
  /** One comparison with all values that are one instant or number, however many there are. */
  const amongAll = () => {
    const spans = condition.values.map(parse)
    const single = spans.flatMap(([first, last]) => (first === last ? [first] : []))
    const among = single.length > 0 ? [sql`${value} = any(${single}::${raw(type)}[])`] : []
    return or([...among, ...spans.filter(([first, last]) => first !== last).map(within)])
  }
  switch (condition.operator) {
    case 'EQUALS':
      return within(parse(single(condition)))
    case 'NOT_EQUALS':
      return sql`(${within(parse(single(condition)))}) is not true`
    case 'IN':
      return amongAll()
    case 'NOT_IN':
      return sql`(${amongAll()}) is not true`
    case 'GREATER':
      return sql`${value} > ${cast(parse(single(condition))[1])}`
    case 'GREATER_OR_EQUAL':
      return sql`${value} >= ${cast(parse(single(condition))[0])}`
    case 'LESS':
      return sql`${value} < ${cast(parse(single(condition))[0])}`
    case 'LESS_OR_EQUAL':
      return sql`${value} <= ${cast(parse(single(condition))[1])}`
    case 'BETWEEN': {
      const [from, to] = condition.values
      if (condition.values.length !== 2 || from === undefined || to === undefined) throw invalid('TWO_VALUES')
      return sql`(${value} >= ${cast(parse(from)[0])} and ${value} <= ${cast(parse(to)[1])})`
    }
    default:
      throw invalid('OPERATOR')
  }
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Whether a text may be compared with an id at all; anything else names no record. */
export function isRecordId(text: string): boolean {
  return uuid.test(text)
}

function compareRelation(context: ConditionContext, viewer: Viewer, condition: Condition, alias: string): Sql {
  const { field } = condition
  const next = `r_${alias}`
  const exists = (inner: Sql) => existsTarget(context.catalog, viewer, field, alias, next, inner)
  if (condition.operator === 'IS_EMPTY') return sql`not ${exists(always)}`
  if (condition.operator === 'IS_NOT_EMPTY') return exists(always)
  // a change of an entry is nobody by itself
  if (field.target === 'feedChange') throw invalid('OPERATOR')
  const ids = condition.values.flatMap((text) => (isRecordId(text) ? [text] : []))
  const mine = condition.values.includes('me') && field.target === 'employee' ? [bound('employeeId')] : []
  if (condition.values.includes('mine') && field.target === 'serviceCenter') mine.push(bound('serviceCenterId'))
  if (condition.values.includes('mine') && field.target === 'dealer') mine.push(bound('dealerId'))
  // A target outside the viewer's rows reads as empty, so it must not be findable by its id either.
  const isEveryTarget = !field.many && scopeCondition(context.catalog, viewer, field.target ?? '', next) === always
  const id = isEveryTarget ? readValue(context.catalog, viewer, field, alias) : column(next, 'id')
  const among = or([...(ids.length > 0 ? [isAmong(id, ids)] : []), ...mine.map((value) => sql`${id} = ${value}`)])
  const match = isEveryTarget || among === never ? among : exists(among)
  switch (condition.operator) {
    case 'EQUALS':
    case 'IN':
      return match
    case 'NOT_EQUALS':
    case 'NOT_IN':
      return sql`(${match}) is not true`
    default:
      throw invalid('OPERATOR')
  }
}

const MAX_INSTANT_LENGTH = 40

/** YYYY-MM-DD of a day: itself, today, or today±n of days (d), weeks (w), months (m) or years (y). */
function dayOf({ now, timeZone }: ConditionContext, text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return existing(new Date(`${text}T00:00:00Z`), text)
  const relative = /^today(?:([+-]\d{1,4})([dwmy]))?$/.exec(text)
  if (!relative) throw invalid('NOT_A_DATE')
  const day = new Date(`${localDay(now, timeZone)}T00:00:00Z`)
  const amount = Number(relative[1] ?? 0)
  switch (relative[2]) {
    case 'm':
      day.setUTCMonth(day.getUTCMonth() + amount)
      break
    case 'y':
      day.setUTCFullYear(day.getUTCFullYear() + amount)
      break
    default:
      day.setUTCDate(day.getUTCDate() + amount * (relative[2] === 'w' ? 7 : 1))
  }
  return existing(day)
}

/**
 * The day as YYYY-MM-DD.
 *
 * @throws DomainError VALIDATION for what is no day (30 February), and outside the years 1000 to 9998: JavaScript takes
 *   years below 100 for those of the last century, and the last day of 9999 ends in a year that PostgreSQL does not read
 */
function existing(day: Date, written?: string): string {
  const year = day.getUTCFullYear()
  const text = year >= 1000 && year <= 9998 ? day.toISOString().slice(0, 10) : null
  if (text === null || (written !== undefined && written !== text)) throw invalid('NOT_A_DATE')
  return text
}

/** First and last instant that the text names: a day is a span in the installation's zone. */
function instantsOf(context: ConditionContext, text: string): readonly [string, string] {
  if (text === 'now') return [context.now.toISOString(), context.now.toISOString()]
  if (text.length <= MAX_INSTANT_LENGTH && /^\d{4}-\d\d-\d\dT/.test(text)) {
    const instant = new Date(text)
    const year = instant.getUTCFullYear()
    if (!(year >= 1 && year <= 9999)) throw invalid('NOT_A_DATE')
    return [instant.toISOString(), instant.toISOString()]
  }
  const day = dayOf(context, text)
  const next = new Date(`${day}T00:00:00Z`)
  next.setUTCDate(next.getUTCDate() + 1)
  const from = instantAt(day, 0, context.timeZone)
  const to = new Date(instantAt(next.toISOString().slice(0, 10), 0, context.timeZone).getTime() - 1)
  return [from.toISOString(), to.toISOString()]
}

/**
 * Every term stands in a field that this viewer reads: the search text has a line for each searched field, and lines of
 * hidden fields are left out before the terms are looked for, so that neither hits nor their time tell what stands there.
 * The index over the whole text narrows the rows down first only for a viewer of all rows.
 */
export function searchCondition(
  catalog: Catalog,
  viewer: Viewer,
  entity: CatalogEntity,
  search: string,
  alias: string,
): Sql {
  const terms = searchTerms(search)
  if (terms.length === 0) return search.trim() === '' ? always : never
  const patterns = terms.map((term) => `%${escapeLike(term)}%`)
  if (!entity.isSearchable) {
    const title = entity.title === null ? null : entity.fields.get(entity.title)
    if (!title?.column || !hasBit(viewer.permissions.read, title)) return never
    const text = sql`naryad_normalize(${readValue(catalog, viewer, title, alias)})`
    return and(patterns.map((pattern) => sql`${text} like ${pattern}`))
  }
  const readable = searchLines(catalog, entity).map((line) => isReadableLine(catalog, viewer, line))
  if (!readable.includes(true)) return never
  const indexed = and(patterns.map((pattern) => sql`${column(alias, 'search')} like ${pattern}`))
  const isWhole = !readable.includes(false)
  const isEveryRow = rowScope(viewer, entity.key, 'read') === 'ALL'
  if (isWhole && isEveryRow) return indexed
  const text = isWhole ? sql`(${column(alias, 'search')} || '')` : linesOf(column(alias, 'search'), readable)
  const found = sql`${text} like all(${patterns}::text[])`
  return isEveryRow ? and([indexed, found]) : found
}

/**
 * Whether a search goes over rows that a hidden field may have led to: the index over the whole text finds them before
 * their readable lines are looked through, which takes a moment more than finding nothing. See released.ts.
 */
export function meetsHidden(catalog: Catalog, { viewer, entity, search }: AuthorizedPlan): boolean {
  if (search === '' || !entity.isSearchable || rowScope(viewer, entity.key, 'read') !== 'ALL') return false
  return searchLines(catalog, entity).some((line) => !isReadableLine(catalog, viewer, line))
}

/** One line of a search text: a field of the record, or one of the record that it points to. */
interface SearchLine {
  readonly field: CatalogField
  readonly inner: CatalogField | null
}

/** The lines of an entity's search text in their order, as its trigger writes them (migration `search_lines`). */
export function searchLines(catalog: Catalog, entity: CatalogEntity): SearchLine[] {
  return searchedFields(entity).flatMap((field): SearchLine[] => {
    if (field.target === null) return [{ field, inner: null }]
    const inner = searchedFields(catalog.entity(field.target)).filter(({ target }) => target === null)
    return inner.map((one) => ({ field, inner: one }))
  })
}

function searchedFields(entity: CatalogEntity): CatalogField[] {
  return [...entity.fields.values()].filter((field) => field.isSearchable)
}

/** The record that a relation points to must be in the viewer's rows because this one is: a text cannot ask about it. */
function isReadableLine(catalog: Catalog, viewer: Viewer, { field, inner }: SearchLine): boolean {
  const isRead = (one: CatalogField) => hasBit(viewer.permissions.read, one) && isAsStored(catalog, viewer, one)
  if (!isRead(field)) return false
  if (inner === null) return true
  const scope = scopeCondition(catalog, viewer, inner.entity, 'x', 'read', field.entity)
  return scope === always && isRead(inner)
}

/** The readable lines of a search text as one text. */
function linesOf(search: Sql, readable: readonly boolean[]): Sql {
  const slices: Sql[] = []
  let from: number | null = null
  for (const [index, isReadable] of [...readable, false].entries()) {
    if (isReadable) from ??= index + 1
    else if (from !== null) {
      slices.push(sql`(string_to_array(${search}, E'\n'))[${constant(from)}:${constant(index)}]`)
      from = null
    }
  }
  return sql`array_to_string(${join(slices, ' || ')}, E'\n')`
}
