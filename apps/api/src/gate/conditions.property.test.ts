import { isDomainError } from '@naryad/domain'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lists } from '../../test/leaks/corpus.ts'
import { addPartner, idsOf, type Reader, startReader, without } from '../../test/leaks/reader.ts'
import { copyRecord } from '../../test/leaks/world.ts'
import { createSchema } from '../server/schema.ts'
import { type CatalogField, readCatalog } from './catalog.ts'
import { authorize, type Filter, type FilterOperator, type Plan, type Sort } from './plan.ts'
import { loadViewer, type Viewer } from './viewer.ts'

const catalog = readCatalog(createSchema())
const searched = Object.keys(lists)
const runs = { numRuns: Number(process.env.PROPERTY_RUNS ?? 300) }

let reader: Reader
/** Reads every row, as the reader does. */
let everybody: Viewer
/** Reads the rows of one service centre. */
let partner: Viewer

beforeAll(async () => {
  reader = await startReader()
  const { services } = reader.app
  const viewerOf = async (email: string) => {
    const { rows } = await services.pool.query<{ id: string }>('select id from employees where email = $1', [email])
    const viewer = await loadViewer(services, rows[0]?.id ?? '')
    if (!viewer) throw new Error(email)
    return viewer
  }
  await addPartner(reader, 'SERVICE_CENTER')
  await variety()
  everybody = await viewerOf('reader@naryad.demo')
  partner = await viewerOf('partner-service_center@naryad.demo')
}, 180_000)

afterAll(() => reader?.app.stop())

/** Rows that differ in what filters tell apart: empty values, equal ones, other people's. */
async function variety() {
  const { app, world } = reader
  const { others } = world
  const patches: Record<string, Record<string, unknown>[]> = {
    repair: [
      { city: null, dealer_id: null, labor_cost: null, is_warranty: null },
      { city: 'КАЗАНЬ', region: '', service_center_id: null, visit_at: null, status: 'CLOSED' },
      { client_id: others.client, contact_id: null, equipment_id: null, due_at: null },
      { complaint: '100% _не_ греет \\', manager_id: null, tech_expert_id: others.employee, labor_cost: 0 },
    ],
    serviceRequest: [
      { dealer_id: null, client_id: null, purchased_on: null, is_warranty: null, city: '' },
      { author_id: null, responsible_id: null, equipment_id: null, due_at: null, status: 'NEW' },
    ],
    client: [{ inn: null, phone: null, note: null, city: 'Уфа' }],
    equipment: [{ client_id: null, purchased_on: null, note: '' }],
  }
  for (const [key, rows] of Object.entries(patches)) {
    for (const row of rows) await copyRecord(app.services.pool, catalog.entity(key), world.ids[key] ?? '', row)
  }
}

const text = fc.constantFrom('', 'Казань', 'ань', '%', '_', '\\', "' or true --", 'не греет', '00000', 'SN', '+7843')
const day = fc.constantFrom('2026-10-01', '2025-01-01', 'today', 'today-2m', 'today+1y')
const instant = fc.oneof(day, fc.constantFrom('now', '2026-10-01T09:00:00Z', '2026-10-01T12:00:00+03:00'))
const number = fc.constantFrom('0', '4', '-5', '100', '12.5', '600')
const ordered = ['EQUALS', 'NOT_EQUALS', 'GREATER', 'GREATER_OR_EQUAL', 'LESS', 'LESS_OR_EQUAL'] as const
const emptiness = ['IS_EMPTY', 'IS_NOT_EMPTY'] as const
const among = ['IN', 'NOT_IN'] as const

/** Operators and values that the field takes; relations also take what names no record. */
function condition(field: CatalogField, path: string): fc.Arbitrary<Filter> {
  const given = (operators: readonly FilterOperator[], values: fc.Arbitrary<readonly string[] | undefined>) =>
    fc.record({ field: fc.constant(path), operator: fc.constantFrom(...operators), values }).map((filter) => ({
      ...filter,
      // what comes over GraphQL may be absent or null
      ...(filter.values === undefined && { values: null }),
    }))
  const none = given(emptiness, fc.constantFrom(undefined, [], ['ignored']))
  const one = (value: fc.Arbitrary<string>) => value.map((single) => [single])
  const many = (value: fc.Arbitrary<string>) => fc.oneof(fc.constant(undefined), fc.array(value, { maxLength: 3 }))
  const span = (value: fc.Arbitrary<string>) => fc.tuple(value, value)
  const comparable = (value: fc.Arbitrary<string>) =>
    fc.oneof(none, given(ordered, one(value)), given(among, many(value)), given(['BETWEEN'], span(value)))
  switch (field.type) {
    case 'TEXT':
      return fc.oneof(
        none,
        given(['EQUALS', 'NOT_EQUALS', 'CONTAINS', 'STARTS_WITH'], one(text)),
        given(among, many(text)),
      )
    case 'ENUM': {
      const value = fc.constantFrom(...(field.values ?? ['A', 'MENTION']))
      return fc.oneof(none, given(['EQUALS', 'NOT_EQUALS'], one(value)), given(among, many(value)))
    }
    case 'BOOLEAN': {
      const value = fc.constantFrom('true', 'false')
      return fc.oneof(none, given(['EQUALS', 'NOT_EQUALS'], one(value)), given(among, many(value)))
    }
    case 'NUMBER':
    case 'MONEY':
      return comparable(number)
    case 'DATE':
      return comparable(day)
    case 'DATETIME':
      return comparable(instant)
    case 'RELATION': {
      // changes of an entry have no id to be asked for
      if (field.target === 'feedChange') return none
      const names = ['me', 'mine', 'nobody', '', crypto.randomUUID()]
      const value = fc.constantFrom('own', 'other', ...names)
      return fc.oneof(none, given(['EQUALS', 'NOT_EQUALS', ...among], many(value))).map((filter) => ({
        ...filter,
        values: filter.values?.map((name) => idOf(field.target ?? '', name)) ?? null,
      }))
    }
  }
}

/** Ids are known only when the world is there. */
function idOf(entity: string, name: string): string {
  if (name === 'own') return reader.world.ids[entity] ?? ''
  return name === 'other' ? (reader.world.others[entity] ?? '') : name
}

/** Conditions on the entity's own fields and over one or two relations. */
function leaf(entity: string): fc.Arbitrary<Filter> {
  const usable = (key: string) => [...catalog.entity(key).fields.values()].filter((field) => field.isFilterable)
  const hops = usable(entity).filter((field) => field.target !== null && field.target !== 'feedChange')
  const own = fc.constantFrom(...usable(entity)).chain((field) => condition(field, field.key))
  if (hops.length === 0) return own
  const far = fc.constantFrom(...hops).chain((hop) => {
    const inner = usable(hop.target ?? '').filter((field) => field.target !== 'feedChange')
    return inner.length === 0
      ? own
      : fc.constantFrom(...inner).chain((field) => condition(field, `${hop.key}.${field.key}`))
  })
  return fc.oneof({ weight: 3, arbitrary: own }, far)
}

/** Whole filters, the empty choices among them. */
function filterOf(entity: string, maxDepth = 3): fc.Arbitrary<Filter> {
  return fc.letrec<{ filter: Filter }>((tie) => ({
    filter: fc.oneof(
      { maxDepth, depthIdentifier: 'filter' },
      leaf(entity),
      fc.array(tie('filter'), { maxLength: 3 }).map((all) => ({ all, any: null, not: null, field: undefined })),
      fc.array(tie('filter'), { maxLength: 3 }).map((any) => ({ any, all: undefined })),
      tie('filter').map((not) => ({ not, field: null, operator: null, values: undefined })),
    ),
  })).filter
}

const aList = fc.constantFrom(...searched)
const withFilters = (count: number, maxDepth?: number) =>
  aList.chain((entity) =>
    fc.tuple(fc.constant(entity), ...Array.from({ length: count }, () => filterOf(entity, maxDepth))),
  )

const ids = (viewer: Viewer, plan: Plan) => idsOf(reader, viewer, plan)

const sorted = (set: Iterable<string>) => [...set].sort()

describe('a filter, whatever its shape,', () => {
  test('joins as sets do: all is what both let through, any what either does, not the rest of the viewer’s rows', () =>
    fc.assert(
      fc.asyncProperty(withFilters(2), fc.boolean(), async ([entity, a, b], isPartner) => {
        const viewer = isPartner ? partner : everybody
        const rows = (filter: Filter | null) => ids(viewer, { entity, filter })
        const [every, inA, inB] = await Promise.all([rows(null), rows(a ?? null), rows(b ?? null)])
        expect(inA.isSubsetOf(every)).toBe(true)
        expect(sorted(await rows({ all: [a ?? {}, b ?? {}] }))).toEqual(sorted(inA.intersection(inB)))
        expect(sorted(await rows({ any: [a ?? {}, b ?? {}] }))).toEqual(sorted(inA.union(inB)))
        expect(sorted(await rows({ not: a ?? {} }))).toEqual(sorted(every.difference(inA)))
        expect(sorted(await rows({ all: [a ?? {}] }))).toEqual(sorted(inA))
        expect(sorted(await rows({ any: [a ?? {}] }))).toEqual(sorted(inA))
      }),
      runs,
    ))

  test('is narrowed, never widened, by an empty choice, ids and search beside it', () =>
    fc.assert(
      fc.asyncProperty(withFilters(1), text, async ([entity, filter = {}], search) => {
        const rows = (plan: Partial<Plan>) => ids(everybody, { entity, ...plan })
        const found = await rows({ filter })
        expect(sorted(await rows({ filter: { all: [filter, { any: [] }] } }))).toEqual([])
        expect(sorted(await rows({ filter: { any: [{ any: [] }, filter] } }))).toEqual(sorted(found))
        expect(sorted(await rows({ filter: { all: [filter, { all: [] }] } }))).toEqual(sorted(found))
        expect(sorted(await rows({ filter: { all: [filter, { not: { all: [] } }] } }))).toEqual([])
        expect(sorted(await rows({ filter, ids: [] }))).toEqual([])
        const some = sorted(await rows({})).slice(0, 2)
        expect(sorted(await rows({ filter, ids: some }))).toEqual(sorted(found.intersection(new Set(some))))
        expect(sorted(await rows({ filter, search }))).toEqual(sorted(found.intersection(await rows({ search }))))
      }),
      runs,
    ))

  test('with a hidden field anywhere in it is refused, however the tree is built around it', () =>
    fc.assert(
      fc.asyncProperty(withFilters(3, 1), fc.nat(), fc.nat(), async ([entity, ...around], which, shape) => {
        const own = [...reader.catalog.entity(entity).fields.values()].filter((field) => field.isFilterable)
        const hidden = own[which % own.length]
        if (!hidden) return
        const blind = without(reader, everybody, [`${entity}.${hidden.key}`])
        // what names the field already would be refused without our help
        const others = around.filter((filter): filter is Filter => {
          try {
            return filter !== undefined && authorize(reader.catalog, blind, { entity, filter }) !== null
          } catch (error) {
            if (isDomainError(error, 'FORBIDDEN_FIELD')) return false
            throw error
          }
        })
        const oracle: Filter = { field: hidden.key, operator: 'IS_EMPTY' }
        const shapes: ((inner: Filter) => Filter)[] = [
          (inner) => ({ all: [...others, inner] }),
          (inner) => ({ any: [inner, ...others] }),
          (inner) => ({ not: inner }),
          (inner) => ({ all: [{ any: [] }, inner] }),
          (inner) => ({ any: [{ all: [] }, { not: inner }] }),
        ]
        const pick = (n: number) => shapes[n % shapes.length] ?? shapes[0]
        const wrapped = pick(shape)?.(pick(which)?.(oracle) ?? oracle) ?? oracle
        expect(refusal(blind, { entity, filter: wrapped })).toBe('FORBIDDEN_FIELD')
        expect(refusal(everybody, { entity, filter: wrapped })).toBeNull()
      }),
      runs,
    ))

  test('of no known shape is refused: nothing in it is passed over', () => {
    const key = fc.constantFrom('all', 'any', 'not', 'field', 'operator', 'values', 'AND', 'OR', 'where', '__proto__')
    const value = fc.oneof(
      fc.constantFrom(null, undefined, '', 0, false, [], {}, 'number', 'client.', '.number', 'IS_EMPTY', 'nothing'),
      fc.dictionary(key, fc.constantFrom(null, undefined, '', false, [], 'number', 'IS_EMPTY'), { maxKeys: 4 }),
    )
    fc.assert(
      fc.property(aList, fc.oneof(value, fc.dictionary(key, value, { maxKeys: 4 })), (entity, shape) => {
        const isNothing = shape === null || shape === undefined
        const plan = (() => {
          try {
            // what no client can send past GraphQL's own check, but a stored view might hold
            return authorize(reader.catalog, everybody, { entity, filter: shape as unknown as Filter })
          } catch {
            return null
          }
        })()
        if (plan === null) return
        expect(plan.filter === null).toBe(isNothing)
      }),
      { numRuns: 1_000 },
    )
  })
})

function refusal(viewer: Viewer, plan: Plan): string | null {
  try {
    authorize(reader.catalog, viewer, plan)
    return null
  } catch (error) {
    return isDomainError(error) ? error.code : 'UNEXPECTED'
  }
}

test('the changes of an entry are there or not, but are not asked for by an id that they do not have', async () => {
  const refused = await reader.viewer.refusal('query ($f: FilterInput) { feedEntries(filter: $f) { nodes { id } } }', {
    f: { field: 'changes', operator: 'EQUALS', values: [crypto.randomUUID()] },
  })
  expect(refused).toEqual(['VALIDATION'])
})

describe('a list, however it is filtered and sorted,', () => {
  const withSorts = aList.chain((entity) => {
    const keys = [...catalog.entity(entity).fields.values()].filter((field) => field.isSortable).map(({ key }) => key)
    const sort = fc.record({ field: fc.constantFrom(...keys), isDescending: fc.constantFrom(true, false, null) })
    return fc.tuple(
      fc.constant(entity),
      fc.array(sort, { maxLength: 3 }),
      filterOf(entity),
      fc.integer({ min: 1, max: 3 }),
    )
  })

  test('gives each of its rows once, page by page, and as many as are counted', () =>
    fc.assert(
      fc.asyncProperty(withSorts, async ([entity, sort, filter, first]: [string, Sort[], Filter, number]) => {
        const root = lists[entity]
        const query = `query ($f: FilterInput, $s: [SortInput!], $n: Int, $a: String) {
          ${root}(filter: $f, sort: $s, first: $n, after: $a) { endCursor nodes { id } }
          totals(entity: "${entity}", filter: $f, isExact: true) { count }
        }`
        type Answer = Record<string, { endCursor: string | null; nodes: { id: string }[] }> & {
          totals: { count: number }
        }
        const seen: string[] = []
        let after: string | null = null
        let count = -1
        do {
          const variables = { f: filter, s: sort, n: first, a: after }
          const answer: Answer = await reader.viewer.ask<Answer>(query, variables)
          const page = answer[root ?? '']
          seen.push(...(page?.nodes ?? []).map((node) => node.id))
          count = answer.totals.count
          after = page?.endCursor ?? null
        } while (after !== null && seen.length <= count)
        expect(new Set(seen).size).toBe(seen.length)
        expect(sorted(seen)).toEqual(sorted(await ids(everybody, { entity, filter })))
        expect(count).toBe(seen.length)
      }),
      { numRuns: 60 },
    ))
})
