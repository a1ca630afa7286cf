import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ManualClock, manualClock } from '../src/clock.ts'
import { tokenOf } from '../src/link-token.ts'
import { recordVisitJob } from '../src/modules/repairs/record-visit.job.ts'
import { type Caller, cast, startTestApp, type TestApp } from './app.ts'
import { addFile, addScene, answerAll, clientsWords, type Scene } from './scene.ts'

const HOUR = 3_600_000

let app: TestApp
let clock: ManualClock
let scene: Scene

beforeAll(async () => {
  clock = manualClock(new Date('2026-03-02T07:00:00Z'))
  app = await startTestApp({ isWorker: false }, { clock })
  scene = await addScene(app.services)
})
afterAll(() => app?.stop())

const submit = `mutation ($input: PublicRequestInput!) {
  submitServiceRequest(input: $input) { number trackingToken }
}`
const tracking = `query ($token: String!) {
  tracking(token: $token) {
    requestNumber repairNumber stage visitAt serviceCenterName completionToken ratingToken history { stage }
  }
}`
const moveRequest = `mutation ($id: ID!, $transition: String!, $input: ServiceRequestTransitionInput) {
  transitionServiceRequest(id: $id, transition: $transition, input: $input) {
    serviceRequest { id status responsible { id } returnedFields }
    repair { id number status serviceCenter { id } techExpert { id } manager { id } }
  }
}`
const moveRepair = `mutation ($id: ID!, $transition: String!, $input: RepairTransitionInput) {
  transitionRepair(id: $id, transition: $transition, input: $input) { repair { id status moveParty dueAt } }
}`
const attach = `mutation ($input: AttachDocumentsInput!) {
  attachDocuments(input: $input) { documents { id type } repair { documents { type } } }
}`

type Link = { token: string; text: string }

/** The link of the last letter that was made by the template; its token is in no text that is kept. */
async function letterLink(template: string): Promise<Link> {
  const { prisma } = app.services
  const letter = await prisma.outboxMessage.findFirstOrThrow({ where: { template }, orderBy: { createdAt: 'desc' } })
  expect(letter.text).toMatch(/\/p\/\w+\/…$/m)
  const token = tokenOf(app.services, letter.linkId ?? '')
  expect(letter.text + letter.html).not.toContain(token)
  return { token, text: letter.text }
}

const unread = async (caller: Caller) =>
  (
    await caller.ask<{ notifications: { nodes: { kind: string }[] } }>('{ notifications { nodes { kind } } }')
  ).notifications.nodes.map(({ kind }) => kind)

test('a client’s message becomes a closed and rated repair, each step made by whoever’s move it is', async () => {
  const { prisma } = app.services
  const anybody = app.anonymous()
  const manager = await app.asEmployee(cast.manager)
  const center = await app.asEmployee(cast.serviceCenter)
  const expert = await app.asEmployee(cast.techExpert)

  // the client files a request
  const { serialNumber: _, ...words } = clientsWords(scene.manufacturerId)
  const sent = await anybody.ask<{ submitServiceRequest: { number: string; trackingToken: string } }>(submit, {
    input: words,
  })
  const { number, trackingToken: token } = sent.submitServiceRequest
  expect(number).toBe('З-2026-000001')
  const track = async () => (await anybody.ask<{ tracking: Record<string, unknown> }>(tracking, { token })).tracking
  expect(await track()).toMatchObject({ requestNumber: number, stage: 'RECEIVED', repairNumber: null })
  expect((await letterLink('REQUEST_RECEIVED')).token).toBe(token)
  expect(await unread(manager)).toEqual(['REQUEST_NEW'])
  const { id: requestId } = await prisma.serviceRequest.findUniqueOrThrow({ where: { number } })
  expect(await prisma.serviceRequest.findUniqueOrThrow({ where: { number } })).toMatchObject({
    phone: '+78435551234',
    email: 'anna@romashka.demo',
    source: 'CLIENT',
    consentAt: clock.now(),
    dueAt: new Date('2026-03-02T09:00:00Z'),
  })

  // the manager returns it, the client completes it
  await manager.ask(moveRequest, { id: requestId, transition: 'takeIntoReview' })
  await manager.ask(moveRequest, {
    id: requestId,
    transition: 'returnForCompletion',
    input: { fields: ['serialNumber'], comment: 'Укажите заводской номер' },
  })
  const returned = await track()
  expect(returned).toMatchObject({ stage: 'RETURNED' })
  const completion = await letterLink('REQUEST_RETURNED')
  expect(completion.text).toContain('Укажите заводской номер')
  expect(completion.token).toBe(returned.completionToken)
  const form = `query ($token: String!) { completionForm(token: $token) { comment fields { key type value } } }`
  expect(await anybody.ask(form, { token: completion.token })).toEqual({
    completionForm: {
      comment: 'Укажите заводской номер',
      fields: [{ key: 'serialNumber', type: 'TEXT', value: null }],
    },
  })
  const complete = `mutation ($token: String!, $values: [CompletionValue!]!) {
    completeServiceRequest(token: $token, values: $values) { number trackingToken }
  }`
  const completed = { token: completion.token, values: [{ key: 'serialNumber', value: 'sn-4412' }] }
  expect(await anybody.ask(complete, completed)).toEqual({ completeServiceRequest: { number, trackingToken: token } })
  expect(await anybody.refusal(complete, completed)).toEqual(['LINK_USED'])
  expect(await anybody.refusal(form, { token: completion.token })).toEqual(['LINK_USED'])
  expect(await unread(manager)).toEqual(['REQUEST_COMPLETED', 'REQUEST_NEW'])

  // the manager accepts it, the rules assign it
  const accepted = await manager.ask<{
    transitionServiceRequest: {
      serviceRequest: { responsible: { id: string } }
      repair: { id: string; number: string }
    }
  }>(moveRequest, { id: requestId, transition: 'accept' })
  expect(accepted.transitionServiceRequest).toMatchObject({
    serviceRequest: { status: 'ACCEPTED', returnedFields: [], responsible: { id: scene.managerId } },
    repair: {
      number: 'Р-2026-000001',
      status: 'ASSIGNED',
      serviceCenter: { id: scene.serviceCenterId },
      techExpert: { id: scene.techExpertId },
      manager: { id: scene.managerId },
    },
  })
  const { id } = accepted.transitionServiceRequest.repair
  const repair = await prisma.repair.findUniqueOrThrow({
    where: { id },
    include: { client: true, contact: true, equipment: true },
  })
  expect(repair.client).toMatchObject({ name: 'ООО «Ромашка»', phone: '+78435551234' })
  expect(repair.contact).toMatchObject({ name: 'Анна Петрова' })
  expect(repair.equipment).toMatchObject({ serialNumber: 'SN-4412', model: 'ПКА-10', clientId: repair.clientId })
  const feed = `query ($id: ID!) { repair(id: $id) { feed { kind reasonCode transition changes { field newValue } } } }`
  expect(await manager.ask(feed, { id })).toMatchObject({
    repair: {
      feed: expect.arrayContaining([expect.objectContaining({ kind: 'ASSIGNMENT', reasonCode: 'ONLY_MATCH' })]),
    },
  })
  expect(await unread(center)).toEqual(['REPAIR_ASSIGNED'])

  // the service centre agrees the visit, which then records itself
  const visitAt = new Date(clock.now().getTime() + 24 * HOUR)
  expect(await center.ask(moveRepair, { id, transition: 'scheduleVisit', input: { visitAt } })).toMatchObject({
    transitionRepair: { repair: { status: 'VISIT_SCHEDULED', moveParty: 'SERVICE_CENTER' } },
  })
  expect((await letterLink('VISIT_SCHEDULED')).token).toBe(token)
  expect(await track()).toMatchObject({
    stage: 'VISIT',
    visitAt: visitAt.toISOString(),
    serviceCenterName: 'Казань-Сервис',
  })
  clock.advance(25 * HOUR)
  await recordVisitJob.handler(app.services, { repairId: id, visitAt: visitAt.toISOString() })

  // documents, diagnosis, closing
  const { id: engineerId } = await prisma.employee.findUniqueOrThrow({ where: { email: cast.serviceCenter } })
  expect(await center.refusal(moveRepair, { id, transition: 'submitDocuments' })).toEqual(['GUARDS_UNMET'])
  for (const type of ['CLAIM_REPORT', 'COMPLETION_REPORT']) {
    await center.ask(attach, { input: { repairId: id, type, fileIds: [await addFile(app.services, engineerId)] } })
  }
  await center.ask(moveRepair, { id, transition: 'submitDocuments' })
  expect(await unread(expert)).toEqual(['DIAGNOSIS_DUE'])
  const update = `mutation ($id: ID!, $patch: RepairPatch!) { updateRepair(id: $id, patch: $patch) { repair { diagnosis } } }`
  await expert.ask(update, { id, patch: { diagnosis: 'Сгорел ТЭН', warrantyVerdict: 'WARRANTY' } })
  await expert.ask(moveRepair, { id, transition: 'confirmDiagnosis' })
  expect(await manager.ask(moveRepair, { id, transition: 'close' })).toMatchObject({
    transitionRepair: { repair: { status: 'CLOSED', moveParty: 'NONE', dueAt: null } },
  })

  // the client rates it, once
  const rating = await letterLink('RATING_INVITATION')
  const done = await track()
  expect(done).toMatchObject({ stage: 'DONE', ratingToken: rating.token, visitAt: null })
  expect((done.history as { stage: string }[]).map(({ stage }) => stage)).toEqual([
    ...['RECEIVED', 'RETURNED', 'RECEIVED', 'ASSIGNED', 'VISIT', 'IN_WORK', 'FINISHING', 'DONE'],
  ])
  const rate = `mutation ($token: String!, $mark: Int!) { rateRepair(token: $token, mark: $mark, comment: "Спасибо") { isDone } }`
  expect(await anybody.refusal(rate, { token: rating.token, mark: 6 })).toEqual(['VALIDATION'])
  expect(await anybody.ask(rate, { token: rating.token, mark: 5 })).toEqual({ rateRepair: { isDone: true } })
  expect(await anybody.refusal(rate, { token: rating.token, mark: 1 })).toEqual(['LINK_USED'])
  expect(
    await manager.ask(
      `query ($id: ID!) { repair(id: $id) { ratingMark ratingComment serviceCenter { rating ratingCount } } }`,
      { id },
    ),
  ).toEqual({
    repair: { ratingMark: 5, ratingComment: 'Спасибо', serviceCenter: { rating: 5, ratingCount: 1 } },
  })
  expect(
    await anybody.ask('query ($token: String!) { ratingForm(token: $token) { isRated } }', { token: rating.token }),
  ).toEqual({
    ratingForm: { isRated: true },
  })
  expect(await track()).toMatchObject({ ratingToken: null })
  const open = await prisma.obligation.count({
    where: { OR: [{ repairId: id }, { requestId }], metAt: null, cancelledAt: null },
  })
  expect(open).toBe(0)
})

test('a dealer’s request comes back to the dealer, who completes exactly what was asked in the app', async () => {
  const { prisma } = app.services
  const manager = await app.asEmployee(cast.manager)
  const dealer = await app.asEmployee(cast.dealer)
  const create = `mutation ($input: ServiceRequestInput!) {
    createServiceRequest(input: $input) { serviceRequest { id source dealer { id } client { id } } }
  }`
  const { consentVersion: _c, serialNumber: _s, ...words } = clientsWords(scene.manufacturerId)
  type Created = { createServiceRequest: { serviceRequest: { id: string } } }
  const created = await dealer.ask<Created>(create, { input: words })
  expect(created.createServiceRequest.serviceRequest).toMatchObject({
    source: 'DEALER',
    dealer: { id: scene.dealerId },
  })
  const { id } = created.createServiceRequest.serviceRequest
  expect((await dealer.ask<Created>(create, { input: words })).createServiceRequest.serviceRequest.id).toBe(id)
  const known = await prisma.serviceRequest.findUniqueOrThrow({ where: { id } })
  // Somebody else's client: to link him now would open his card to the dealer who typed his phone.
  expect(known.clientId).toBeNull()

  const fields = ['serialNumber', 'documents']
  await manager.ask(moveRequest, {
    id,
    transition: 'returnForCompletion',
    input: { fields, comment: 'Номер и фото шильдика' },
  })
  expect(await unread(dealer)).toContain('REQUEST_RETURNED')
  const values = { serialNumber: 'sn-4412' }
  const more = { id, transition: 'complete', input: { values: { ...values, complaint: 'Другое' } } }
  expect(await dealer.refusal(moveRequest, more)).toEqual(['VALIDATION'])
  const without = await dealer.graphql(moveRequest, { id, transition: 'complete', input: { values } })
  expect(without.errors?.[0]?.extensions).toMatchObject({
    code: 'GUARDS_UNMET',
    details: { unmet: [{ code: 'FIELD_REQUIRED', key: 'documents' }] },
  })
  const { id: authorId } = await prisma.employee.findUniqueOrThrow({ where: { email: cast.dealer } })
  await dealer.ask(attach, {
    input: { requestId: id, type: 'PHOTO', fileIds: [await addFile(app.services, authorId)] },
  })
  expect(await dealer.ask(moveRequest, { id, transition: 'complete', input: { values } })).toMatchObject({
    transitionServiceRequest: { serviceRequest: { status: 'IN_REVIEW', returnedFields: [] } },
  })
  expect(await prisma.serviceRequest.findUniqueOrThrow({ where: { id } })).toMatchObject({
    serialNumber: 'SN-4412',
    responsibleId: scene.managerId,
    equipmentId: null,
  })
  expect(await dealer.refusal(moveRequest, { id, transition: 'accept' })).toEqual(['FORBIDDEN'])
  type Duplicates = { possibleDuplicates: { id: string }[] }
  const duplicates = `query ($id: ID!) { possibleDuplicates(serviceRequestId: $id) { id } }`
  expect((await manager.ask<Duplicates>(duplicates, { id })).possibleDuplicates, 'the only repair is closed').toEqual(
    [],
  )

  const clients = await prisma.client.count()
  const asked = await manager.graphql(moveRequest, { id, transition: 'accept' })
  const details = asked.errors?.[0]?.extensions.details
  const accepting = { id, transition: 'accept', input: { answers: answerAll(details, true) } }
  await manager.ask(moveRequest, accepting)
  const repair = await prisma.repair.findUniqueOrThrow({ where: { requestId: id } })
  expect(repair).toMatchObject({ clientId: expect.any(String), equipmentId: expect.any(String) })
  expect(await prisma.client.count(), 'recognised when the office accepts and agrees to what the dealer will see').toBe(
    clients,
  )
})
