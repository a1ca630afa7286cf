import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CatalogField, readCatalog } from '../../src/gate/catalog.ts'
import { recipient } from '../../src/gate/recipient.ts'
import { system } from '../../src/journal/actor.ts'
import { type Change, change } from '../../src/journal/journal.ts'
import { addComment } from '../../src/modules/feed/comment.service.ts'
import { repairEffects, tellAssigned } from '../../src/modules/repairs/repair.effects.ts'
import { tellTechExpert } from '../../src/modules/repairs/repair-letters.ts'
import { askAuthor } from '../../src/modules/requests/request-letters.ts'
import { createSchema } from '../../src/server/schema.ts'
import { cast } from '../app.ts'
import { actor } from '../scene.ts'
import { addPartner, inStates, nameOf, type Reader, startReader, statesOf } from './reader.ts'
import { report, sampleOf } from './sample.ts'
import { valuesOf } from './world.ts'

const known = readCatalog(createSchema())

let reader: Reader

beforeAll(async () => {
  reader = await startReader()
  await addPartner(reader, 'SERVICE_CENTER')
  // the people of the service centre read what the reader reads
  const { pool } = reader.app.services
  await pool.query('update employees set role_id = $1 where service_center_id = $2', [
    reader.roleId,
    reader.world.ids.serviceCenter,
  ])
}, 180_000)

afterAll(() => reader?.app.stop())

const repairOf = ({ tx }: Change) => tx.repair.findUniqueOrThrow({ where: { id: reader.world.ids.repair ?? '' } })
const inChange = <T>(work: (change: Change) => Promise<T>) => change(reader.app.services, system, work)

/** A letter to people whose rights an administrator sets. */
interface Case {
  readonly template: string
  /** Entities whose fields are hidden, one after the other. */
  readonly entities: readonly string[]
  /** Fields that the letter carries to whoever reads them. */
  readonly carries: readonly string[]
  /** Fields that say whom the letter goes to. */
  readonly addressee: readonly string[]
  /** @param words what somebody writes, where the letter quotes it */
  readonly send: (words: string) => Promise<unknown>
  /** The field that the words become. */
  readonly words?: string
}

const cases: readonly Case[] = [
  {
    template: 'REQUEST_RETURNED_INSIDE',
    entities: ['serviceRequest'],
    carries: ['serviceRequest.number', 'serviceRequest.clientName', 'serviceRequest.returnComment'],
    addressee: ['serviceRequest.author', 'serviceRequest.source'],
    words: 'serviceRequest.returnComment',
    send: (words) =>
      inChange(async (change) => {
        const id = reader.world.ids.serviceRequest ?? ''
        // a colleague's own, not a client's
        await change.tx.serviceRequest.update({ where: { id }, data: { source: 'EMPLOYEE' } })
        await askAuthor(change, await change.tx.serviceRequest.findUniqueOrThrow({ where: { id } }), words)
      }),
  },
  {
    template: 'DIAGNOSIS_DUE',
    entities: ['repair'],
    carries: ['repair.number'],
    addressee: ['repair.techExpert'],
    send: () => inChange(async (change) => tellTechExpert(change, await repairOf(change))),
  },
  {
    template: 'REPAIR_ASSIGNED',
    entities: ['repair', 'client'],
    carries: ['repair.number', 'repair.city', 'repair.address', 'repair.complaint', 'repair.client', 'client.name'],
    addressee: ['repair.serviceCenter'],
    send: () => inChange(async (change) => tellAssigned({ change, after: await repairOf(change) })),
  },
  {
    template: 'DOCUMENTS_RETURNED',
    entities: ['repair', 'feedEntry'],
    carries: ['repair.number', 'feedEntry.text'],
    addressee: ['repair.serviceCenter'],
    words: 'feedEntry.text',
    send: (comment) =>
      inChange(async (change) => {
        const after = await repairOf(change)
        await repairEffects.returnDocuments.run?.({ change, before: after, after, comment })
      }),
  },
  {
    template: 'MENTION',
    entities: ['repair', 'feedEntry'],
    carries: ['repair.number', 'feedEntry.text'],
    addressee: [],
    words: 'feedEntry.text',
    send: async (text) => {
      const { services } = reader.app
      const input = { repairId: reader.world.ids.repair ?? '', text, mentionIds: [reader.employeeId] }
      await addComment(services, await actor(services, cast.administrator), input)
    },
  },
]

/** The letter as it would go out. */
async function letter({ template, send }: Case, words: string): Promise<string> {
  const { pool } = reader.app.services
  await pool.query(
    'delete from feed_entries where message_id in (select id from outbox_messages where template = $1 and id <> $2)',
    [template, reader.world.ids.outboxMessage],
  )
  await pool.query('delete from outbox_messages where template = $1 and id <> $2', [
    template,
    reader.world.ids.outboxMessage,
  ])
  await send(words)
  const { rows } = await pool.query(
    'select recipient, subject, text, html from outbox_messages where template = $1 and id <> $2',
    [template, reader.world.ids.outboxMessage],
  )
  expect(rows).toHaveLength(1)
  return JSON.stringify(rows[0])
}

const drawn = cases.flatMap((one) => {
  const fields = one.entities
    .flatMap((entity) => [...known.entity(entity).fields.values()])
    .filter((field) => !one.addressee.includes(nameOf(field)))
  const carried = fields.filter((field) => one.carries.includes(nameOf(field)))
  const others = fields.filter((field) => !one.carries.includes(nameOf(field)))
  const sample = [
    ...carried,
    ...sampleOf(
      others,
      (field) => `${one.template} ${nameOf(field)}`,
      ({ entity }) => entity,
    ),
  ]
  return sample.map((field) => [one.template, nameOf(field), one, field] as const)
})

test('nobody is written to who is not there or not active any more', async () => {
  const { services } = reader.app
  const id = await reader.app.addEmployee({ email: 'gone@naryad.demo', role: 'manager' })
  const to = (employeeId: string) => inChange((change) => recipient(change, employeeId))
  expect(await to(id)).toMatchObject({ employeeId: id })
  await services.pool.query('update employees set is_active = false where id = $1', [id])
  expect([await to(id), await to(randomUUID())]).toEqual([null, null])
})

describe('a letter goes out with the rights of whom it is to', () => {
  test.each(drawn)('%s does not change with a hidden %s', async (template, name, one, drawnField) => {
    const field: CatalogField = reader.catalog.field(drawnField.entity, drawnField.key)
    const isWords = one.words === name
    const states = isWords ? valuesOf(reader.world, field) : statesOf(reader, field)
    if (!states) return
    const write = (value: unknown) => letter(one, isWords ? String(value) : 'слова')
    const written = () => (isWords ? inOrder(states, write) : inStates(reader, field, states, write))
    await reader.setAccess('NONE', [name])
    const hidden = new Set(await written())
    report([
      {
        path: `letter ${template}`,
        field: name,
        role: 'reader',
        questions: 1,
        states: states.length,
        findings: hidden.size - 1,
      },
    ])
    expect(hidden.size).toBe(1)
    await reader.setAccess('WRITE', [])
    const shown = new Set(await written())
    expect(shown.size > 1, 'the letter carries the field to whoever reads it').toBe(one.carries.includes(name))
  })

  test('of an employee who does not see the record there is none', async () => {
    const { pool } = reader.app.services
    await pool.query(`update role_entities set read_scope = 'NONE' where role_id = $1`, [reader.roleId])
    for (const one of cases.filter(({ template }) => ['REQUEST_RETURNED_INSIDE', 'DIAGNOSIS_DUE'].includes(template))) {
      await pool.query('delete from outbox_messages where template = $1', [one.template])
      await one.send('слова')
      const { rowCount } = await pool.query('select from outbox_messages where template = $1', [one.template])
      expect([one.template, rowCount]).toEqual([one.template, 0])
    }
    await pool.query(`update role_entities set read_scope = 'ALL' where role_id = $1`, [reader.roleId])
  })

  test('to a service centre without people here it is what every role of service centres reads', async () => {
    const { pool } = reader.app.services
    await pool.query('update employees set is_active = false where service_center_id = $1', [
      reader.world.ids.serviceCenter,
    ])
    const assigned = cases.find(({ template }) => template === 'REPAIR_ASSIGNED')
    if (!assigned) throw new Error('no such letter')
    expect(await letter(assigned, '')).toContain('не греет')
    const field = reader.catalog.field('repair', 'complaint').id
    await pool.query(
      `update role_fields set access = 'NONE' where field_id = $1 and role_id = (select id from roles where key = 'serviceCenter')`,
      [field],
    )
    expect(await letter(assigned, '')).not.toContain('не греет')
  })
})

async function inOrder<T>(values: readonly unknown[], work: (value: unknown) => Promise<T>): Promise<T[]> {
  const given: T[] = []
  for (const value of values) given.push(await work(value))
  return given
}
