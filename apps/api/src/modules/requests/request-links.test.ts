import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Caller, cast, startTestApp, type TestApp } from '../../../test/app.ts'
import { actor, addScene, answerAll, clientsWords, type Scene } from '../../../test/scene.ts'
import type { Services } from '../../context.ts'
import { submitServiceRequest } from '../public-pages/public-request.service.ts'
import { createServiceRequest } from './request.service.ts'

let app: TestApp
let services: Services
let scene: Scene
let manager: Caller
let dealer: Caller
let center: Caller

beforeAll(async () => {
  app = await startTestApp({ isWorker: false })
  services = app.services
  scene = await addScene(services)
  manager = await app.asEmployee(cast.manager)
  dealer = await app.asEmployee(cast.dealer)
  center = await app.asEmployee(cast.serviceCenter)
}, 180_000)
afterAll(() => app?.stop())

const digits = () => String(Math.floor(Math.random() * 1e7)).padStart(7, '0')
const phoneNumber = () => `+7917${digits()}`

/** A number of a company with right check digit. */
function newInn(): string {
  const nine = `77${digits()}`
  const weights = [2, 4, 10, 3, 5, 9, 4, 6, 8]
  const sum = weights.reduce((total, weight, index) => total + weight * Number(nine[index]), 0)
  return `${nine}${(sum % 11) % 10}`
}

/** A client of the company with two people and a unit, whom no partner sees. */
async function addClient(name = 'Секретный завод') {
  const { prisma } = services
  const own = { inn: newInn(), phone: phoneNumber(), email: `${randomUUID()}@secret.example`, address: 'Тайная ул., 1' }
  const { id } = await prisma.client.create({ data: { name, ...own } })
  const person = { clientId: id, name: 'Главный инженер', phone: phoneNumber(), email: `${randomUUID()}@x.example` }
  const { id: contactId } = await prisma.contact.create({ data: person })
  await prisma.contact.create({ data: { clientId: id, name: 'Бухгалтер', phone: phoneNumber() } })
  const serialNumber = `SECRET-${randomUUID()}`.toUpperCase()
  const unit = { manufacturerId: scene.manufacturerId, model: 'Тайная модель', serialNumber, clientId: id }
  const { id: equipmentId } = await prisma.equipment.create({ data: unit })
  return { id, name, ...own, contact: { ...person, id: contactId }, serialNumber, equipmentId }
}

const words = (own: object = {}) => {
  const { consentVersion: _, ...rest } = clientsWords(scene.manufacturerId)
  const ownWords = { phone: phoneNumber(), email: `${randomUUID()}@dealer.example`, serialNumber: randomUUID() }
  return { ...rest, ...ownWords, clientName: 'Мой клиент', contactName: 'Человек дилера', ...own }
}

/** The id of a request that the dealer sends in. */
async function sendIn(own: object): Promise<string> {
  const input = words(own)
  return (await createServiceRequest(services, await actor(services, cast.dealer), input)).serviceRequest
}

async function sendPublicly(own: object): Promise<string> {
  const sent = { ...clientsWords(scene.manufacturerId), ...words(own) }
  const { number } = await submitServiceRequest(services, sent)
  return (await services.prisma.serviceRequest.findUniqueOrThrow({ where: { number } })).id
}

const moveRequest = `mutation ($id: ID!, $answers: [LinkAnswer!]) {
  transitionServiceRequest(id: $id, transition: "accept", input: { answers: $answers }) { repair { id } }
}`

interface Question {
  id: string
  kind: string
  record: { entity: string; id: string; title: string | null }
  partners: { entity: string; title: string | null; fields: string[] }[]
  contact: object | null
  dependsOn: string | null
}

/** What the manager is asked on accepting; fails when nothing is. */
async function questions(id: string, answers: object[] = []): Promise<Question[]> {
  const { errors } = await manager.graphql(moveRequest, { id, answers })
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['CONFIRMATION_REQUIRED'])
  return errors?.[0]?.extensions.details?.questions as Question[]
}

async function accept(id: string, isYes?: boolean | ((question: Question) => boolean)): Promise<string> {
  const decide = typeof isYes === 'function' ? isYes : () => isYes === true
  let answers: object[] = []
  for (;;) {
    const { data, errors } = await manager.graphql<{ transitionServiceRequest: { repair: { id: string } } }>(
      moveRequest,
      { id, answers },
    )
    if (data?.transitionServiceRequest) return data.transitionServiceRequest.repair.id
    if (isYes === undefined) throw new Error(`asked: ${JSON.stringify(errors)}`)
    const asked = errors?.[0]?.extensions.details?.questions as Question[]
    answers = [...answers, ...asked.map((one) => ({ question: one.id, isYes: decide(one) }))]
  }
}

/** Everything that a partner reads of clients, their people and units, by every way to them. */
async function told(partner: Caller): Promise<string> {
  const client = 'id name inn phone email address contacts { id name phone email }'
  const unit = `id model serialNumber client { ${client} }`
  const links = `client { ${client} } contact { id name phone email } equipment { ${unit} }`
  const lists = [
    `clients(first: 20) { nodes { ${client} equipment { id model serialNumber } } }`,
    `equipmentList(first: 20) { nodes { ${unit} } }`,
    `repairs(first: 40) { nodes { id ${links} } }`,
    `serviceRequests(first: 40) { nodes { id ${links} } }`,
  ]
  // one after another: the rows of an operation are bounded
  const answers: unknown[] = []
  for (const list of lists) answers.push(await partner.ask(`{ ${list} }`))
  return JSON.stringify(answers)
}

const repairOf = (id: string) => services.prisma.repair.findUniqueOrThrow({ where: { id } })

describe('a dealer whose words name a client of others', () => {
  test.each([
    ['INN', ({ inn }: Awaited<ReturnType<typeof addClient>>) => ({ inn })],
    ['phone', ({ phone }) => ({ phone })],
    ['e-mail', ({ email }) => ({ email })],
    ['phone, under the same name', ({ phone, name }) => ({ phone, clientName: name })],
    ['contact’s phone', ({ contact }) => ({ phone: contact.phone })],
    ['contact’s name and phone', ({ contact }) => ({ phone: contact.phone, contactName: contact.name })],
  ] as [string, (known: Awaited<ReturnType<typeof addClient>>) => object][])(
    'by %s is shown nothing of the client until the office has agreed, and nothing where it has not',
    async (_, own) => {
      const known = await addClient()
      const id = await sendIn(own(known))
      const [first] = await questions(id)
      expect(first).toMatchObject({
        kind: 'LINK',
        record: { entity: 'client', id: known.id, title: known.name },
        partners: [{ entity: 'dealer', title: 'Ресторан-Снаб' }],
      })
      // the roles of dealers say what the client's card would show
      expect(first?.partners[0]?.fields).toEqual(expect.arrayContaining(['name', 'inn', 'phone', 'email', 'address']))
      expect(first?.partners[0]?.fields).not.toContain('note')
      expect(await services.prisma.repair.count({ where: { requestId: id } })).toBe(0)

      const contacts = await services.prisma.contact.count({ where: { clientId: known.id } })
      const { clientId } = await repairOf(await accept(id, false))
      expect(clientId).not.toBe(known.id)
      expect(await told(dealer)).not.toContain(known.id)
      expect(await services.prisma.contact.count({ where: { clientId: known.id } })).toBe(contacts)
    },
  )

  test('sees the client once it is agreed to, and of its people only those whom the dealer’s own records name', async () => {
    const known = await addClient()
    const id = await sendIn({ inn: known.inn, phone: known.contact.phone, contactName: known.contact.name })
    const { clientId, contactId } = await repairOf(await accept(id, true))
    expect({ clientId, contactId }).toEqual({ clientId: known.id, contactId: known.contact.id })
    const seen = await told(dealer)
    expect(seen).toContain(known.inn)
    expect(seen).toContain(known.contact.id)
    expect(seen).not.toContain('Бухгалтер')
    const filtered = (field: string, value: string) =>
      dealer.ask(
        `{ clients(filter: { field: "contacts.${field}", operator: EQUALS, values: ["${value}"] }) { nodes { id } } }`,
      )
    expect(await filtered('phone', known.contact.phone)).toEqual({ clients: { nodes: [{ id: known.id }] } })
    expect(await filtered('name', 'Бухгалтер')).toEqual({ clients: { nodes: [] } })
    const [other] = await services.prisma.contact.findMany({ where: { clientId: known.id, name: 'Бухгалтер' } })
    const recognised = await dealer.ask(`{ recogniseClient(phone: "${other?.phone}") { id } }`)
    expect(recognised).toEqual({ recogniseClient: null })
    // a second request of the same dealer shows nothing new: the client is linked at once
    const again = await sendIn({ inn: known.inn, phone: known.contact.phone, contactName: known.contact.name })
    expect((await repairOf(await accept(again))).clientId).toBe(known.id)
  })

  test('does not put a person of his own among the client’s contacts unless the office says so', async () => {
    const known = await addClient()
    const answer = (isAdded: boolean) => (question: Question) => question.kind !== 'ADD_CONTACT' || isAdded
    const people = () => services.prisma.contact.count({ where: { clientId: known.id, name: 'Человек дилера' } })
    const repair = await repairOf(await accept(await sendIn({ inn: known.inn }), answer(false)))
    expect(repair).toMatchObject({ clientId: known.id, contactId: null, contactName: 'Человек дилера' })
    expect(await people()).toBe(0)
    const id = await sendIn({ inn: known.inn })
    expect(await questions(id)).toMatchObject([{ kind: 'ADD_CONTACT', contact: { name: 'Человек дилера' } }])
    await accept(id, answer(true))
    expect(await people()).toBe(1)
  })

  test('is not shown the client by a colleague of the office who mends the words', async () => {
    const known = await addClient()
    const id = await sendIn({})
    await manager.ask(update, { id, patch: { inn: known.inn, serialNumber: known.serialNumber } })
    expect(await services.prisma.serviceRequest.findUniqueOrThrow({ where: { id } })).toMatchObject({
      clientId: null,
      equipmentId: null,
    })
    expect(await told(dealer)).not.toContain(known.id)
  })

  test('by completing a returned request links nothing that he does not see', async () => {
    const known = await addClient()
    const id = await sendIn({})
    const move = `mutation ($id: ID!, $transition: String!, $input: ServiceRequestTransitionInput) {
      transitionServiceRequest(id: $id, transition: $transition, input: $input) { serviceRequest { id client { id } } }
    }`
    const back = { fields: ['inn', 'serialNumber'], comment: 'Дополните' }
    await manager.ask(move, { id, transition: 'returnForCompletion', input: back })
    const values = { inn: known.inn, serialNumber: known.serialNumber }
    expect(await dealer.ask(move, { id, transition: 'complete', input: { values } })).toMatchObject({
      transitionServiceRequest: { serviceRequest: { client: null } },
    })
    expect(await told(dealer)).not.toContain(known.equipmentId)
  })
})

describe('a dealer who types the serial number of a unit of others', () => {
  test('is shown the unit only when the office agrees, and its owner never', async () => {
    for (const isShown of [false, true]) {
      const known = await addClient()
      const id = await sendIn({ serialNumber: known.serialNumber })
      expect(await questions(id)).toMatchObject([
        { kind: 'LINK', record: { entity: 'equipment', title: known.serialNumber }, partners: [{ entity: 'dealer' }] },
      ])
      const { equipmentId } = await repairOf(await accept(id, isShown))
      expect(equipmentId).toBe(isShown ? known.equipmentId : null)
      const seen = await told(dealer)
      expect(seen.includes(known.equipmentId)).toBe(isShown)
      expect(seen).not.toContain(known.id)
    }
  })
})

const update = `mutation ($id: ID!, $patch: ServiceRequestPatch!, $answers: [LinkAnswer!]) {
  updateServiceRequest(id: $id, patch: $patch, answers: $answers) { serviceRequest { id } }
}`
const updateRepair = `mutation ($id: ID!, $patch: RepairPatch!, $answers: [LinkAnswer!]) {
  updateRepair(id: $id, patch: $patch, answers: $answers) { repair { id } }
}`

describe('the office that links by hand', () => {
  async function askedOf(operation: string, variables: object): Promise<Question[]> {
    const { errors } = await manager.graphql(operation, { ...variables })
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['CONFIRMATION_REQUIRED'])
    return errors?.[0]?.extensions.details?.questions as Question[]
  }

  test('is asked before a dealer’s request shows him a client or unit', async () => {
    const known = await addClient()
    const id = await sendIn({})
    const patch = { clientId: known.id, contactId: known.contact.id, equipmentId: known.equipmentId }
    const asked = await askedOf(update, { id, patch })
    expect(asked.map(({ record }) => record.entity)).toEqual(['client', 'contact', 'equipment'])
    expect(await told(dealer)).not.toContain(known.id)
    // no is no consent
    await askedOf(update, { id, patch, answers: answerAll({ questions: asked }, false) })
    await manager.ask(update, { id, patch, answers: answerAll({ questions: asked }, true) })
    expect(await told(dealer)).toContain(known.inn)
  })

  test('is asked before a repair is given a dealer, and not before it is given a service centre', async () => {
    const known = await addClient()
    const { inn, contact, serialNumber } = known
    const people = { phone: contact.phone, email: contact.email, contactName: contact.name }
    const id = await accept(await sendPublicly({ inn, serialNumber, ...people }))
    // the repair was assigned by a rule: that is what entitles the service centre
    expect(await told(center)).toContain(known.inn)
    expect(await told(center)).not.toContain('Бухгалтер')
    const asked = await askedOf(updateRepair, { id, patch: { dealerId: scene.dealerId } })
    expect(asked.map(({ record }) => record.entity)).toEqual(['client', 'contact', 'equipment'])
    const answers = answerAll({ questions: asked }, true)
    await manager.ask(updateRepair, { id, patch: { dealerId: scene.dealerId }, answers })
    expect(await told(dealer)).toContain(known.inn)
    const other = await addClient()
    expect(await askedOf(updateRepair, { id, patch: { equipmentId: other.equipmentId } })).toHaveLength(1)
    const place = { city: 'Казань', region: 'Татарстан' }
    const { id: serviceCenterId } = await services.prisma.serviceCenter.create({ data: { name: 'Другой', ...place } })
    await manager.ask(updateRepair, { id, patch: { serviceCenterId } })
  })

  test('an answer is to what was told: with more to be seen the question is another', async () => {
    const known = await addClient()
    const id = await sendIn({ inn: known.inn })
    const asked = await questions(id)
    const note = services.catalog.field('client', 'note').id
    const { id: roleId } = await services.prisma.role.findFirstOrThrow({ where: { affiliation: 'DEALER' } })
    const rule = { roleId_fieldId: { roleId, fieldId: note } }
    await services.prisma.roleField.update({ where: rule, data: { access: 'READ' } })
    const again = await questions(id, answerAll({ questions: asked }, true))
    await services.prisma.roleField.update({ where: rule, data: { access: 'NONE' } })
    expect(again[0]?.partners[0]?.fields).toContain('note')
  })

  test('and may not read who the request’s partner is, is asked nothing and links nothing known', async () => {
    const known = await addClient()
    const id = await sendIn({ inn: known.inn, serialNumber: known.serialNumber })
    const employeeId = scene.managerId
    const fieldId = services.catalog.field('serviceRequest', 'dealer').id
    await services.prisma.employeeField.create({ data: { employeeId, fieldId, access: 'NONE', setById: employeeId } })
    expect(await manager.refusal(update, { id, patch: { clientId: known.id } })).toEqual(['FORBIDDEN_FIELD'])
    const repair = await repairOf(await accept(id))
    await services.prisma.employeeField.delete({ where: { employeeId_fieldId: { employeeId, fieldId } } })
    expect(repair.clientId).not.toBe(known.id)
    expect(repair.equipmentId).toBeNull()
  })
})

describe('an employee who may not read serial numbers of units', () => {
  test('is not told by accepting whether there is a unit with the number', async () => {
    const known = await addClient()
    const employeeId = scene.managerId
    const fieldId = services.catalog.field('equipment', 'serialNumber').id
    const requests = [
      await sendIn({ serialNumber: known.serialNumber, model: 'ПКА' }),
      await sendIn({ serialNumber: randomUUID().toUpperCase(), model: 'ПКА' }),
    ]
    await services.prisma.employeeField.create({ data: { employeeId, fieldId, access: 'NONE', setById: employeeId } })
    const units: (string | null)[] = []
    for (const id of requests) units.push((await repairOf(await accept(id))).equipmentId)
    await services.prisma.employeeField.delete({ where: { employeeId_fieldId: { employeeId, fieldId } } })
    expect(units).toEqual([null, null])
  })
})

describe('a partner', () => {
  test('decides neither who sees a repair nor what it shows, whatever his role may write', async () => {
    const id = await accept(await sendPublicly({}))
    const { id: roleId } = await services.prisma.role.findFirstOrThrow({ where: { affiliation: 'SERVICE_CENTER' } })
    for (const key of ['contact', 'equipment', 'dealer', 'serviceCenter']) {
      const where = { roleId_fieldId: { roleId, fieldId: services.catalog.field('repair', key).id } }
      await services.prisma.roleField.update({ where, data: { access: 'WRITE' } })
      expect(await center.refusal(updateRepair, { id, patch: { [`${key}Id`]: null } }), key).toEqual([
        'FORBIDDEN_FIELD',
      ])
      await services.prisma.roleField.update({ where, data: { access: 'READ' } })
    }
  })
})

describe('a request from the public form', () => {
  test('is linked by the INN; a phone under another name is a question, and under the same name it is not', async () => {
    const known = await addClient(`Завод ${randomUUID()}`)
    const { phone, name } = known
    const noPerson = { contactName: known.contact.name, email: known.contact.email }
    expect((await repairOf(await accept(await sendPublicly({ inn: known.inn, ...noPerson })))).clientId).toBe(known.id)
    const same = await sendPublicly({ ...noPerson, phone, clientName: name.toUpperCase() })
    expect((await repairOf(await accept(same))).clientId).toBe(known.id)
    const other = await sendPublicly({ phone, clientName: 'Кто-то ещё', ...noPerson })
    expect(await questions(other)).toMatchObject([{ kind: 'LINK', record: { id: known.id }, partners: [] }])
    expect((await repairOf(await accept(other, false))).clientId).not.toBe(known.id)
  })

  test('adds nothing to a known client and changes nothing without the word of whoever accepts it', async () => {
    const known = await addClient()
    const data = { manufacturerId: scene.manufacturerId, model: 'ПКА', serialNumber: randomUUID().toUpperCase() }
    const { id: unit } = await services.prisma.equipment.create({ data })
    const contacts = () => services.prisma.contact.count({ where: { clientId: known.id } })
    const before = await contacts()
    const sent = { inn: known.inn, serialNumber: data.serialNumber }
    const id = await sendPublicly({ ...sent })
    // recognised when it came in; the owner stays open
    await services.prisma.serviceRequest.update({ where: { id }, data: { equipmentId: null } })
    expect((await questions(id)).map(({ kind }) => kind)).toEqual(['ADD_CONTACT', 'SET_OWNER'])
    const repair = await repairOf(await accept(id, false))
    expect(repair).toMatchObject({ clientId: known.id, equipmentId: unit, contactId: null })
    expect(await contacts()).toBe(before)
    expect(await services.prisma.equipment.findUniqueOrThrow({ where: { id: unit } })).toMatchObject({ clientId: null })

    const second = await sendPublicly({ ...sent })
    await services.prisma.serviceRequest.update({ where: { id: second }, data: { equipmentId: null } })
    await accept(second, true)
    expect(await contacts()).toBe(before + 1)
    expect(await services.prisma.equipment.findUniqueOrThrow({ where: { id: unit } })).toMatchObject({
      clientId: known.id,
    })
  })
})
