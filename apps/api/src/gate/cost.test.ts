import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  getArgumentValues,
  getNamedType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Caller, cast, startTestApp, type TestApp } from '../../test/app.ts'
import { createSchema } from '../server/schema.ts'
import { heavySteps, maxCost, maxRows } from './cost.ts'
import { authorize, type Filter, type Plan } from './plan.ts'
import { collectFields, compileSelect, objectTypeOf, type Selecting, selectionSets } from './select.ts'
import { loadViewer, type Viewer } from './viewer.ts'

let app: TestApp
let administrator: Caller
let viewer: Viewer
beforeAll(async () => {
  app = await startTestApp({ isWorker: false })
  administrator = await app.asEmployee(cast.administrator)
  const { id } = await app.services.prisma.employee.findUniqueOrThrow({ where: { email: cast.administrator } })
  const found = await loadViewer(app.services, id)
  if (!found) throw new Error('nobody')
  viewer = found
})
afterAll(() => app?.stop())

const upTo = <Item>(count: number, item: (index: number) => Item) => Array.from({ length: count }, (_, i) => item(i))
const contains = (field: string) => (index: number) => ({ field, operator: 'CONTAINS' as const, values: [`${index}`] })
const list = 'query ($filter: FilterInput) { repairs(filter: $filter) { nodes { id } } }'
const refusals = async (query: string, variables: Record<string, unknown>) => {
  const { errors } = await administrator.graphql(query, variables)
  return errors?.map(({ extensions: { code, details } }) => ({ code, ...details }))
}

describe('the cost of a filter', () => {
  test.each<[string, Filter]>([
    ['texts looked for over two relations', { any: upTo(100, contains('equipment.client.name')) }],
    [
      'texts looked for in lists of lists',
      { any: upTo(20, contains('client.contacts.name')).concat(upTo(20, contains('client.equipment.model'))) },
    ],
  ])('%s, a hundred times, is more than may be asked', async (_, filter) => {
    const big = { code: 'QUERY_TOO_COMPLEX', limit: 'cost', max: maxCost }
    expect(await refusals(list, { filter })).toEqual([big])
    const totals = 'query ($filter: FilterInput) { totals(entity: "repair", filter: $filter) { count } }'
    expect(await refusals(totals, { filter })).toEqual([big])
    // nor as a file, which has no bound of rows
    const body = JSON.stringify({ columns: [{ key: 'number', title: 'Номер' }], filter })
    const headers = { 'content-type': 'application/json' }
    const file = await administrator.fetch('/exports/repair.csv', { method: 'POST', headers, body })
    expect(await file.json()).toMatchObject({
      errors: [{ extensions: { code: big.code, details: { limit: 'cost' } } }],
    })
  })

  test('root fields of one operation are counted together', async () => {
    const filter = { any: upTo(40, contains('complaint')) }
    const many = (count: number) =>
      `query ($filter: FilterInput) { ${upTo(count, (n) => `r${n}: repairs(filter: $filter) { nodes { id } }`).join(' ')} }`
    expect(await refusals(many(1), { filter })).toBeUndefined()
    expect(await refusals(many(3), { filter })).toContainEqual(
      expect.objectContaining({ code: 'QUERY_TOO_COMPLEX', limit: 'cost' }),
    )
  })

  /** As the table makes them: a condition to a column, all at once. */
  const everyColumn = (entity: string): Filter => {
    const { catalog } = app.services
    const all = [...catalog.entity(entity).fields.values()].flatMap((field): Filter[] => {
      if (!field.isFilterable || field.many) return []
      switch (field.type) {
        case 'TEXT':
          return [{ field: field.key, operator: 'CONTAINS', values: ['печь'] }]
        case 'RELATION':
          return [{ field: field.key, operator: 'IN', values: upTo(30, () => viewer.employeeId) }]
        case 'ENUM':
          return [{ field: field.key, operator: 'IN', values: [...(field.values ?? [])] }]
        default:
          return [{ field: field.key, operator: 'IS_NOT_EMPTY' }]
      }
    })
    return { all }
  }

  test('a condition on every column of any list is far below it', () => {
    const { catalog } = app.services
    for (const entity of catalog.entities.keys()) {
      const { cost } = authorize(catalog, viewer, { entity, filter: everyColumn(entity), search: 'печь уют' })
      expect(cost.charge, entity).toBeLessThan(maxCost / 2)
    }
  })
})

describe('a heavy read', () => {
  const steps = (plan: Omit<Plan, 'entity'>, rows: number) => {
    const entity = app.services.catalog.entity('repair')
    const before = entity.rows
    entity.rows = rows
    try {
      return authorize(app.services.catalog, viewer, { entity: 'repair', ...plan }).cost
    } finally {
      entity.rows = before
    }
  }
  const million = 1_000_000
  const worklist: Filter = {
    all: [
      { field: 'manufacturer', operator: 'EQUALS', values: [million.toString()] },
      { field: 'status', operator: 'IN', values: ['DIAGNOSIS'] },
      { field: 'visitAt', operator: 'BETWEEN', values: ['2026-01-01', '2026-12-31'] },
    ],
  }

  test('is one that walks a large table for a text, and not the lists and cards of every day', () => {
    const sort = [{ field: 'visitAt', isDescending: true }]
    expect(steps({ filter: worklist, sort }, million).steps).toBeLessThan(heavySteps)
    expect(steps({ sort: [{ field: 'createdAt' }] }, million).steps).toBeLessThan(heavySteps)
    expect(steps({ filter: { field: 'number', operator: 'EQUALS', values: ['R-1'] } }, million).steps).toBeLessThan(
      heavySteps,
    )
    expect(steps({ search: 'пароконвектомат' }, million).steps).toBeLessThan(heavySteps)
    expect(steps({ filter: contains('complaint')(1) }, million).steps).toBeGreaterThan(heavySteps)
    expect(steps({ search: 'не' }, million).steps).toBeGreaterThan(heavySteps)
    expect(steps({ filter: contains('complaint')(1) }, 20_000).steps).toBeLessThan(heavySteps)
  })

  test('is charged alike in tables of about one size: a refusal does not tell how many records there are', () => {
    const filter = contains('complaint')(1)
    expect(new Set([0, 1_000, 100_000, 200_000].map((rows) => steps({ filter }, rows).charge)).size).toBe(1)
    expect(steps({ filter }, 900_000).charge).toBe(steps({ filter }, 1_100_000).charge)
    expect(steps({ filter }, million).charge).toBeGreaterThan(steps({ filter }, 1_000).charge)
  })

  test('waits while the same account has two under way, and light ones go past it', async () => {
    const { catalog, heavyReads } = app.services
    const entity = catalog.entity('repair')
    const { promise, resolve } = Promise.withResolvers<void>()
    const busy = upTo(2, () => heavyReads.run('OFFICE', viewer.employeeId, () => promise))
    entity.rows = million
    const answered = vi.fn()
    const heavy = administrator.graphql(list, { filter: contains('complaint')(1) }).then(answered)
    expect(await administrator.graphql(list, {})).toMatchObject({ data: { repairs: { nodes: [] } } })
    const manager = await app.asEmployee(cast.manager)
    expect(await manager.graphql(list, { filter: contains('complaint')(1) })).toMatchObject({ data: {} })
    expect(answered).not.toHaveBeenCalled()
    resolve()
    await Promise.all([...busy, heavy])
    expect(answered).toHaveBeenCalledWith(expect.objectContaining({ data: { repairs: { nodes: [] } } }))
    entity.rows = 0
  })
})

describe('rows of an answer', () => {
  const nested = (levels: number): string =>
    levels === 0 ? 'id' : `client { repairs(first: 200) { ${nested(levels - 1)} } }`

  test('lists within lists are counted before anything is read', async () => {
    const rows = { code: 'QUERY_TOO_COMPLEX', limit: 'rows', max: maxRows }
    expect(await refusals(`{ repairs(first: 200) { nodes { ${nested(2)} } } }`, {})).toEqual([rows])
    expect(await refusals(`{ repairs(first: 200) { nodes { ${nested(1)} } } }`, {})).toEqual([rows])
    expect(await refusals(`{ repairs(first: 20) { nodes { ${nested(1)} } } }`, {})).toBeUndefined()
  })

  const persisted = join(import.meta.dirname, '../../../web/src/gql/persisted-documents.json')
  const texts = existsSync(persisted)
    ? Object.values(JSON.parse(readFileSync(persisted, 'utf8')) as Record<string, string>)
    : []

  test('our own client’s operations are far below the limit, at the largest page', () => {
    expect(texts.length).toBeGreaterThan(50)
    const schema = createSchema()
    const { catalog } = app.services
    for (const text of texts) {
      const document = parse(text)
      const [operation] = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION)
      if (operation?.operation !== 'query') continue
      const selecting: Selecting = {
        schema,
        fragments: fragmentsOf(document),
        variables: allOf(operation),
        budget: null,
      }
      const query = schema.getQueryType()
      if (!query) throw new Error('no query')
      let rows = 0
      for (const root of collectFields(selecting, query, [operation.selectionSet])) {
        const field = query.getFields()[root.name]
        const named = field && getNamedType(field.type)
        if (!isObjectType(named)) continue
        const one = catalog.byType.get(named.name)
        const many = catalog.byType.get(objectTypeOf(named, 'nodes')?.name ?? '')
        const count = (sets: SelectionSetNode[], entity: typeof one) =>
          entity ? compileSelect({ selecting, catalog, viewer }, entity, 'r', sets).rows : 0
        if (one) rows += count(selectionSets(root), one)
        else if (many) {
          const nodes = collectFields(selecting, named, selectionSets(root)).filter(({ name }) => name === 'nodes')
          const node = root.nodes[0]
          const { first } = field && node ? getArgumentValues(field, node, selecting.variables) : {}
          rows += Math.min(200, Number(first)) * count(nodes.flatMap(selectionSets), many)
        }
      }
      expect(rows, operation.name?.value).toBeLessThan(maxRows)
    }
  })
})

function fragmentsOf(document: DocumentNode): Record<string, FragmentDefinitionNode> {
  return Object.fromEntries(
    document.definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one]] : [])),
  )
}

/** Every column shown, and pages as large as they may be. */
function allOf(operation: {
  variableDefinitions?: readonly { variable: { name: { value: string } }; type: object }[] | undefined
}) {
  return Object.fromEntries(
    (operation.variableDefinitions ?? []).map(({ variable, type }) => [
      variable.name.value,
      JSON.stringify(type).includes('"Boolean"') ? true : JSON.stringify(type).includes('"Int"') ? 200 : null,
    ]),
  )
}
