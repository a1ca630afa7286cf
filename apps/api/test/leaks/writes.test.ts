import { randomUUID } from 'node:crypto'
import { getNamedType, isNonNullType } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, type Caller, cast } from '../app.ts'
import { addFile, answerAll } from '../scene.ts'
import { carriersOf, fieldsOf, known, schema } from './carriers.ts'
import { fullSelection } from './corpus.ts'
import { addPartner, type Reader, startReader } from './reader.ts'
import { canary } from './world.ts'

let reader: Reader
let partner: Caller

beforeAll(async () => {
  reader = await startReader()
  partner = await addPartner(reader, 'SERVICE_CENTER')
}, 180_000)

afterAll(() => reader?.app.stop())

const { carriers, valueFor, ids, others } = carriersOf(() => reader)

/** Everything that a write could leave, as one text. */
async function stored(): Promise<string> {
  const { pool } = reader.app.services
  const tables = await pool.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public'
     and tablename not in ('sessions', 'permission_version', 'role_fields', '_prisma_migrations')`,
  )
  const sums = tables.rows.map(
    ({ name }) => `select '${name}' as name, md5(string_agg(t::text, '|' order by t::text)) as sum from "${name}" t`,
  )
  const { rows } = await pool.query(`${sums.join(' union all ')} order by name`)
  return JSON.stringify(rows)
}

test('every input that writes an entity is driven below', () => {
  expect(new Set(carriers.map(({ inputType }) => inputType))).toEqual(new Set(known.inputs.keys()))
})

describe.each(carriers.map((carrier) => [carrier.name, carrier] as const))('%s', (_, carrier) => {
  const { operation, base, variables } = carrier

  test.each(fieldsOf(carrier.inputType).map((one) => [one.name, one] as const))(
    'with %s, which the viewer may not write, is refused as a whole and writes nothing',
    async (name, { key, entity, field }) => {
      const { viewer, setAccess } = reader
      const before = await stored()
      const values = [valueFor(field, entity, key), ...(isNonNullType(field.type) ? [] : [null])]
      for (const access of ['READ', 'NONE'] as const) {
        await setAccess(access, [`${entity}.${key}`])
        for (const value of values) {
          const input = { ...base?.(name, value), [name]: value }
          const { errors, data } = await viewer.graphql(operation, { ...variables?.(), input })
          expect([access, value, errors?.map(({ extensions }) => extensions)]).toEqual([
            access,
            value,
            [{ code: 'FORBIDDEN_FIELD' }],
          ])
          expect(data?.[Object.keys(data)[0] ?? ''] ?? null).toBeNull()
        }
      }
      expect(await stored()).toBe(before)
    },
  )
})

/** A write that succeeds, and the keys that it cannot do without; everything else is hidden while it is made. */
interface Act {
  readonly mutation: string
  /** Fields of the payload that hold records, with their entities. */
  readonly records: Readonly<Record<string, string>>
  readonly needs: readonly string[]
  readonly variables: () => Promise<Record<string, unknown>> | Record<string, unknown>
}

const documentRecords = { documents: 'document', repair: 'repair', serviceRequest: 'serviceRequest' }
const requestRecords = { serviceRequest: 'serviceRequest', repair: 'repair' }

const acts: readonly Act[] = [
  {
    mutation: 'updateRepair(id: $id, patch: { complaint: "шумит" })',
    records: { repair: 'repair' },
    needs: ['repair.complaint'],
    variables: () => ({ id: ids().repair }),
  },
  {
    mutation: 'updateServiceRequest(id: $id, patch: { complaint: "шумит" })',
    records: requestRecords,
    needs: ['serviceRequest.complaint'],
    variables: () => ({ id: ids().serviceRequest }),
  },
  {
    mutation: 'updateClient(id: $id, patch: { city: "Уфа" })',
    records: { client: 'client' },
    needs: ['client.city'],
    variables: () => ({ id: ids().client }),
  },
  {
    mutation: 'createServiceRequest(input: { clientName: "Ива", complaint: "течёт", submissionKey: $id })',
    records: requestRecords,
    needs: ['serviceRequest.clientName', 'serviceRequest.complaint'],
    variables: () => ({ id: randomUUID() }),
  },
  {
    mutation: 'attachDocuments(input: { repairId: $id, type: OTHER, fileIds: [$file] })',
    records: documentRecords,
    needs: ['document.repair', 'repair.documents', 'document.type', 'document.file'],
    variables: async () => ({ id: ids().repair, file: await addFile(reader.app.services, reader.employeeId) }),
  },
  {
    mutation: 'removeDocument(id: $id)',
    // what it names first has just been withdrawn
    records: { repair: 'repair', serviceRequest: 'serviceRequest', documents: 'document' },
    needs: [],
    variables: () => ({ id: ids().document }),
  },
  {
    mutation: 'restoreDocument(id: $id)',
    records: documentRecords,
    needs: ['document.repair', 'repair.documents'],
    variables: () => ({ id: ids().document }),
  },
  {
    mutation: 'addComment(input: { repairId: $id, text: "слова" })',
    records: { feedEntry: 'feedEntry' },
    needs: ['feedEntry.repair', 'repair.feed', 'feedEntry.text'],
    variables: () => ({ id: ids().repair }),
  },
  {
    mutation: 'setFeedEntryLock(id: $id, isLocked: true)',
    records: { feedEntry: 'feedEntry' },
    needs: ['feedEntry.isLocked', 'feedEntry.text', 'feedEntry.repair', 'repair.feed'],
    variables: () => ({ id: ids().feedEntry }),
  },
  {
    mutation: 'transitionRepair(id: $id, transition: "cancel", input: { comment: "ошибка" })',
    records: { repair: 'repair' },
    needs: ['repair.status'],
    variables: () => ({ id: ids().repair }),
  },
  {
    mutation: 'transitionServiceRequest(id: $id, transition: "reject", input: { comment: "ошибка" })',
    records: requestRecords,
    needs: ['serviceRequest.status'],
    variables: () => ({ id: ids().serviceRequest }),
  },
]

describe('a write’s answer', () => {
  test('is asked of every mutation that returns a record', () => {
    const returning = Object.values(schema.getMutationType()?.getFields() ?? {}).filter((field) => {
      const payload = getNamedType(field.type)
      const inner = 'getFields' in payload ? Object.values(payload.getFields()) : []
      return inner.some((one) => known.byType.has(getNamedType(one.type).name))
    })
    expect(acts.map(({ mutation }) => mutation.split('(')[0]).sort()).toEqual(returning.map(({ name }) => name).sort())
  })

  test.each(acts.map((act) => [act.mutation.split('(')[0], act] as const))(
    'of %s shows null for every field that is hidden',
    async (name = '', { mutation, records, needs, variables }) => {
      const { viewer, catalog, setAccess } = reader
      await setAccess('WRITE', needs, 'NONE')
      const payload = Object.entries(records).map(
        ([field, entity]) => `${field} { ${fullSelection(catalog, catalog.entity(entity), 0)} ${relationsOf(entity)} }`,
      )
      const given = await variables()
      const declared = Object.keys(given).map(
        (one) => `$${one}: ${one === 'id' && name === 'createServiceRequest' ? 'String' : 'ID'}!`,
      )
      const answer = await viewer.ask<Record<string, Record<string, unknown>>>(
        `mutation (${declared}) { ${mutation} { ${payload.join(' ')} } }`,
        given,
      )
      for (const [field, entity] of Object.entries(records)) {
        const shown = [answer[name]?.[field]].flat().filter((record) => record !== null && record !== undefined)
        for (const record of shown) {
          const seen = Object.entries(record as object).flatMap(([key, value]) =>
            key === 'id' || value === null || needs.includes(`${entity}.${key}`) ? [] : [key],
          )
          expect(seen).toEqual([])
        }
      }
      const [first = ''] = Object.keys(records)
      expect([answer[name]?.[first]].flat()[0], 'the record itself').toMatchObject({ id: expect.any(String) })
    },
  )
})

function relationsOf(entity: string): string {
  return [...known.entity(entity).fields.values()]
    .filter((field) => field.target !== null)
    .map((field) => `${field.key} { ${field.target === 'feedChange' ? '__typename' : 'id'} }`)
    .join(' ')
}

/** Places of a mutation where an id stands: its own argument or a relation in its input. */
interface IdPlace {
  readonly name: string
  readonly entity: string
  readonly operation: string
  readonly variables: (id: string) => Record<string, unknown>
}

/** Of what a partner's rows hold everything, or what nobody names by id but his own. */
const everybodys = new Set(['manufacturer'])

const idArguments: readonly IdPlace[] = acts
  .filter(({ mutation }) => mutation.includes('(id: $id'))
  .map(({ mutation, records }) => {
    const name = mutation.split('(')[0] ?? ''
    const own: Record<string, string> = { removeDocument: 'document', restoreDocument: 'document' }
    const [field = '', entity = ''] = Object.entries(records)[0] ?? []
    return {
      name: `${name}(id)`,
      entity: own[name] ?? entity,
      operation: `mutation ($id: ID!) { ${mutation} { ${field} { id } } }`,
      variables: (id: string) => ({ id }),
    }
  })

const relations: readonly IdPlace[] = carriers.flatMap(({ name: carrier, inputType, operation, base, variables }) =>
  fieldsOf(inputType).flatMap(({ name, key, entity, field }): IdPlace[] => {
    const { target } = known.field(entity, key)
    if (target === null || everybodys.has(target)) return []
    const isList = field.type.toString().includes('[')
    return [
      {
        name: `${carrier}: ${name}`,
        entity: name === 'fileIds' ? 'storedFile' : target,
        operation,
        variables: (id) => ({ ...variables?.(), input: { ...base?.(name, id), [name]: isList ? [id] : id } }),
      },
    ]
  }),
)

const more: readonly IdPlace[] = [
  {
    name: 'addComment: mentionIds',
    entity: 'employee',
    operation: 'mutation ($input: CommentInput!) { addComment(input: $input) { feedEntry { id } } }',
    variables: (id) => ({ input: { repairId: ids().repair, text: 'слова', mentionIds: [id] } }),
  },
  {
    name: 'markNotificationsRead',
    entity: 'notification',
    operation: 'mutation ($id: ID!) { markNotificationsRead(ids: [$id]) { unread } }',
    variables: (id) => ({ id }),
  },
  ...['repair', 'serviceRequest'].map((entity) => ({
    name: `${entity}Transitions`,
    entity,
    operation: `query ($id: ID!) { ${entity}Transitions(id: $id) { name } }`,
    variables: (id: string) => ({ id }),
  })),
  {
    name: 'possibleDuplicates',
    entity: 'serviceRequest',
    operation: 'query ($id: ID!) { possibleDuplicates(serviceRequestId: $id) { id } }',
    variables: (id) => ({ id }),
  },
]

describe('a record out of the viewer’s rows', () => {
  test.each([...idArguments, ...relations, ...more].map((place) => [place.name, place] as const))(
    'named in %s is answered like one that is not there',
    async (_, { entity, operation, variables }) => {
      const hidden = others()[entity]
      if (!hidden) throw new Error(`The world has no other ${entity}`)
      const before = await stored()
      const answerTo = async (id: string) => {
        const answer: Answer = await partner.graphql(operation, variables(id))
        return JSON.stringify(answer).replaceAll(id, 'ID')
      }
      expect(await answerTo(hidden)).toBe(await answerTo(randomUUID()))
      expect(await stored()).toBe(before)
    },
  )
})

describe('what a write says besides', () => {
  test.each([
    ['repair', 'transitionRepair', ['cancel', 'reopen']],
    ['serviceRequest', 'transitionServiceRequest', ['accept', 'reject']],
  ] as const)('a move of a %s whose status is hidden is refused, possible or not', async (entity, mutation, moves) => {
    await reader.setAccess('NONE', [`${entity}.status`])
    for (const move of moves) {
      const operation = `mutation ($id: ID!) { ${mutation}(id: $id, transition: "${move}") { ${entity} { id } } }`
      expect(await reader.viewer.refusal(operation, { id: ids()[entity] })).toEqual(['FORBIDDEN_FIELD'])
    }
  })

  test('who was quicker is named only to those who would see him in the feed', async () => {
    const { app, viewer, setAccess } = reader
    const admin = await app.asEmployee(cast.administrator)
    const operation = `mutation ($id: ID!, $patch: RepairPatch!, $expected: RepairPatch) {
      updateRepair(id: $id, patch: $patch, expected: $expected) { repair { id } }
    }`
    const id = ids().repair
    await admin.ask(operation, { id, patch: { recommendations: 'чистить раз в год' } })
    const changedBy = async () => {
      const late = { id, patch: { recommendations: 'не трогать' }, expected: { recommendations: 'иначе' } }
      const { errors } = await viewer.graphql(operation, late)
      expect(errors?.[0]?.extensions.code).toBe('CHANGED_MEANWHILE')
      const details = errors?.[0]?.extensions.details as { fields: { changedBy: string | null }[] }
      return details.fields.map((field) => field.changedBy)
    }
    await setAccess('WRITE', [])
    expect(await changedBy()).toEqual(['admin'])
    for (const hidden of ['employee.name', 'feedEntry.author', 'feedEntry.createdAt']) {
      await setAccess('NONE', [hidden])
      expect([hidden, await changedBy()]).toEqual([hidden, [null]])
    }
  })

  test('a partner’s words link no client and no unit that he does not see', async () => {
    const { pool } = reader.app.services
    await pool.query(`update clients set phone = '+79170000055' where id = $1`, [others().client])
    await pool.query(`update equipment set serial_number = 'SN-HIDDEN' where id = $1`, [others().equipment])
    const operation = `mutation ($input: ServiceRequestInput!) {
      createServiceRequest(input: $input) { serviceRequest { client { id } equipment { id } } }
    }`
    const words = { clientName: 'Кто-то', complaint: 'течёт', phone: '+79170000055', serialNumber: 'sn-hidden' }
    const linked = async (caller: Caller) => {
      const input = { ...words, submissionKey: randomUUID() }
      return (await caller.ask<Record<string, { serviceRequest: unknown }>>(operation, { input })).createServiceRequest
    }
    await reader.setAccess('WRITE', [])
    expect((await linked(await reader.app.asEmployee(cast.dealer)))?.serviceRequest).toEqual({
      client: null,
      equipment: null,
    })
    const office = { client: { id: others().client }, equipment: { id: others().equipment } }
    expect((await linked(reader.viewer))?.serviceRequest).toEqual(office)
  })
})

const live = [
  {
    entity: 'repair',
    inputType: 'RepairPatch',
    payload: 'repair',
    // nothing is awaited of a finished record, so that no deadline moves with its people
    settled: `update repairs set status = 'CLOSED'`,
    update: `mutation ($id: ID!, $patch: RepairPatch!, $answers: [LinkAnswer!]) {
      updateRepair(id: $id, patch: $patch, answers: $answers) { repair { id } }
    }`,
  },
  {
    entity: 'serviceRequest',
    inputType: 'ServiceRequestPatch',
    payload: 'serviceRequest',
    settled: `update service_requests set status = 'ACCEPTED'`,
    update: `mutation ($id: ID!, $patch: ServiceRequestPatch!, $answers: [LinkAnswer!]) {
      updateServiceRequest(id: $id, patch: $patch, answers: $answers) { serviceRequest { id } }
    }`,
  },
] as const

/** Values that the fields take in earnest. */
const good: Readonly<Record<string, unknown>> = {
  phone: '+79170000009',
  contactPhone: '+79170000009',
  email: 'new@example.ru',
  contactEmail: 'new@example.ru',
  inn: '7707083893',
  urgency: 'URGENT',
  isWarranty: false,
  warrantyVerdict: 'NOT_WARRANTY',
  // another client's contact is refused
  contact: null,
}

describe.each(live)('$entity', ({ entity, inputType, payload, settled, update }) => {
  const complaint = `${entity}.complaint`

  test.each(['all but the complaint', 'the complaint'])(
    'changed in a field that is hidden sends no frame: %s',
    async (which) => {
      const { app, viewer, catalog, setAccess } = reader
      await app.services.pool.query(settled)
      const patch = fieldsOf(inputType)
      const isHidden = (key: string) => (key === 'complaint') === (which === 'the complaint')
      const hidden = patch.filter(({ key }) => isHidden(key))
      const shown = patch.filter(({ key }) => !isHidden(key) && (key === 'complaint' || key === 'city'))
      await setAccess('NONE', which === 'the complaint' ? [complaint] : hidden.map(({ key }) => `${entity}.${key}`))
      const id = ids()[entity]
      const text = `${canary}, ${which}`
      const selection = fullSelection(catalog, catalog.entity(entity), 0)
      const root = `${entity}Changed`
      const query = `subscription ($id: ID) { ${root}(id: $id) { id isGone changed ${payload} { ${selection} ${relationsOf(entity)} } } }`
      const streams = [await viewer.subscribe<Frame>(query, { id }), await viewer.subscribe<Frame>(query, {})]
      const admin = await app.asEmployee(cast.administrator)
      const events = async () =>
        Number((await app.services.pool.query('select count(*) from change_events')).rows[0]?.count)
      // another client takes the former one's contact away by itself
      const contactFirst = hidden.toSorted((a, b) => Number(b.key === 'contact') - Number(a.key === 'contact'))
      for (const { name, key, field } of contactFirst) {
        const before = await events()
        const usual = valueFor(field, entity, key)
        const value = key in good ? good[key] : usual === canary ? text : usual
        const written = { id, patch: { [name]: value } }
        const { errors } = await admin.graphql(update, written)
        // a link that shows a record to a partner is written once it is confirmed
        const details = errors?.[0]?.extensions.details
        if (errors) await admin.ask(update, { ...written, answers: answerAll(details, true) })
        expect([key, (await events()) > before]).toEqual([key, true])
      }
      const [marker] = shown
      if (!marker) throw new Error('nothing to be seen by')
      await admin.ask(update, { id, patch: { [marker.name]: `видно: ${which}` } })
      for (const stream of streams) {
        const { [root]: frame } = await stream.next()
        expect(frame).toMatchObject({ id, isGone: false, changed: [marker.key] })
        expect(frame?.[payload]).toMatchObject(Object.fromEntries(hidden.map(({ key }) => [key, null])))
        expect(stream.received).toHaveLength(1)
        expect(JSON.stringify(stream.received)).not.toContain(text)
        await stream.stop()
      }
    },
  )
})

type Frame = Record<string, Record<string, unknown>>
