import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CatalogEntity } from '../../src/gate/catalog.ts'
import { type Caller, cast } from '../app.ts'
import { fullSelection, lists, type Probe } from './corpus.ts'
import { addScoped, answersTo, type Reader, startReader } from './reader.ts'
import { canary, copyRecord, otherCanary, valuesOf } from './world.ts'

let reader: Reader

beforeAll(async () => {
  reader = await startReader()
}, 180_000)

afterAll(() => reader?.app.stop())

const ids = (entity: string) => reader.world.ids[entity] ?? ''
const others = (entity: string) => reader.world.others[entity] ?? ''

/** Seen by everybody, or by nobody but through what is asked for below. */
const unscoped = new Set(['manufacturer', 'storedFile', 'feedChange', 'notification'])

/** Words that stand in the partner's own records, in others', or in both. */
const words = [canary, otherCanary, 'Казань', 'Ромашка', '00000', 'Анна', 'ПКА', '5553333']

function hiddenEntities(): CatalogEntity[] {
  return [...reader.catalog.entities.values()].filter(({ key }) => !unscoped.has(key) && others(key))
}

const chunk = 15

/** One document for several lists of ids, so that the whole corpus stays some hundred questions. */
function batches(name: string, roots: readonly string[]): Probe[] {
  const probes: Probe[] = []
  for (let start = 0; start < roots.length; start += chunk) {
    const part = roots.slice(start, start + chunk).map((root, index) => `a${index}: ${root}`)
    probes.push({ kind: 'list', name: `${name} ${roots[start]}`, query: `{ ${part.join(' ')} }` })
  }
  return probes
}

/** Everything a partner can ask whose answer could tell of a record that is not his. */
function corpus(): Probe[] {
  const { catalog } = reader
  const probes: Probe[] = []
  for (const [key, list] of Object.entries(lists)) {
    const entity = catalog.entity(key)
    const fields = [...entity.fields.values()]
    const sums = fields.flatMap(({ key, type, many }) =>
      (type === 'MONEY' || type === 'NUMBER') && !many ? [`"${key}"`] : [],
    )
    probes.push({
      kind: 'list',
      name: `${list}: all of it`,
      query: `{ ${list}(first: 20) { endCursor nodes { ${fullSelection(catalog, entity, 1)} } }
        totals(entity: "${key}", sums: [${sums}], isExact: true) { count isCapped sums { field sum } } }`,
    })
    const page = '{ endCursor nodes { id } }'
    const sorts = fields.filter(({ isSortable }) => isSortable).map((field) => field.key)
    probes.push(
      ...batches(
        `${list}: sort`,
        sorts.flatMap((field) => [
          `${list}(first: 1, sort: [{ field: "${field}" }]) ${page}`,
          `${list}(first: 20, sort: [{ field: "${field}", isDescending: true }]) ${page}`,
        ]),
      ),
      ...batches(
        `${list}: search`,
        words.flatMap((word) => [
          `${list}(first: 20, search: "${word}") ${page}`,
          `totals(entity: "${key}", search: "${word}") { count isCapped }`,
        ]),
      ),
      ...batches(
        `${list}: relation`,
        fields
          .filter(({ target, isFilterable }) => target !== null && isFilterable)
          .flatMap((field) => [
            `${list}(first: 20, filter: { field: "${field.key}", operator: IS_EMPTY }) ${page}`,
            `${list}(first: 20, filter: { field: "${field.key}", operator: IS_NOT_EMPTY }) ${page}`,
          ]),
      ),
    )
  }
  const moves = '{ name unmet { code key } }'
  probes.push(
    ...batches('cards', [
      ...['repair', 'serviceRequest', 'client', 'equipment', 'outboxMessage'].map(
        (key) => `${key}(id: "${ids(key)}") { ${fullSelection(catalog, catalog.entity(key), 1)} }`,
      ),
      'repair(number: "Р-2026-00000 0") { id }',
      'serviceRequest(number: "З-2026-00000 0") { id }',
    ]),
    ...batches('computed', [
      'counters { key count }',
      `repairTransitions(id: "${ids('repair')}") ${moves}`,
      `serviceRequestTransitions(id: "${ids('serviceRequest')}") ${moves}`,
      `possibleDuplicates(serviceRequestId: "${ids('serviceRequest')}") { id }`,
      'recogniseClient(phone: "+78435550000") { id }',
      'recogniseClient(phone: "+78435551111") { id }',
      'recogniseClient(email: "a1@x.ru") { id }',
    ]),
  )
  return probes
}

async function answers(caller: Caller, probes: readonly Probe[]): Promise<string[]> {
  const given = await answersTo(caller, probes)
  for (const [index, answer] of given.entries()) expect(JSON.parse(answer).errors, probes[index]?.name).toBeUndefined()
  return given
}

function copy(entity: CatalogEntity, from: string, changes: Record<string, unknown> = {}): Promise<string> {
  return copyRecord(reader.app.services.pool, entity, from, changes)
}

const scopes = [
  ['SERVICE_CENTER', 'ORGANISATION'],
  ['DEALER', 'ORGANISATION'],
  ['OFFICE', 'OWN'],
  ['OFFICE', 'NONE'],
] as const

describe.each(scopes)('to somebody of %s whose rows are %s,', (affiliation, scope) => {
  let partner: Caller
  let probes: Probe[]
  let before: string[]
  const copies: [CatalogEntity, string][] = []

  beforeAll(async () => {
    partner = await addScoped(reader, affiliation, scope)
    probes = corpus()
    before = await answers(partner, probes)
  }, 60_000)

  const expectNoDifference = async () => {
    const after = await answers(partner, probes)
    expect(probes.filter((_, index) => before[index] !== after[index]).map(({ name }) => name)).toEqual([])
  }

  test('records of others that appear change no answer', async () => {
    for (const entity of hiddenEntities()) copies.push([entity, await copy(entity, others(entity.key))])
    // a person of the partner's own client whom no record of his names
    if (affiliation !== 'OFFICE') {
      const entity = reader.catalog.entity('contact')
      copies.push([entity, await copy(entity, others('contact'), { client_id: ids('client') })])
    }
    // others' work on the partner's own client and unit
    const shared = {
      client_id: ids('client'),
      contact_id: ids('contact'),
      equipment_id: ids('equipment'),
      manufacturer_id: ids('manufacturer'),
    }
    for (const key of ['repair', 'serviceRequest']) {
      const entity = reader.catalog.entity(key)
      copies.push([
        entity,
        await copy(entity, others(key), { ...shared, status: key === 'repair' ? 'DIAGNOSIS' : 'NEW' }),
      ])
    }
    await expectNoDifference()
  })

  test('records of others that change change no answer', async () => {
    for (const entity of hiddenEntities()) {
      for (const field of entity.fields.values()) {
        const values = valuesOf(reader.world, field)
        if (!values) continue
        const sql = `update ${entity.table} set ${field.column} = $1 where id = $2`
        await reader.app.services.pool.query(sql, [values[1], others(entity.key)])
      }
    }
    await expectNoDifference()
  })

  test('records of others that disappear change no answer', async () => {
    for (const [{ table }, id] of copies.splice(0)) {
      await reader.app.services.pool.query(`delete from ${table} where id = $1`, [id])
    }
    await expectNoDifference()
  })

  test('a record of others asked for by its id, its number or its file is not there', async () => {
    const { rows } = await reader.app.services.pool.query<{ number: string }>(
      'select number from repairs where id = $1',
      [others('repair')],
    )
    const told = async (id: string, number: string) => {
      const cards = ['repair', 'serviceRequest', 'client', 'equipment', 'outboxMessage']
      const roots = cards.map((key) => `${key}(id: "${id === '' ? others(key) : id}") { id }`)
      const { status, data, errors } = await partner.graphql(
        `{ ${roots.join(' ')} r: repair(number: "${number}") { id } }`,
      )
      const files = await Promise.all(
        ['', '/thumbnail', '?download=1'].map(async (rest) => {
          const file = await partner.fetch(`/files/${id || others('document')}${rest}`)
          const headers = [...file.headers].filter(([name]) => name !== 'date')
          return [file.status, headers, await file.text()]
        }),
      )
      return { status, data, errors, files }
    }
    expect(await told('', rows[0]?.number ?? '')).toEqual(await told(randomUUID(), 'Р-2026-999999'))
  })

  if (scope === 'NONE') {
    test('nothing is there at all', async () => {
      const roots = Object.values(lists).map((list) => `${list}(first: 20) { nodes { id } }`)
      const answer = await partner.ask<Record<string, { nodes: unknown[] }>>(`{ ${roots.join(' ')} }`)
      const full = Object.entries(answer).filter(([, page]) => page.nodes.length > 0)
      expect(full.map(([list]) => list)).toEqual([])
    })
    return
  }

  test('a change of others’ records sends no frame', async () => {
    const admin = await reader.app.asEmployee(cast.administrator)
    const roots = [
      ['repair', 'updateRepair', 'RepairPatch'],
      ['serviceRequest', 'updateServiceRequest', 'ServiceRequestPatch'],
    ] as const
    for (const [entity, mutation, input] of roots) {
      const root = `${entity}Changed`
      const query = `subscription ($id: ID) { ${root}(id: $id) { id isGone changed ${entity} { id complaint feed { id } } } }`
      const all = await partner.subscribe<Record<string, { id: string }>>(query, {})
      const one = await partner.subscribe<Record<string, { id: string }>>(query, { id: others(entity) })
      const write = (id: string, complaint: string) =>
        admin.ask(
          `mutation ($id: ID!, $patch: ${input}!) { ${mutation}(id: $id, patch: $patch) { ${entity} { id } } }`,
          {
            id,
            patch: { complaint },
          },
        )
      for (const complaint of ['не греет совсем', 'шумит'])
        await write(others(entity), `${complaint} ${affiliation} ${scope}`)
      await write(ids(entity), `течёт ${affiliation} ${scope}`)
      expect((await all.next())[root]).toMatchObject({ id: ids(entity), isGone: false })
      expect([all.received.length, one.received]).toEqual([1, []])
      await all.stop()
      await one.stop()
    }
  })

  test('a record of his own that appears does change the answers: the questions are not blind', async () => {
    before = await answers(partner, probes)
    const entity = reader.catalog.entity('repair')
    const id = await copy(entity, ids('repair'))
    const after = await answers(partner, probes)
    await reader.app.services.pool.query('delete from repairs where id = $1', [id])
    const differing = probes.filter((_, index) => before[index] !== after[index]).map(({ name }) => name)
    expect(differing).toEqual(
      expect.arrayContaining(['repairs: all of it', 'clients: all of it', 'equipmentList: all of it']),
    )
    expect(differing.filter((name) => name.startsWith('repairs: ')).length).toBeGreaterThan(5)
    expect(differing.some((name) => name.startsWith('computed'))).toBe(true)
  })
})
