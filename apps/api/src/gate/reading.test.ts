import { randomUUID } from 'node:crypto'
import { Kind, parse } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { having, type Reader, startReader, viewerOf } from '../../test/leaks/reader.ts'
import { copyRecord } from '../../test/leaks/world.ts'
import { createSchema } from '../server/schema.ts'
import { countRecords, readByIds, readTotals, visibleIds } from './execute.ts'
import { authorize, type Filter } from './plan.ts'
import type { Viewer } from './viewer.ts'

/** What is read of the records that a plan finds: their fields, their relations, their order, their pages and sums. */

let reader: Reader
let everybody: Viewer
/** Repairs like the world's, but for their city. */
const repairs: Record<string, string> = {}

beforeAll(async () => {
  reader = await startReader()
  everybody = await viewerOf(reader, 'reader@naryad.demo')
  const { pool } = reader.app.services
  await pool.query(`update clients set city = 'Уфа', name = 'Аптека' where id = $1`, [other('client')])
  const copy = (changes: Record<string, unknown>) =>
    copyRecord(pool, reader.catalog.entity('repair'), own('repair'), changes)
  repairs.ufa = await copy({ city: 'Уфа', labor_cost: 250, created_at: '2026-10-03T09:00:00Z' })
  repairs.nowhere = await copy({ city: null, labor_cost: null, created_at: '2026-10-02T09:00:00Z' })
  repairs.neither = await copy({ city: null, labor_cost: null, created_at: '2026-10-04T09:00:00Z' })
}, 180_000)

afterAll(() => reader?.app.stop())

const own = (entity: string) => reader.world.ids[entity] ?? ''
const other = (entity: string) => reader.world.others[entity] ?? ''
const ask = <T>(query: string, variables: Record<string, unknown> = {}) => reader.viewer.ask<T>(query, variables)

/** What the reader is answered while he may not read the fields. */
async function blind<T>(names: readonly string[], query: string, variables: Record<string, unknown> = {}): Promise<T> {
  await reader.setAccess('NONE', names)
  try {
    return await ask<T>(query, variables)
  } finally {
    await reader.setAccess('WRITE', [])
  }
}

describe('of a record', () => {
  const query = `query ($id: ID!) { repair(id: $id) { __typename id city client { __typename id city } } }`

  test('is read what is selected, of the record that it points to too', async () => {
    for (const [which, city] of [
      [own, 'Казань'],
      [other, 'Уфа'],
    ] as const) {
      expect(await ask(query, { id: which('repair') })).toEqual({
        repair: {
          __typename: 'Repair',
          id: which('repair'),
          city: 'Казань',
          client: { __typename: 'Client', id: which('client'), city },
        },
      })
    }
  })

  test('is null what the viewer may not read, and a whole record behind a relation', async () => {
    const city = await blind(['repair.city'], query, { id: own('repair') })
    expect(city).toMatchObject({ repair: { city: null, client: { city: 'Казань' } } })
    const client = await blind(['repair.client'], query, { id: own('repair') })
    expect(client).toMatchObject({ repair: { city: 'Казань', client: null } })
  })

  test('the same document says with other variables what they ask for', async () => {
    const shaped = `query ($id: ID!, $all: Boolean!, $n: Int) {
      client(id: $id) { repairs(first: $n) { id } ... @include(if: $all) { city } }
    }`
    interface Answer {
      client: { repairs: { id: string }[]; city?: string }
    }
    const [short, long] = [
      await ask<Answer>(shaped, { id: own('client'), all: false, n: 1 }),
      await ask<Answer>(shaped, { id: own('client'), all: true, n: 3 }),
    ]
    expect([short.client.repairs.length, 'city' in short.client]).toEqual([1, false])
    expect([long.client.repairs.length, long.client.city]).toEqual([3, 'Казань'])
  })
})

describe('a list of a record', () => {
  interface Client {
    client: { repairs: { id: string }[] }
  }
  const query = (first = '') => `query ($id: ID!) { client(id: $id) { repairs${first} { id } } }`
  const newestFirst = () => [repairs.neither, repairs.ufa, repairs.nowhere, own('repair')]

  test('holds what points to it and nothing else, the newest first', async () => {
    const { client } = await ask<Client>(query(), { id: own('client') })
    expect(client.repairs.map(({ id }) => id)).toEqual(newestFirst())
    const others = await ask<Client>(query(), { id: other('client') })
    expect(others.client.repairs).toEqual([{ id: other('repair') }])
  })

  test('is in the order of ids for whoever may not read how new they are', async () => {
    const { client } = await blind<Client>(['repair.createdAt'], query(), { id: own('client') })
    expect(client.repairs.map(({ id }) => id)).toEqual(newestFirst().toSorted().toReversed())
  })

  test('leaves out what has been removed', async () => {
    const documents = () =>
      ask<{ repair: { documents: unknown[] } }>('query ($id: ID!) { repair(id: $id) { documents { id } } }', {
        id: own('repair'),
      })
    expect((await documents()).repair.documents).toHaveLength(1)
    const { pool } = reader.app.services
    await pool.query('update documents set removed_at = now() where id = $1', [own('document')])
    expect((await documents()).repair.documents).toEqual([])
    await pool.query('update documents set removed_at = null where id = $1', [own('document')])
  })

  test('is as long as is asked, as the schema says where it is not, and never longer than 200', async () => {
    const { pool } = reader.app.services
    await pool.query(
      `insert into repairs select (jsonb_populate_record(null::repairs, to_jsonb(r) ||
         jsonb_build_object('id', gen_random_uuid(), 'number', 'М-' || n, 'request_id', null))).*
       from repairs r, generate_series(1, 201) n where r.id = $1`,
      [other('repair')],
    )
    const length = async (first: string) =>
      (await ask<Client>(query(first), { id: other('client') })).client.repairs.length
    expect([await length('(first: 3)'), await length(''), await length('(first: 1000)')]).toEqual([3, 10, 200])
    expect([await length('(first: 0)'), await length('(first: -1)')]).toEqual([0, 0])
    await pool.query(`delete from repairs where number like 'М-%'`)
  })
})

describe('a change in the feed', () => {
  interface Feed {
    repair: { feed: { kind: string; changes: { field: string; oldValue: string | null; newValue: string | null }[] }[] }
  }
  const changes = async (...hidden: string[]) => {
    const query = `query ($id: ID!) { repair(id: $id) { feed { kind changes { field oldValue newValue } } } }`
    const { repair } = await blind<Feed>(hidden, query, { id: own('repair') })
    return repair.feed.find(({ kind }) => kind === 'CHANGE')?.changes ?? []
  }

  beforeAll(async () => {
    const { pool } = reader.app.services
    const { rows } = await pool.query<{ id: string }>(
      `insert into feed_entries (id, repair_id, kind, actor, created_at, is_locked)
       values (gen_random_uuid(), $1, 'CHANGE', 'SYSTEM', now(), false) returning id`,
      [own('repair')],
    )
    const change = (key: string, former: unknown, present: unknown) =>
      pool.query('insert into feed_changes (entry_id, field_id, old_value, new_value) values ($1, $2, $3, $4)', [
        rows[0]?.id,
        reader.catalog.field('repair', key).id,
        JSON.stringify(former),
        JSON.stringify(present),
      ])
    await change('city', 'Уфа', 'Казань')
    await change('client', other('client'), own('client'))
  })

  test('says the values, and of records their titles', async () => {
    expect(await changes()).toEqual(
      expect.arrayContaining([
        { field: 'city', oldValue: 'Уфа', newValue: 'Казань' },
        { field: 'client', oldValue: 'Аптека', newValue: 'Клиент 0' },
      ]),
    )
  })

  test('says nothing of a field that may not be read, nor the title of what may not', async () => {
    expect(await changes('repair.city')).toEqual([{ field: 'client', oldValue: 'Аптека', newValue: 'Клиент 0' }])
    expect(await changes('client.name')).toEqual(
      expect.arrayContaining([{ field: 'client', oldValue: null, newValue: null }]),
    )
  })
})

describe('pages', () => {
  interface Page {
    repairs: { endCursor: string | null; nodes: { id: string; city: string | null }[] }
  }

  /** All of a list, one by one. */
  async function pages(sort: object[] | null, filter: Filter | null = null): Promise<Page['repairs']['nodes']> {
    const seen: Page['repairs']['nodes'] = []
    let after: string | null = null
    do {
      const { repairs: page }: Page = await ask<Page>(
        `query ($s: [SortInput!], $f: FilterInput, $a: String) {
          repairs(sort: $s, filter: $f, after: $a, first: 1) { endCursor nodes { id city } }
        }`,
        { s: sort, f: filter, a: after },
      )
      seen.push(...page.nodes)
      after = page.endCursor
    } while (after !== null && seen.length < 10)
    return seen
  }

  const named = ['Казань', 'Казань', 'Уфа']
  test.each([
    ['no filter', null, [...named, null, null]],
    ['a filter of its own', { field: 'city', operator: 'IS_NOT_EMPTY' }, named],
    [
      'one that lets empty ones through',
      { field: 'city', operator: 'NOT_EQUALS', values: ['Казань'] },
      ['Уфа', null, null],
    ],
    ['another such', { field: 'city', operator: 'NOT_IN', values: ['Казань'] }, ['Уфа', null, null]],
    ['empty ones alone', { field: 'city', operator: 'IS_EMPTY' }, [null, null]],
    [
      'one by the same field of a client',
      { field: 'client.city', operator: 'EQUALS', values: ['Казань'] },
      ['Казань', 'Уфа', null, null],
    ],
    [
      'either of two',
      {
        any: [
          { field: 'city', operator: 'IS_NOT_EMPTY' },
          { field: 'city', operator: 'IS_EMPTY' },
        ],
      },
      [...named, null, null],
    ],
    [
      'several joined',
      {
        all: [
          { field: 'city', operator: 'IS_NOT_EMPTY' },
          { field: 'client', operator: 'IS_NOT_EMPTY' },
        ],
      },
      named,
    ],
  ] satisfies [string, Filter | null, (string | null)[]][])(
    'with %s keep their order, empty values last either way',
    async (_, filter, expected) => {
      const cities = async (isDescending: boolean) =>
        (await pages([{ field: 'city', isDescending }], filter)).map(({ city }) => city)
      expect(await cities(false)).toEqual(expected)
      const [full, empty] = [expected.filter((city) => city !== null), expected.filter((city) => city === null)]
      expect(await cities(true)).toEqual([...full.toReversed(), ...empty])
    },
  )

  test('sorted one way by one field and the other way by another give every row once', async () => {
    const rows = await pages([{ field: 'city' }, { field: 'createdAt', isDescending: true }])
    expect(rows.map(({ id }) => id).slice(2)).toEqual([repairs.ufa, repairs.neither, repairs.nowhere])
    expect(new Set(rows.map(({ id }) => id)).size).toBe(5)
  })

  test('not sorted by anything begin with the newest, for whoever may read how new they are', async () => {
    const newest = (await pages(null)).map(({ id }) => id)
    expect(newest.slice(0, 3)).toEqual([repairs.neither, repairs.ufa, repairs.nowhere])
    const { repairs: page } = await blind<Page>(['repair.createdAt'], '{ repairs { nodes { id } } }')
    expect(page.nodes.map(({ id }) => id)).toEqual(newest.toSorted().toReversed())
  })

  test('sorted by a relation go by the title that the viewer reads', async () => {
    const query = '{ repairs(sort: [{ field: "client" }]) { nodes { id } } }'
    const { repairs: untitled } = await blind<Page>(['client.name'], query)
    const ids = untitled.nodes.map(({ id }) => id)
    expect(ids).toEqual(ids.toSorted())
    // its title puts the client where its repair's id does not
    const isFirst = ids[0] === other('repair')
    const { pool } = reader.app.services
    await pool.query('update clients set name = $1 where id = $2', [isFirst ? 'Яблоко' : 'Аптека', other('client')])
    const place = async () => (await pages([{ field: 'client' }])).findIndex(({ id }) => id === other('repair'))
    expect(await place()).toBe(isFirst ? 4 : 0)
    const { repairs: again } = await blind<Page>(['client.name'], query)
    expect(again.nodes.map(({ id }) => id)).toEqual(ids)
  })

  test('have 200 rows at most and one at least, and may be asked for their cursor alone', async () => {
    const { pool } = reader.app.services
    const name = 'Много'
    await pool.query(
      'insert into manufacturers (id, name) select gen_random_uuid(), $1 || n from generate_series(1, 201) n',
      [name],
    )
    const length = async (first: number) =>
      (await ask<{ manufacturers: { nodes: unknown[] } }>(`{ manufacturers(first: ${first}) { nodes { id } } }`))
        .manufacturers.nodes.length
    expect([await length(1000), await length(5), await length(0), await length(-5)]).toEqual([200, 5, 1, 1])
    const alone = await ask<{ manufacturers: object }>('{ manufacturers(first: 1) { endCursor } }')
    expect(alone).toEqual({ manufacturers: { endCursor: expect.any(String) } })
    await pool.query('delete from manufacturers where name like $1', [`${name}%`])
  })
})

describe('totals', () => {
  const totals = (entity: string, isExact: boolean, sums: string[] = []) =>
    readTotals(reader.app.services, authorize(reader.catalog, everybody, { entity, sums }), { isExact })

  test('count and sum what the plan finds, and stop counting at 10 000 unless they are to be exact', async () => {
    expect(await totals('repair', false, ['laborCost', 'travelKm'])).toEqual({
      count: 5,
      isCapped: false,
      sums: [
        { field: 'laborCost', sum: 450 },
        { field: 'travelKm', sum: 60 },
      ],
    })
    const { pool } = reader.app.services
    const { rowCount } = await pool.query('select from manufacturers')
    await pool.query(
      `insert into manufacturers (id, name) select gen_random_uuid(), 'Счёт' || n from generate_series(1, $1) n`,
      [10_000 - (rowCount ?? 0)],
    )
    expect(await totals('manufacturer', false)).toEqual({ count: 10_000, isCapped: false, sums: [] })
    await pool.query(`insert into manufacturers (id, name) values (gen_random_uuid(), 'Счёт')`)
    expect(await totals('manufacturer', false)).toEqual({ count: 10_000, isCapped: true, sums: [] })
    expect(await totals('manufacturer', true)).toEqual({ count: 10_001, isCapped: false, sums: [] })
    await pool.query(`delete from manufacturers where name like 'Счёт%'`)
  })

  test('of nobody are none', async () => {
    const { services } = reader.app
    expect(await countRecords({ ...services, viewer: null }, 'repair', null)).toBe(0)
    expect(await countRecords({ ...services, viewer: everybody }, 'repair', null)).toBe(5)
  })
})

describe('records by id', () => {
  const [definition] = parse('{ id }').definitions
  const sets = definition?.kind === Kind.OPERATION_DEFINITION ? [definition.selectionSet] : []
  const selecting = { schema: createSchema(), fragments: {}, variables: {}, budget: null }
  const read = async (ids: string[] | null, viewer = everybody) => {
    const plan = authorize(reader.catalog, viewer, { entity: 'repair', ids })
    const records = await readByIds(reader.app.services, plan, { selecting, sets })
    return records.map((text) => (JSON.parse(text) as { id: string }).id)
  }

  test('come in the order of the ids, without those that are not there, and none without ids', async () => {
    const [a = '', b = ''] = [own('repair'), other('repair')]
    expect([await read([a, b]), await read([b, randomUUID(), a])]).toEqual([
      [a, b],
      [b, a],
    ])
    expect([await read([]), await read(null)]).toEqual([[], []])
  })

  test('are seen when they are among those asked for and in the viewer’s rows', async () => {
    const seen = (ids: string[], viewer = everybody) => visibleIds(reader.app.services, viewer, 'repair', ids)
    expect(await seen([own('repair')])).toEqual([own('repair')])
    expect(await seen([own('repair'), 'x', '', randomUUID()])).toEqual([own('repair')])
    expect(await seen([])).toEqual([])
    expect(await seen([own('repair')], having(everybody, { readScopes: new Map() }))).toEqual([])
  })
})
