import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inputRule, repairTransitions, requestTransitions } from '@naryad/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { manualClock } from '../../src/clock.ts'
import { type CatalogField, readCatalog } from '../../src/gate/catalog.ts'
import { createLink } from '../../src/modules/links/link.service.ts'
import { CONSENT_VERSION } from '../../src/modules/public-pages/consent.ts'
import { createSchema } from '../../src/server/schema.ts'
import { type Caller, cast } from '../app.ts'
import { addDocuments, addFile, answerAll } from '../scene.ts'
import { snapshot, toldTo } from './copying.ts'
import { nameOf, type Reader, startReader } from './reader.ts'
import { isComplete, report, sampleOf } from './sample.ts'
import { copyRecord } from './world.ts'

const schema = createSchema()
const known = readCatalog(schema)
const now = new Date('2026-12-01T09:00:00Z')

let reader: Reader
let admin: Caller
let adminId: string
let before: Awaited<ReturnType<typeof snapshot>>
/** Two of every entity that relations point to, alike but for their names. */
const twins: Record<string, readonly [string, string]> = {}
/** Roles of employees of a service centre and of a dealer. */
const partnerRoles: Record<string, string> = {}
let officeRole: string

beforeAll(async () => {
  reader = await startReader({ clock: manualClock(now) })
  const { pool, prisma } = reader.app.services
  admin = await reader.app.asEmployee(cast.administrator)
  adminId = (await prisma.employee.findUniqueOrThrow({ where: { email: cast.administrator } })).id
  const names: Readonly<Record<string, string>> = { equipment: 'model', serviceRequest: 'number', repair: 'number' }
  for (const key of ['manufacturer', 'serviceCenter', 'dealer', 'client', 'contact', 'equipment', 'employee']) {
    const twin = (word: string, at: number) =>
      copyRecord(pool, known.entity(key), reader.world.others[key] ?? '', {
        [names[key] ?? 'name']: word,
        ...(key === 'serviceCenter' && { email: `center${at}@copies.ru` }),
        ...(key === 'contact' && { client_id: reader.world.ids.client }),
        ...(key === 'employee' && { role_id: reader.roleId, service_center_id: null }),
      })
    twins[key] = [await twin('Близнец Аверс', 1), await twin('Близнец Реверс', 2)]
  }
  for (const key of ['serviceCenter', 'dealer'])
    partnerRoles[key] = (await prisma.role.findUniqueOrThrow({ where: { key } })).id
  officeRole = (await prisma.role.findUniqueOrThrow({ where: { key: 'accountant' } })).id
  before = await snapshot(pool)
}, 180_000)

afterAll(() => reader?.app.stop())

const ids = (entity: string) => reader.world.ids[entity] ?? ''

/** A write by the product's own operations, and what it writes. */
interface Write {
  readonly name: string
  /** The field whose value it is: 'repair.complaint'. */
  readonly field: string
  readonly values: () => readonly [unknown, unknown]
  readonly make: (value: unknown) => Promise<unknown>
}

/** Two values that an input takes, by its name and otherwise by its type. */
const valuesByKey: Readonly<Record<string, readonly [unknown, unknown]>> = {
  inn: ['7707083893', '7728168971'],
  phone: ['+79991110001', '+79992220002'],
  contactPhone: ['+79991110001', '+79992220002'],
  email: ['avers@copies.ru', 'revers@copies.ru'],
  contactEmail: ['avers@copies.ru', 'revers@copies.ru'],
  serialNumber: ['AVERS-1', 'REVERS-2'],
  ratingMark: [2, 5],
  returnedFields: [['phone'], ['model']],
}
const shared = ['Слово Аверс', 'Слово Реверс'] as const

function valuesFor(name: string): readonly [unknown, unknown] {
  const field = known.named(name)
  const own = valuesByKey[field.key]
  if (own) return own
  if (field.key === 'role') return [reader.roleId, officeRole]
  if (field.target !== null) {
    const pair = twins[field.target]
    if (!pair) throw new Error(`no two records for ${name}`)
    return pair
  }
  switch (field.type) {
    case 'ENUM':
      return [field.values?.[0], field.values?.[1]]
    case 'NUMBER':
      return [11, 977]
    case 'MONEY':
      return [11_111, 97_799]
    case 'BOOLEAN':
      return [true, false]
    case 'DATE':
      return ['2025-02-02', '2025-08-08']
    case 'DATETIME':
      return ['2026-12-10T10:00:00.000Z', '2026-12-20T15:00:00.000Z']
    default:
      return shared
  }
}

/** Makes a write, and says yes to what the office is asked of it. */
async function ask(query: string, variables: Record<string, unknown>): Promise<void> {
  const answers: { question: string; isYes: boolean }[] = []
  for (;;) {
    const { errors } = await admin.graphql(query, { ...variables, answers })
    if (!errors) return
    const [{ extensions }] = errors as [NonNullable<typeof errors>[number]]
    const isAsked = extensions.code === 'CONFIRMATION_REQUIRED' && answers.length < 20
    if (!isAsked) throw new Error(`refused: ${JSON.stringify(errors)}`)
    answers.push(...answerAll(extensions.details, true))
  }
}

const repairMove = (transition: string, input: object) =>
  ask(
    `mutation ($id: ID!, $input: RepairTransitionInput) { transitionRepair(id: $id, transition: "${transition}", input: $input) { repair { id } } }`,
    { id: ids('repair'), input },
  )
const requestMove = (id: string, transition: string, input: object) =>
  ask(
    `mutation ($id: ID!, $input: ServiceRequestTransitionInput) { transitionServiceRequest(id: $id, transition: "${transition}", input: $input) { repair { id } } }`,
    { id, input },
  )

async function setStatus(table: 'repairs' | 'service_requests', status: string): Promise<void> {
  const id = ids(table === 'repairs' ? 'repair' : 'serviceRequest')
  await reader.app.services.pool.query(`update ${table} set status = $1 where id = $2`, [status, id])
}

const words = () => ({
  clientName: 'Новый клиент',
  contactName: 'Новый человек',
  phone: '+79993330003',
  email: 'new@copies.ru',
  city: 'Уфа',
  address: 'ул. Новая',
  complaint: 'не включается',
  model: 'М-1',
  serialNumber: 'NEW-1',
  submissionKey: randomUUID(),
})

/** A request is written and then accepted: what it says becomes the repair's, the client's and the unit's. */
async function createRequest(input: object): Promise<string> {
  const { createServiceRequest } = await admin.ask<{ createServiceRequest: { serviceRequest: { id: string } } }>(
    'mutation ($input: ServiceRequestInput!) { createServiceRequest(input: $input) { serviceRequest { id } } }',
    { input: { ...words(), manufacturerId: twins.manufacturer?.[0], ...input } },
  )
  return createServiceRequest.serviceRequest.id
}

/** What an input cannot be sent without when it carries this key. */
function beside(key: string): object {
  return key === 'contact' ? { clientId: ids('client') } : {}
}

/** The status in which a written field has the most consequences. */
const statusFor: Readonly<Record<string, string>> = {
  manager: 'READY_TO_CLOSE',
  visitAt: 'VISIT_SCHEDULED',
  serviceCenter: 'ASSIGNED',
}

const fileNamed = async (name: unknown) => {
  const id = await addFile(reader.app.services, adminId)
  await reader.app.services.pool.query('update stored_files set name = $1 where id = $2', [name, id])
  return id
}

type Make = (name: string, key: string, value: unknown) => Promise<unknown>

/** How each input type is sent: with one of its fields, and with what makes the value travel. */
const inputs: Readonly<Record<string, Make>> = {
  async RepairPatch(name, key, value) {
    await setStatus('repairs', statusFor[key] ?? 'DIAGNOSIS')
    await ask(
      'mutation ($id: ID!, $patch: RepairPatch!, $answers: [LinkAnswer!]) { updateRepair(id: $id, patch: $patch, answers: $answers) { repair { id } } }',
      {
        id: ids('repair'),
        patch: { [name]: value },
      },
    )
  },
  async RepairTransitionInput(name, key, value) {
    await setStatus('repairs', 'ASSIGNED')
    await repairMove(key === 'visitAt' ? 'scheduleVisit' : 'reassign', { [name]: value })
  },
  async ServiceRequestInput(name, key, value) {
    const sent = name === 'fileIds' ? [await fileNamed(value)] : value
    const id = await createRequest({ ...beside(key), [name]: sent })
    await requestMove(id, 'accept', {})
  },
  async ServiceRequestPatch(name, key, value) {
    const id = await createRequest(beside(key))
    await ask(
      'mutation ($id: ID!, $patch: ServiceRequestPatch!) { updateServiceRequest(id: $id, patch: $patch) { serviceRequest { id } } }',
      { id, patch: { [name]: value } },
    )
    await requestMove(id, 'accept', {})
  },
  ServiceRequestTransitionInput: async (name, _, value) =>
    requestMove(await createRequest({}), 'returnForCompletion', { comment: 'дополните', [name]: value }),
  ClientPatch: (name, _, value) =>
    ask('mutation ($id: ID!, $patch: ClientPatch!) { updateClient(id: $id, patch: $patch) { client { id } } }', {
      id: ids('client'),
      patch: { [name]: value },
    }),
  async AttachDocumentsInput(name, _, value) {
    const input = { repairId: ids('repair'), type: 'OTHER', fileIds: [await fileNamed('акт.pdf')], [name]: value }
    if (name === 'fileIds') input.fileIds = [await fileNamed(value)]
    await ask('mutation ($input: AttachDocumentsInput!) { attachDocuments(input: $input) { documents { id } } }', {
      input,
    })
  },
  async CommentInput(name, _, value) {
    const sent = name === 'fileIds' ? [await fileNamed(value)] : value
    const input = { repairId: ids('repair'), text: 'слова', mentionIds: [reader.employeeId], [name]: sent }
    await ask('mutation ($input: CommentInput!) { addComment(input: $input) { feedEntry { id } } }', { input })
  },
  NewEmployeeInput: (name, key, value) =>
    ask('mutation ($input: NewEmployeeInput!) { createEmployee(input: $input) { settings { id } } }', {
      input: { name: 'Новый', email: 'new@copies.ru', ...roleFor(key), [name]: value },
    }),
  EmployeePatch: (name, key, value) =>
    ask('mutation ($id: ID!, $patch: EmployeePatch!) { updateEmployee(id: $id, patch: $patch) { settings { id } } }', {
      id: twins.employee?.[0],
      patch: { ...(key === 'serviceCenter' || key === 'dealer' ? roleFor(key) : {}), [name]: value },
    }),
}

/** An organisation needs a partner's role. */
const roleFor = (key: string) => ({ roleId: partnerRoles[key] ?? reader.roleId })

/** Keys by which an input says of which record it is, or who sees it: rows, not values. */
const whose = new Set([
  'document.repair',
  'document.request',
  'feedEntry.repair',
  'feedEntry.request',
  'feedEntry.isLocked',
])

const written: Write[] = [...known.inputs].flatMap(([inputType, { entity, keys }]) =>
  [...keys].flatMap(([name, key]): Write[] => {
    const field = `${entity}.${key}`
    if (whose.has(field)) return []
    const isFile = name === 'fileIds'
    const make = async (value: unknown) => inputs[inputType]?.(name, key, value)
    return [
      {
        name: `${inputType}.${name}`,
        field,
        values: () => (isFile ? ['аверс.pdf', 'реверс.pdf'] : valuesFor(field)),
        make,
      },
    ]
  }),
)

/** The comment of each move, and where it is kept. */
const comments: Write[] = [
  ...Object.entries(repairTransitions).map(([name, rule]) => ({ entity: 'repair', name, rule })),
  ...Object.entries(requestTransitions).map(([name, rule]) => ({ entity: 'serviceRequest', name, rule })),
].flatMap(({ entity, name, rule }): Write[] => {
  if (inputRule(rule, 'comment') === 'none') return []
  const make = async (comment: unknown) => {
    const [status = ''] = rule.from
    if (entity === 'serviceRequest') {
      await setStatus('service_requests', status)
      const rest =
        name === 'returnForCompletion'
          ? { fields: ['phone'] }
          : name === 'complete'
            ? { values: { phone: '+79991110001' } }
            : {}
      return requestMove(ids('serviceRequest'), name, { comment, ...rest })
    }
    await setStatus('repairs', status)
    await addDocuments(reader.app.services, ids('repair'), ['CLAIM_REPORT', 'COMPLETION_REPORT'])
    const isVisit = name === 'scheduleVisit' || name === 'rescheduleVisit'
    const isSent = name === 'reassign' || name === 'assign'
    return repairMove(name, {
      comment,
      ...(isVisit && { visitAt: '2026-12-10T10:00:00Z' }),
      ...(isSent && { serviceCenterId: twins.serviceCenter?.[0] }),
    })
  }
  const values = () => shared
  const title = `comment of ${entity}.${name}`
  return [
    { name: title, field: 'feedEntry.text', values, make },
    ...(rule.commentField ? [{ name: title, field: `${entity}.${rule.commentField}`, values, make }] : []),
  ]
})

/** Fields of the public form under the names that the request has for them; the others are no fields of a record. */
const publicNames: Readonly<Record<string, string | null>> = {
  manufacturerId: 'manufacturer',
  isUrgent: 'urgency',
  fileIds: null,
  uploadKey: null,
  consentVersion: null,
  submissionKey: null,
}
const publicInput = schema.getType('PublicRequestInput')
const publicFields = publicInput && 'getFields' in publicInput ? Object.keys(publicInput.getFields()) : []
const publicWrites: Write[] = publicFields.flatMap((name): Write[] => {
  const key = publicNames[name] === undefined ? name : publicNames[name]
  if (key === null) return []
  const field = `serviceRequest.${key}`
  const make = async (value: unknown) => {
    const input = {
      ...words(),
      manufacturerId: twins.manufacturer?.[0],
      consentVersion: CONSENT_VERSION,
      [name]: value,
    }
    const { submitServiceRequest } = await reader.app
      .anonymous()
      .ask<{ submitServiceRequest: { number: string } }>(
        'mutation ($input: PublicRequestInput!) { submitServiceRequest(input: $input) { number } }',
        { input },
      )
    const { number } = submitServiceRequest
    const { id } = await reader.app.services.prisma.serviceRequest.findUniqueOrThrow({ where: { number } })
    await requestMove(id, 'accept', {})
  }
  return [
    {
      name: `PublicRequestInput.${name}`,
      field,
      values: () => (name === 'isUrgent' ? [true, false] : valuesFor(field)),
      make,
    },
  ]
})

async function linkTo(kind: 'COMPLETION' | 'RATING', record: { requestId: string } | { repairId: string }) {
  const { services } = reader.app
  return createLink(services, services.prisma, { kind, ...record })
}

/** Fields that a client may be asked to complete, as the completion page sends them. */
const completions: Write[] = ['phone', 'email', 'complaint', 'model', 'isWarranty'].map((key) => ({
  name: `completion ${key}`,
  field: `serviceRequest.${key}`,
  values: () => valuesFor(`serviceRequest.${key}`),
  async make(value) {
    const { pool } = reader.app.services
    const id = ids('serviceRequest')
    await pool.query(`update service_requests set status = 'RETURNED', returned_fields = $2 where id = $1`, [id, [key]])
    const token = await linkTo('COMPLETION', { requestId: id })
    await reader.app
      .anonymous()
      .ask(
        'mutation ($t: String!, $values: [CompletionValue!]!) { completeServiceRequest(token: $t, values: $values) { number } }',
        { t: token, values: [{ key, value: String(value) }] },
      )
  },
}))

const ratings: Write[] = (['ratingMark', 'ratingComment'] as const).map((key) => ({
  name: `rateRepair ${key}`,
  field: `repair.${key}`,
  values: () => valuesFor(`repair.${key}`),
  async make(value) {
    const { pool } = reader.app.services
    const closed = `update repairs set status = 'CLOSED', rating_mark = null, rating_comment = null, rated_at = null where id = $1`
    await pool.query(closed, [ids('repair')])
    const token = await linkTo('RATING', { repairId: ids('repair') })
    const variables = {
      t: token,
      mark: key === 'ratingMark' ? value : 4,
      comment: key === 'ratingComment' ? value : null,
    }
    await reader.app
      .anonymous()
      .ask(
        'mutation ($t: String!, $mark: Int!, $comment: String) { rateRepair(token: $t, mark: $mark, comment: $comment) { isDone } }',
        variables,
      )
  },
}))

const writes = [...written, ...comments, ...publicWrites, ...completions, ...ratings]
const titleOf = ({ name, field }: Write) => `${name} as ${field}`
const ANY_DAY = 3
/** What leaked once is asked every day. */
const always = new Set(['rateRepair ratingMark', 'comment of repair.cancel', 'comment of serviceRequest.reject'])
const sample = sampleOf(writes, titleOf, () => '')
const drawn = [
  ...new Set([...writes.filter(({ name }) => always.has(name)), ...(isComplete ? sample : sample.slice(0, ANY_DAY))]),
]

/** The field and where its value stands as well, as far as it goes. */
function carriers(name: string): CatalogField[] {
  const found = new Set([name])
  for (const one of found) for (const place of known.named(one).alsoIn) if (place !== 'id') found.add(place)
  return [...found].map((one) => reader.catalog.named(one))
}

async function differing(write: Write, hidden: readonly CatalogField[]): Promise<{ asked: number; found: string[] }> {
  await reader.setAccess('NONE', hidden.map(nameOf))
  const values = write.values()
  const texts = values.filter((value) => typeof value === 'string' && !before.ids.has(value)).map(String)
  const told: Map<string, string>[] = []
  for (const value of values) {
    await before.restore()
    await write.make(value)
    told.push(await toldTo(reader.viewer, reader.catalog, { hidden, words: texts, ids: before.ids }))
  }
  const [one, other] = told
  const names = [...(one?.keys() ?? [])]
  return { asked: names.length, found: names.filter((name) => one?.get(name) !== other?.get(name)) }
}

test('every input that writes an entity is driven', () => {
  expect(new Set(Object.keys(inputs))).toEqual(new Set(known.inputs.keys()))
})

describe.each(drawn.map((write) => [titleOf(write), write] as const))('%s', (_, write) => {
  test('hidden, stands in no other place but those that are declared', { timeout: 60_000 }, async () => {
    const hidden = carriers(write.field)
    const { asked, found } = await differing(write, hidden)
    report([{ path: 'copy', field: write.field, role: 'reader', questions: asked, states: 2, findings: found.length }])
    expect(found).toEqual([])
    const { found: seen } = await differing(write, [])
    expect(seen.length, 'answers that show it when it is readable').toBeGreaterThan(0)
  })
})

const declared = [...known.entities.values()]
  .flatMap((entity) => [...entity.fields.values()])
  .flatMap((field) => field.alsoIn.map((place) => `${nameOf(field)} → ${place}`))

test('every declared copy stands in docs/security.md with its reason, and nothing else does', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../../docs/security.md'), 'utf8')
  const section = text.split('### Open copies')[1]?.split('\n#')[0] ?? ''
  const listed = section.split('\n').flatMap((line) => {
    const [, value = '', places = '', reason = ''] = line.split('|').map((cell) => cell.trim())
    const names = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name)
    if (names(value).length > 0) expect(reason).not.toBe('')
    return names(value).flatMap((one) => names(places).map((place) => `${one} → ${place}`))
  })
  expect(listed.sort()).toEqual(declared.sort())
})
