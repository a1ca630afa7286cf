import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CatalogField, readCatalog } from '../../src/gate/catalog.ts'
import { createSchema } from '../../src/server/schema.ts'
import { allowedProbes, type Probe } from './corpus.ts'
import { answersTo, nameOf, type Reader, startReader } from './reader.ts'
import { report, sampleOf } from './sample.ts'
import { copyRecord } from './world.ts'

/** A list of records and the relation by which they point back: two ways to one fact. */
interface Pair {
  readonly list: CatalogField
  readonly relation: CatalogField
}

const known = readCatalog(createSchema())
const fields = [...known.entities.values()].flatMap((entity) => [...entity.fields.values()])
const pairs = fields.flatMap((list): Pair[] =>
  fields.flatMap((relation) => {
    const isBack = relation.entity === list.target && relation.target === list.entity && !relation.many
    return isBack && relation.column === list.many?.column ? [{ list, relation }] : []
  }),
)
const titleOf = ({ list, relation }: Pair) => `${nameOf(list)} and ${nameOf(relation)}`
const drawn = sampleOf(pairs, titleOf, () => '')

/** Rows of these are reached through the record alone: without the list they are nowhere. */
const onlyInRecords = new Set(['document', 'obligation', 'feedEntry'])

let reader: Reader

beforeAll(async () => {
  reader = await startReader()
}, 180_000)

afterAll(() => reader?.app.stop())

test('every list of records has the relation that makes it, but for changes of an entry, which point to nothing', () => {
  const paired = new Set(pairs.map(({ list }) => list))
  expect(fields.filter((field) => field.many && !paired.has(field)).map(nameOf)).toEqual(['feedEntry.changes'])
})

describe.each(drawn.map((pair) => [titleOf(pair), pair] as const))('%s', (_, { list, relation }) => {
  const own = (field: CatalogField) => reader.catalog.field(field.entity, field.key)
  const table = known.entity(relation.entity).table
  let child: string
  let homes: readonly string[]

  beforeAll(async () => {
    const { world, app } = reader
    child = await copyRecord(app.services.pool, known.entity(relation.entity), world.ids[relation.entity] ?? '')
    const home = (name: string) =>
      copyRecord(app.services.pool, known.entity(list.entity), world.ids[list.entity] ?? '', namedAs(list.entity, name))
    homes = [await home('Первый'), await home('Второй')]
    await app.services.pool.query(`update ${table} set ${columnsFor(0)} where id = $1`, [child])
  })

  afterAll(async () => {
    const { pool } = reader.app.services
    await pool.query(`delete from ${table} where id = $1`, [child])
    await pool.query(`delete from ${known.entity(list.entity).table} where id = any($1)`, [homes])
  })

  /** What puts the child into one of the homes; of a repair and a request it can only be of one. */
  function columnsFor(index: number): string {
    const set = `${relation.column} = '${homes[index]}'`
    if (!onlyInRecords.has(relation.entity)) return set
    return `${set}, ${relation.column === 'repair_id' ? 'request_id' : 'repair_id'} = null`
  }

  /** All that may be asked with either of the two closed, from both sides. */
  function probes(): Probe[] {
    const ofBoth = [relation, list].flatMap((field) =>
      allowedProbes(reader.catalog, reader.world, own(field), (one) => nameOf(one) !== nameOf(list)),
    )
    return [...new Map(ofBoth.map((probe) => [JSON.stringify(probe), probe])).values()]
  }

  async function differing(states: readonly (() => Promise<unknown>)[]): Promise<{ asked: Probe[]; found: Probe[] }> {
    const asked = probes()
    const given: string[][] = []
    for (const enter of states) {
      await enter()
      given.push(await answersTo(reader.viewer, asked))
    }
    return { asked, found: asked.filter((_probe, index) => given.some((one) => one[index] !== given[0]?.[index])) }
  }

  const move = (index: number) => () =>
    reader.app.services.pool.query(`update ${table} set ${columnsFor(index)} where id = $1`, [child])

  test.each([
    ['the list', list],
    ['the relation', relation],
  ])('no answer tells whose the record is, with %s closed', async (side, closed) => {
    await reader.setAccess('NONE', [nameOf(closed)])
    const { asked, found } = await differing([move(0), move(1)])
    report([
      {
        path: 'way back',
        field: nameOf(closed),
        role: 'reader',
        questions: asked.length,
        states: 2,
        findings: found.length,
      },
    ])
    expect(found.map(({ name }) => name)).toEqual([])
    if (side === 'the relation') return
    await reader.setAccess('WRITE', [])
    const { found: seen } = await differing([move(0), move(1)])
    expect(seen.length, 'answers that tell it once both may be read').toBeGreaterThan(0)
  })

  test.runIf(onlyInRecords.has(relation.entity))('no answer tells that there is another record in it', async () => {
    const { pool } = reader.app.services
    await move(0)()
    await reader.setAccess('NONE', [nameOf(list)])
    const added: string[] = []
    const add = async () =>
      added.push(await copyRecord(pool, known.entity(relation.entity), child, { created_at: '2026-11-01T09:00:00Z' }))
    const { asked, found } = await differing([async () => {}, add])
    await pool.query(`delete from ${table} where id = any($1)`, [added])
    report([
      {
        path: 'way back: rows',
        field: nameOf(list),
        role: 'reader',
        questions: asked.length,
        states: 2,
        findings: found.length,
      },
    ])
    expect(found.map(({ name }) => name)).toEqual([])
  })
})

/** A name of its own where the record has one that nothing else tells. */
function namedAs(entity: string, name: string): Record<string, unknown> {
  const { title, fields: own } = known.entity(entity)
  const column = title === null ? null : own.get(title)?.column
  return column ? { [column]: `${name} ${entity}` } : {}
}
