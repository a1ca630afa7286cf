import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readCatalog } from '../../src/gate/catalog.ts'
import { createSchema } from '../../src/server/schema.ts'
import { fullSelection } from './corpus.ts'
import { announce, inStates, nameOf, type Reader, startReader, statesOf } from './reader.ts'
import { report, sampleOf } from './sample.ts'

const known = readCatalog(createSchema())
const watched = ['repair', 'serviceRequest']

let reader: Reader

beforeAll(async () => {
  reader = await startReader()
}, 180_000)

afterAll(() => reader?.app.stop())

type Frames = Record<string, { id: string; isGone: boolean; changed: string[] }>

const fields = watched.flatMap((entity) => [...known.entity(entity).fields.values()])
const sample = sampleOf(
  fields,
  (field) => `frames ${nameOf(field)}`,
  ({ entity }) => entity,
)

describe.each(sample.map((field) => [nameOf(field), field] as const))('to whoever may not read %s', (name, drawn) => {
  const { entity } = drawn
  const root = `${entity}Changed`

  /** What comes when the field changes, and right after it one that everybody reads. */
  async function frames(states: readonly unknown[], marker: string): Promise<{ given: string[]; changed: string[][] }> {
    const { catalog, viewer, world } = reader
    const field = catalog.field(entity, drawn.key)
    const id = world.ids[entity] ?? ''
    const selection = fullSelection(catalog, catalog.entity(entity), 1)
    const query = `subscription ($id: ID) { ${root}(id: $id) { id isGone changed ${entity} { ${selection} } } }`
    const stream = await viewer.subscribe<Frames>(query, { id })
    const changed: string[][] = []
    const given = await inStates(reader, field, states, async () => {
      await announce(reader, entity, id, [field])
      await announce(reader, entity, id, [catalog.field(entity, marker)])
      const frame = await stream.next()
      changed.push(frame[root]?.changed ?? [])
      return JSON.stringify(frame)
    })
    expect(stream.received.length).toBe(given.length)
    await stream.stop()
    return { given, changed }
  }

  test('a change of it sends no frame, and no other frame changes with it', async () => {
    const field = reader.catalog.field(entity, drawn.key)
    const states = statesOf(reader, field)
    if (!states) return
    // whoever loses the field that says whose the record is, is told of it by what he still reads
    const marker = drawn.key === 'city' ? 'region' : 'city'
    await reader.setAccess('NONE', [name])
    const { given, changed } = await frames(states, marker)
    report([
      {
        path: 'frame',
        field: name,
        role: 'reader',
        questions: 1,
        states: given.length,
        findings: new Set(given).size - 1,
      },
    ])
    expect(new Set(given).size).toBe(1)
    expect(changed).toEqual(given.map(() => [marker]))
  })

  test('it is in the frame as soon as he may', async () => {
    const field = reader.catalog.field(entity, drawn.key)
    const states = statesOf(reader, field)?.slice(0, 2)
    if (!states) return
    await reader.setAccess('WRITE', [])
    const { catalog, viewer, world } = reader
    const id = world.ids[entity] ?? ''
    const selection = fullSelection(catalog, catalog.entity(entity), 1)
    const stream = await viewer.subscribe<Frames>(
      `subscription ($id: ID) { ${root}(id: $id) { id isGone changed ${entity} { ${selection} } } }`,
      { id },
    )
    const given = await inStates(reader, field, states, async () => {
      await announce(reader, entity, id, [field])
      const frame = await stream.next()
      expect(frame[root]?.changed).toEqual([drawn.key])
      return JSON.stringify(frame)
    })
    expect(new Set(given).size).toBe(2)
    await stream.stop()
  })
})
