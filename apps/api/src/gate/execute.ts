import { DomainError } from '@naryad/domain'
import type { SelectionSetNode } from 'graphql'
import type { QueryResult } from 'pg'
import type { Services } from '../context.ts'
import type { CatalogField } from './catalog.ts'
import { isAsStored, readValue } from './computed.ts'
import { filledFields, isRecordId, meetsHidden, planCondition } from './conditions.ts'
import { heavySteps, spend } from './cost.ts'
import { decodeCursor, encodeCursor, type Position } from './cursor.ts'
import { hasBit } from './permissions.ts'
import { type AuthorizedPlan, authorize, type Filter } from './plan.ts'
import { releasedInSteps } from './released.ts'
import { scopeCondition } from './scopes.ts'
import { compileSelect, type RecordSelect, type Selecting, shapingVariables } from './select.ts'
import { always, and, column, constant, ident, join, never, or, raw, render, type Sql, sql } from './sql.ts'
import { bindingsOf, type Viewer } from './viewer.ts'

export type GateServices = Pick<
  Services,
  'pool' | 'partnerWall' | 'heavyReads' | 'catalog' | 'clock' | 'settings' | 'secrets'
>

const maxPage = 200
const countCap = 10_000
/** Of each row that is counted to the end. */
const EXACT_STEPS = 0.1
/** Of records that are named by their ids. */
const light = { isNamed: true, steps: 0 }
/** Until a read is given up; see the connections' statement_timeout in main.ts. */
export const READ_SECONDS = 8

/** One page of records as JSON texts, in order, with the cursor of the next page; null on the last one. */
export interface Page {
  readonly nodes: string
  readonly endCursor: string | null
}

/** Reads one page in one statement. */
export async function readPage(
  services: GateServices,
  plan: AuthorizedPlan,
  input: {
    selecting: Selecting
    sets: readonly SelectionSetNode[]
    first: number
    after: string | null
    /** More than clients may ask for, where it is not a client that asks. */
    max?: number
  },
): Promise<Page> {
  const first = Math.min(Math.max(Math.trunc(input.first), 1), input.max ?? maxPage)
  const select = recordSelect(services, plan, input.selecting, input.sets)
  charge(plan, input.selecting, first * select.rows)
  const sorts = sortsOf(services, plan)
  const sortName = sorts.map((sort) => `${sort.key}${sort.isDescending ? '-' : '+'}`).join(',')
  const position = input.after === null ? null : decodeCursor(services.secrets.linkKey, sortName, input.after)
  const conditions = and([
    planCondition(contextOf(services), plan, 'r'),
    position === null ? always : afterPosition(sorts, position),
  ])
  const order = join(
    sorts.map((sort) => sql`${sort.expression}${raw(sort.isDescending ? ' desc' : '')}${raw(sort.nulls)}`),
    ', ',
  )
  const keys = join(
    sorts.map((sort, index) => sql`(${sort.expression})::text as ${ident(`_key${index}`)}`),
    ', ',
  )
  const lastKeys = join(
    sorts.map((_, index) => raw(`r._key${index}`)),
    ', ',
  )
  // the whole page as one text: a row for each record costs both sides more than the record
  const statement = sql`select
      '[' || coalesce(string_agg(row_to_json(o)::text, ',' order by r._position) filter (where r._position <= ${constant(first)}), '') || ']' as nodes,
      max(json_build_array(${lastKeys})::text) filter (where r._position = ${constant(first)}) as "lastKeys",
      count(*) > ${constant(first)} as "isMore"
    from (
      select r.*, ${keys}, row_number() over (order by ${order}) as _position
      from (select r.* from ${raw(plan.entity.table)} r where ${conditions} order by ${order} limit ${constant(first + 1)}) r
    ) r ${select.joins}
    cross join lateral (select ${select.columns}) o`
  const { rows } = await runPlan<{ nodes: string; lastKeys: string | null; isMore: boolean }>(
    services,
    plan,
    statement,
    { isNamed: plan.search === '', steps: plan.cost.steps },
  )
  const page = rows[0]
  if (!page?.isMore) return { nodes: page?.nodes ?? '[]', endCursor: null }
  const values = JSON.parse(page.lastKeys ?? '[]') as (string | null)[]
  const id = values.pop() ?? ''
  return { nodes: page.nodes, endCursor: encodeCursor(services.secrets.linkKey, sortName, { values, id }) }
}

/** Reads the first record of a plan in one statement, as JSON text; null when there is none in the viewer's rows. */
export async function readFirst(
  services: GateServices,
  plan: AuthorizedPlan,
  input: { selecting: Selecting; sets: readonly SelectionSetNode[] },
): Promise<string | null> {
  const { columns, joins, rows: each } = recordSelect(services, plan, input.selecting, input.sets)
  charge(plan, input.selecting, each)
  const condition = planCondition(contextOf(services), plan, 'r')
  const statement = sql`select row_to_json(o)::text as node from (select r.* from ${raw(plan.entity.table)} r where ${condition} limit 1) r ${joins} cross join lateral (select ${columns}) o`
  const { rows } = await run<{ node: string }>(services, plan.viewer, statement, {
    isNamed: true,
    steps: plan.cost.steps,
  })
  return rows[0]?.node ?? null
}

/** Reads records by id, in the order of the ids; those outside the viewer's rows are absent. */
export async function readByIds(
  services: GateServices,
  plan: AuthorizedPlan,
  input: { selecting: Selecting; sets: readonly SelectionSetNode[] },
): Promise<string[]> {
  if (!plan.ids || plan.ids.length === 0) return []
  const { columns, joins, rows: each } = recordSelect(services, plan, input.selecting, input.sets)
  charge(plan, input.selecting, plan.ids.length * each)
  const condition = planCondition(contextOf(services), plan, 'r')
  const statement = sql`select row_to_json(o)::text as node from (select r.* from ${raw(plan.entity.table)} r where ${condition}) r ${joins} cross join lateral (select ${columns}) o order by array_position(${[...plan.ids]}::uuid[], r.id)`
  const { rows } = await run<{ node: string }>(services, plan.viewer, statement, light)
  return rows.map((row) => row.node)
}

/** Count and sums of a plan in one statement. */
export async function readTotals(
  services: GateServices,
  plan: AuthorizedPlan,
  { isExact }: { isExact: boolean },
): Promise<{ count: number; isCapped: boolean; sums: { field: string; sum: number | null }[] }> {
  const condition = planCondition(contextOf(services), plan, 'r')
  const table = raw(plan.entity.table)
  const limit = isExact ? raw('') : sql`limit ${constant(countCap + 1)}`
  const sums = plan.sums.map((field) => sql`sum(${readValue(services.catalog, plan.viewer, field, 'r')})::float8`)
  const statement = sql`select (select count(*) from (select from ${table} r where ${condition} ${limit}) c)::int as count, ${
    sums.length > 0
      ? sql`(select array[${join(sums, ', ')}] from ${table} r where ${condition})`
      : raw('null::float8[]')
  } as sums`
  // Which index counts fastest depends on how frequent the values are; planning it anew costs a tenth of a millisecond.
  const isNamed = plan.search === '' && plan.filter === null
  const steps = plan.cost.steps + (isExact ? plan.entity.rows * EXACT_STEPS : 0)
  const { rows } = await runPlan<{ count: number; sums: (number | null)[] | null }>(services, plan, statement, {
    isNamed,
    steps,
  })
  const count = rows[0]?.count ?? 0
  const isCapped = !isExact && count > countCap
  return {
    count: isCapped ? countCap : count,
    isCapped,
    sums: plan.sums.map((field, index) => ({ field: field.key, sum: rows[0]?.sums?.[index] ?? null })),
  }
}

/** Number of records that the viewer reaches and the filter lets through, counted to 10 000. */
export async function countRecords(
  context: GateServices & { viewer: Viewer | null },
  entity: string,
  filter: Filter | null,
): Promise<number> {
  if (!context.viewer) return 0
  const totals = await readTotals(context, authorize(context.catalog, context.viewer, { entity, filter }), {
    isExact: false,
  })
  return totals.count
}

/** The ids among the given ones that the viewer may see. */
export async function visibleIds(
  services: GateServices,
  viewer: Viewer,
  entity: string,
  ids: readonly string[],
): Promise<string[]> {
  const { table } = services.catalog.entity(entity)
  const scope = scopeCondition(services.catalog, viewer, entity, 'r')
  if (scope === never) return []
  const statement = sql`select r.id from ${raw(table)} r where ${and([sql`r.id = any(${ids.filter(isRecordId)}::uuid[])`, scope])}`
  const { rows } = await run<{ id: string }>(services, viewer, statement, light)
  return rows.map((row) => row.id)
}

/** An operation of a client pays for what it reads; whatever else reads has its own bounds. */
function charge(plan: AuthorizedPlan, { budget }: Selecting, rows: number): void {
  if (budget) spend(budget, { cost: plan.cost.charge, rows })
}

function contextOf(services: GateServices) {
  return { catalog: services.catalog, now: services.clock.now(), timeZone: services.settings.timeZone }
}

/** Compiled selections per selection set, then per rights and shape: the text is the same for all who share them. */
const selects = new WeakMap<SelectionSetNode, Map<string, RecordSelect>>()
const shapes = new WeakMap<SelectionSetNode, readonly string[]>()
const maxSelects = 200

function recordSelect(
  services: GateServices,
  plan: AuthorizedPlan,
  selecting: Selecting,
  sets: readonly SelectionSetNode[],
): RecordSelect {
  const { viewer, entity } = plan
  const compile = () => compileSelect({ selecting, catalog: services.catalog, viewer }, entity, 'r', sets)
  const [set] = sets
  if (!set || sets.length > 1) return compile()
  const names = shapes.get(set) ?? shapingVariables(selecting, sets)
  shapes.set(set, names)
  const key = `${viewer.permissions.key}|${viewer.affiliation}|${JSON.stringify(names.map((name) => selecting.variables[name]))}`
  const compiled = selects.get(set) ?? new Map<string, RecordSelect>()
  selects.set(set, compiled)
  const known = compiled.get(key)
  if (known) return known
  if (compiled.size >= maxSelects) compiled.clear()
  const select = compile()
  compiled.set(key, select)
  return select
}

interface CompiledSort {
  readonly key: string
  readonly expression: Sql
  readonly type: string
  readonly isDescending: boolean
  readonly isNullable: boolean
  readonly nulls: string
}

/** What is sorted by, ending with the id so that the order is total. Empty values come last either way. */
function sortsOf(services: GateServices, plan: AuthorizedPlan): CompiledSort[] {
  const given = plan.sort.length > 0 ? plan.sort : defaultSort(plan)
  const filled = filledFields(plan.filter)
  const sorts = given.map(({ field, isDescending }): CompiledSort => {
    const isEmptied = field.target !== null || !isAsStored(services.catalog, plan.viewer, field)
    const isNullable = isEmptied || (field.isNullable && !filled.has(field.key))
    return {
      key: field.key,
      ...sortExpression(services, plan, field),
      isDescending,
      isNullable,
      nulls: isNullable && isDescending ? ' nulls last' : '',
    }
  })
  const isDescending = sorts.at(-1)?.isDescending ?? true
  const id = { key: 'id', expression: column('r', 'id'), type: 'uuid', isDescending, isNullable: false, nulls: '' }
  return [...sorts, id]
}

/** Newest first for whoever may read how new a record is: an order by a hidden field would tell it. */
function defaultSort(plan: AuthorizedPlan): { field: CatalogField; isDescending: boolean }[] {
  const newest = plan.entity.fields.get('createdAt')
  return newest && hasBit(plan.viewer.permissions.read, newest) ? [{ field: newest, isDescending: true }] : []
}

/** A relation is sorted by its title as this viewer reads it. */
function sortExpression(
  services: GateServices,
  plan: AuthorizedPlan,
  field: CatalogField,
): { expression: Sql; type: string } {
  const { catalog } = services
  const { viewer } = plan
  const value = readValue(catalog, viewer, field, 'r')
  if (field.target === null) return { expression: value, type: field.columnType ?? 'text' }
  const target = catalog.entity(field.target)
  const title = target.title === null ? undefined : target.fields.get(target.title)
  // A title that may not be read sorts nothing; the order is then that of the id.
  if (!title?.column || !hasBit(viewer.permissions.read, title)) return { expression: raw('null::text'), type: 'text' }
  const scope = scopeCondition(catalog, viewer, target.key, 't', 'read', field.entity)
  return {
    expression: sql`(select ${readValue(catalog, viewer, title, 't')} from ${raw(target.table)} t where ${and([sql`t.id = ${value}`, scope])})`,
    type: title.columnType ?? 'text',
  }
}

/** The rows after a position. Where all sorts run one way over filled columns, one row comparison serves an index. */
function afterPosition(sorts: readonly CompiledSort[], position: Position): Sql {
  const at = sorts.map((sort, index) => {
    const value = index === sorts.length - 1 ? position.id : (position.values[index] ?? null)
    return { ...sort, isNull: value === null, value: sql`${value}::${raw(sort.type)}` }
  })
  const isUniform = at.every((sort) => !sort.isNullable && sort.isDescending === at[0]?.isDescending)
  if (isUniform) {
    const operator = raw(at[0]?.isDescending ? '<' : '>')
    return sql`(${join(
      at.map((sort) => sort.expression),
      ', ',
    )}) ${operator} (${join(
      at.map((sort) => sort.value),
      ', ',
    )})`
  }
  return or(
    at.map((sort, index) => {
      const equal = at.slice(0, index).map((before) => sql`${before.expression} is not distinct from ${before.value}`)
      // Empty values are last, so nothing comes after one but equal ones.
      if (sort.isNull) return never
      const further = sql`${sort.expression} ${raw(sort.isDescending ? '<' : '>')} ${sort.value}`
      return and([...equal, sort.isNullable ? sql`(${further} or ${sort.expression} is null)` : further])
    }),
  )
}

const names = new Map<string, string>()
const maxNames = 500

/** Runs the statement of a list or a total; the time of a search that meets hidden fields is not told. */
function runPlan<Row extends object>(
  services: GateServices,
  plan: AuthorizedPlan,
  statement: Sql,
  options: { isNamed: boolean; steps: number },
): Promise<QueryResult<Row>> {
  const work = () => run<Row>(services, plan.viewer, statement, options)
  if (!meetsHidden(services.catalog, plan)) return work()
  const question = JSON.stringify([plan.viewer.employeeId, plan.entity.key, plan.search])
  return releasedInSteps(services.secrets.linkKey, question, work)
}

/**
 * Runs a compiled statement. Named ones are planned once a connection; a search goes unnamed, so that the planner
 * sees its pattern and can tell a rare text from a frequent one. A heavy one waits for its turn.
 *
 * @throws DomainError QUERY_TOO_COMPLEX when it takes too long, THROTTLED when its turn does not come
 */
async function run<Row extends object>(
  services: GateServices,
  viewer: Viewer,
  statement: Sql,
  { isNamed, steps }: { isNamed: boolean; steps: number },
): Promise<QueryResult<Row>> {
  const { text, values } = render(statement, bindingsOf(viewer))
  const name = isNamed ? nameOf(text) : undefined
  const query = name === undefined ? { text, values } : { name, text, values }
  const isPartner = viewer.affiliation !== 'OFFICE' && !viewer.permissions.isAdmin
  const { partnerWall, pool } = services
  const ask = () => (isPartner && partnerWall ? partnerWall.query<Row>(viewer, query) : pool.query<Row>(query))
  try {
    if (steps < heavySteps) return await ask()
    return await services.heavyReads.run(isPartner ? viewer.affiliation : 'OFFICE', viewer.employeeId, ask)
  } catch (error) {
    if (!isTimeout(error)) throw error
    throw new DomainError('QUERY_TOO_COMPLEX', { limit: 'time', max: READ_SECONDS }, { cause: error })
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '57014'
}

function nameOf(text: string): string | undefined {
  const known = names.get(text)
  if (known !== undefined || names.size >= maxNames) return known
  const name = `gate_${names.size}`
  names.set(text, name)
  return name
}
