import { randomUUID } from 'node:crypto'
import { isDomainError } from '@naryad/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cast, startTestApp, type TestApp } from '../../../test/app.ts'
import { actor, addFile, addScene, clientsWords, type Scene } from '../../../test/scene.ts'
import { type ManualClock, manualClock } from '../../clock.ts'
import type { Services } from '../../context.ts'
import { hashUploadKey } from '../../files/stored-file.service.ts'
import { type Actor, viewerOf } from '../../journal/actor.ts'
import { tokenOf } from '../../link-token.ts'
import { openLink } from '../links/link.service.ts'
import { publicForm, publicUnit, submitServiceRequest } from '../public-pages/public-request.service.ts'
import { createServiceRequest, updateServiceRequest } from './request.service.ts'
import { completeByLink } from './request-completion.service.ts'
import { serviceRequestTransitions } from './request-options.ts'
import { transitionServiceRequest } from './request-transition.service.ts'

const DAY = 24 * 3_600_000

let app: TestApp
let clock: ManualClock
let services: Services
let scene: Scene
let manager: Actor
let dealer: Actor

beforeAll(async () => {
  clock = manualClock(new Date('2026-03-02T07:00:00Z'))
  app = await startTestApp({ isWorker: false }, { clock })
  services = app.services
  scene = await addScene(services)
  manager = await actor(services, cast.manager)
  dealer = await actor(services, cast.dealer)
})
afterAll(() => app?.stop())

/** Words of a client nobody knows yet. */
const stranger = () => {
  const digits = String(Math.floor(Math.random() * 1e7)).padStart(7, '0')
  const words = clientsWords(scene.manufacturerId)
  return { ...words, phone: `+7917${digits}`, email: `${randomUUID()}@example.ru`, serialNumber: randomUUID() }
}
const submit = (words = stranger()) => submitServiceRequest(services, words)
const rowOf = (number: string) => services.prisma.serviceRequest.findUniqueOrThrow({ where: { number } })
const move = (by: Actor, id: string, transition: string, input = {}) =>
  transitionServiceRequest(services, by, { id, transition, input })
const refusal = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!isDomainError(error)) throw error ?? new Error('not refused')
  return { code: error.code, ...error.details }
}
async function returned(fields: string[], words = stranger()) {
  const { number } = await submit(words)
  const { id } = await rowOf(number)
  await move(manager, id, 'returnForCompletion', { fields, comment: 'Дополните' })
  const link = await services.prisma.publicLink.findFirstOrThrow({ where: { requestId: id, kind: 'COMPLETION' } })
  return { id, number, token: tokenOf(services, link.id) }
}

describe('the public form', () => {
  test('sent twice at once under one key makes one request, with one number and one letter', async () => {
    const words = stranger()
    const sent = await Promise.all([submit(words), submit(words), submit(words)])
    expect(new Set(sent.map(({ number }) => number)).size).toBe(1)
    expect(new Set(sent.map(({ trackingToken }) => trackingToken)).size).toBe(1)
    const where = { submissionKey: words.submissionKey }
    const [request] = await services.prisma.serviceRequest.findMany({ where, include: { messages: true, feed: true } })
    expect(request?.messages.map(({ template }) => template)).toEqual(['REQUEST_RECEIVED'])
    expect(request?.feed.filter(({ kind }) => kind === 'CREATED')).toHaveLength(1)
  })

  test('names every problem at once and stores nothing', async () => {
    const count = await services.prisma.serviceRequest.count()
    const words = { ...stranger(), phone: '12', email: 'нет', complaint: '  ', inn: '7707083894' }
    const problems = [
      { key: 'inn', problem: 'INVALID' },
      { key: 'phone', problem: 'INVALID' },
      { key: 'email', problem: 'INVALID' },
      { key: 'complaint', problem: 'REQUIRED' },
    ]
    const { code, ...details } = await refusal(submit(words))
    expect(code).toBe('VALIDATION')
    expect(details).toEqual({ problems: expect.arrayContaining(problems) })
    const outdated = await refusal(submit({ ...stranger(), consentVersion: 'old' }))
    expect(outdated).toMatchObject({ problems: [{ key: 'consentVersion', problem: 'OUTDATED' }] })
    expect(await services.prisma.serviceRequest.count()).toBe(count)
  })

  test('takes only files that were uploaded under its own key, and each only once', async () => {
    const uploadKey = randomUUID()
    const fileId = await addFile(services, null, hashUploadKey(uploadKey))
    const foreign = { ...stranger(), fileIds: [fileId], uploadKey: randomUUID() }
    expect(await refusal(submitServiceRequest(services, foreign))).toEqual({ code: 'NOT_FOUND' })
    expect(await refusal(submitServiceRequest(services, { ...stranger(), fileIds: [fileId] }))).toEqual({
      code: 'NOT_FOUND',
    })
    const { number } = await submitServiceRequest(services, { ...stranger(), fileIds: [fileId], uploadKey })
    const { id } = await rowOf(number)
    expect(await services.prisma.document.findMany({ where: { requestId: id } })).toMatchObject([{ fileId }])
    const again = { ...stranger(), fileIds: [fileId], uploadKey }
    expect(await refusal(submitServiceRequest(services, again))).toEqual({ code: 'NOT_FOUND' })
  })

  test('tells model and maker of a serial number, and nothing else', async () => {
    const serialNumber = `UNIT-${randomUUID()}`.toUpperCase()
    const unit = { manufacturerId: scene.manufacturerId, model: 'ПКА-20', serialNumber }
    const { id: clientId } = await services.prisma.client.create({ data: { name: 'Тайна' } })
    await services.prisma.equipment.create({ data: { ...unit, clientId, note: 'тайна' } })
    const found = await publicUnit(services, ` ${serialNumber.toLowerCase()} `)
    expect(found).toEqual({ model: 'ПКА-20', category: null, manufacturerId: scene.manufacturerId })
    expect(await publicUnit(services, 'нет такого')).toBeNull()
    expect((await publicForm(services)).manufacturers).toContainEqual(
      expect.objectContaining({ id: scene.manufacturerId }),
    )
  })

  test('links the request to the client whom the INN names, and to nobody by a phone or an e-mail', async () => {
    const words = { ...stranger(), inn: '7707083893' }
    const { inn, phone, email } = words
    const { id: clientId } = await services.prisma.client.create({ data: { name: 'Известный', inn } })
    expect((await rowOf((await submit(words)).number)).clientId).toBe(clientId)
    await services.prisma.client.update({ where: { id: clientId }, data: { inn: null, phone, email } })
    const again = { ...words, submissionKey: randomUUID() }
    expect((await rowOf((await submit(again)).number)).clientId).toBeNull()
  })
})

describe('a returned request', () => {
  test('is completed over its link once, also when the button is pressed twice', async () => {
    const { token, id } = await returned(['serialNumber', 'isWarranty'])
    const values = [
      { key: 'serialNumber', value: randomUUID() },
      { key: 'isWarranty', value: 'true' },
    ]
    const results = await Promise.allSettled([
      completeByLink(services, { token, values }),
      completeByLink(services, { token, values }),
    ])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const where = { requestId: id, transition: 'complete' }
    expect(await services.prisma.feedEntry.findMany({ where })).toMatchObject([{ actor: 'CLIENT', authorId: null }])
    expect(await services.prisma.serviceRequest.findUniqueOrThrow({ where: { id } })).toMatchObject({
      status: 'IN_REVIEW',
      isWarranty: true,
      responsibleId: viewerOf(manager)?.employeeId,
    })
  })

  test('takes values of the marked fields only, all of them, and stays returned otherwise', async () => {
    const { token, id } = await returned(['serialNumber', 'address'])
    const unasked = [{ key: 'clientName', value: 'Другой' }]
    const inside = [{ key: 'status', value: 'ACCEPTED' }]
    for (const values of [unasked, inside]) {
      expect(await refusal(completeByLink(services, { token, values }))).toMatchObject({
        problems: [{ problem: 'NOT_ASKED' }],
      })
    }
    await services.prisma.serviceRequest.update({ where: { id }, data: { serialNumber: null } })
    const values = [{ key: 'address', value: 'ул. Ленина, 2' }]
    expect(await refusal(completeByLink(services, { token, values }))).toEqual({
      code: 'GUARDS_UNMET',
      unmet: [{ code: 'FIELD_REQUIRED', key: 'serialNumber' }],
    })
    expect(await services.prisma.serviceRequest.findUniqueOrThrow({ where: { id } })).toMatchObject({
      status: 'RETURNED',
    })
    await openLink(services, token, 'COMPLETION')
  })

  test('is not opened by an expired link, by one of another kind, or by a token that was tampered with', async () => {
    const { token } = await returned(['address'])
    const values = [{ key: 'address', value: 'ул. Ленина, 2' }]
    const other = token.at(-2) === 'A' ? 'B' : 'A'
    for (const bad of [`${token.slice(0, -2)}${other}${token.at(-1)}`, 'x', '']) {
      expect(await refusal(completeByLink(services, { token: bad, values }))).toEqual({ code: 'NOT_FOUND' })
    }
    expect(await refusal(openLink(services, token, 'RATING'))).toEqual({ code: 'NOT_FOUND' })
    clock.advance(31 * DAY)
    expect(await refusal(completeByLink(services, { token, values }))).toEqual({ code: 'LINK_EXPIRED' })
    clock.advance(-31 * DAY)
  })

  test('that is rejected meanwhile opens no more', async () => {
    const { token, id } = await returned(['address'])
    await move(manager, id, 'reject', { comment: 'Дубль' })
    const values = [{ key: 'address', value: 'ул. Ленина, 2' }]
    expect(await refusal(completeByLink(services, { token, values }))).toEqual({ code: 'LINK_USED' })
    const letter = await services.prisma.outboxMessage.findFirstOrThrow({
      where: { requestId: id, template: 'REQUEST_REJECTED' },
    })
    expect(letter.text).toContain('Дубль')
  })

  test('can ask for nothing that is not the author’s to give', async () => {
    const { number } = await submit()
    const { id } = await rowOf(number)
    for (const fields of [['status'], ['responsible'], ['nonsense'], ['address', 'number']]) {
      expect(await refusal(move(manager, id, 'returnForCompletion', { fields, comment: '?' }))).toMatchObject({
        problems: [{ key: 'fields', problem: 'INVALID' }],
      })
    }
    expect(await refusal(move(manager, id, 'returnForCompletion', { fields: [], comment: ' ' }))).toMatchObject({
      unmet: [{ code: 'COMMENT_REQUIRED' }, { code: 'INPUT_REQUIRED', key: 'fields' }],
    })
  })
})

describe('accepting', () => {
  test('makes one repair, however many press the button', async () => {
    const { id } = await rowOf((await submit()).number)
    const results = await Promise.allSettled([move(manager, id, 'accept'), move(manager, id, 'accept')])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await services.prisma.repair.count({ where: { requestId: id } })).toBe(1)
    expect(await services.prisma.feedEntry.count({ where: { requestId: id, transition: 'accept' } })).toBe(1)
  })

  test('two requests of one new client and unit at once makes one client, contact and unit', async () => {
    const words = stranger()
    const numbers = await Promise.all([submit(words), submit({ ...words, submissionKey: randomUUID() })])
    const rows = await Promise.all(numbers.map(({ number }) => rowOf(number)))
    await Promise.all(rows.map(({ id }) => move(manager, id, 'accept')))
    const clients = await services.prisma.client.findMany({
      where: { phone: words.phone },
      include: { contacts: true, equipment: true, repairs: true },
    })
    expect(clients).toHaveLength(1)
    expect(clients[0]?.contacts).toHaveLength(1)
    expect(clients[0]?.equipment).toHaveLength(1)
    expect(clients[0]?.repairs).toHaveLength(2)
  })

  test('without a rule that fits makes an unassigned repair, shown to those who assign', async () => {
    const { id: manufacturerId } = await services.prisma.manufacturer.create({ data: { name: randomUUID() } })
    const { id } = await rowOf((await submit({ ...stranger(), manufacturerId })).number)
    const { repair: repairId } = await move(manager, id, 'accept')
    const repair = await services.prisma.repair.findUniqueOrThrow({
      where: { id: repairId ?? '' },
      include: { feed: { where: { kind: 'ASSIGNMENT' } }, obligations: true },
    })
    expect(repair).toMatchObject({ status: 'UNASSIGNED', moveParty: 'MANAGER', serviceCenterId: null })
    expect(repair.feed).toMatchObject([{ reason: { code: 'NO_RULE' }, actor: 'SYSTEM' }])
    expect(repair.obligations).toMatchObject([{ kind: 'ASSIGN_SERVICE_CENTER' }])
  })

  test('prefers the service centre with fewer open repairs, then the one rated higher', async () => {
    const { prisma } = services
    const { id: manufacturerId } = await prisma.manufacturer.create({ data: { name: randomUUID() } })
    const center = async (rating: number) => {
      const data = { name: randomUUID(), city: 'Уфа', region: 'Уфа', rating, ratingCount: 1 }
      const { id: serviceCenterId } = await prisma.serviceCenter.create({ data })
      await prisma.assignmentRule.create({ data: { manufacturerId, serviceCenterId } })
      return serviceCenterId
    }
    const good = await center(4.9)
    const better = await center(5)
    const chosen = async () => {
      const { id } = await rowOf((await submit({ ...stranger(), manufacturerId })).number)
      const { repair } = await move(manager, id, 'accept')
      const where = { repairId: repair ?? '', kind: 'ASSIGNMENT' as const }
      const { reason } = await prisma.feedEntry.findFirstOrThrow({ where })
      const { serviceCenterId } = await prisma.repair.findUniqueOrThrow({ where: { id: repair ?? '' } })
      return { serviceCenterId, reason }
    }
    expect(await chosen()).toMatchObject({ serviceCenterId: better, reason: { code: 'HIGHEST_RATING' } })
    expect(await chosen()).toMatchObject({ serviceCenterId: good, reason: { code: 'LOWEST_LOAD' } })
  })

  test('needs a manufacturer, and says so beforehand', async () => {
    const { manufacturerId: _, ...words } = stranger()
    const { number } = await submitServiceRequest(services, words)
    const { id } = await rowOf(number)
    const unmet = [{ code: 'FIELD_REQUIRED', key: 'manufacturer' }]
    expect(await refusal(move(manager, id, 'accept'))).toEqual({ code: 'GUARDS_UNMET', unmet })
    if (manager.kind !== 'employee') throw new Error('not an employee')
    const options = await serviceRequestTransitions(services, manager.viewer, id)
    expect(options.find(({ name }) => name === 'accept')).toMatchObject({ unmet })
    expect(options.find(({ isPrimary }) => isPrimary)).toMatchObject({ name: 'takeIntoReview' })
  })
})

describe('inside', () => {
  const input = () => {
    const { consentVersion: _, ...words } = stranger()
    return words
  }

  test('a dealer’s request is his company’s, and a submission key of somebody else’s is refused', async () => {
    const words = input()
    const { serviceRequest: id } = await createServiceRequest(services, dealer, words)
    expect(await services.prisma.serviceRequest.findUniqueOrThrow({ where: { id } })).toMatchObject({
      source: 'DEALER',
      dealerId: scene.dealerId,
      consentAt: null,
    })
    expect(await refusal(createServiceRequest(services, manager, words))).toEqual({ code: 'CONFLICT' })
    expect(await refusal(submit({ ...stranger(), submissionKey: words.submissionKey }))).toEqual({ code: 'CONFLICT' })
  })

  test('a link to a record out of the author’s sight is refused like one to nothing', async () => {
    const { id: clientId } = await services.prisma.client.create({ data: { name: 'Чужой' } })
    expect(await refusal(createServiceRequest(services, dealer, { ...input(), clientId }))).toEqual({
      code: 'NOT_FOUND',
    })
    const absent = { ...input(), clientId: randomUUID() }
    expect(await refusal(createServiceRequest(services, dealer, absent))).toEqual({ code: 'NOT_FOUND' })
  })

  test('a dealer does not reach another company’s request', async () => {
    const { id } = await rowOf((await submit()).number)
    const patch = { complaint: 'Моё' }
    expect(await refusal(updateServiceRequest(services, dealer, { id, patch }))).toEqual({ code: 'NOT_FOUND' })
    expect(await refusal(move(dealer, id, 'complete'))).toEqual({ code: 'NOT_FOUND' })
  })

  test('two who change the same field: the second is told of both values, and nothing of his is written', async () => {
    const { id } = await rowOf((await submit()).number)
    const start = { complaint: 'Не греет', city: 'Казань' }
    const first = { id, patch: { complaint: 'Греет слабо' }, expected: { complaint: start.complaint } }
    await updateServiceRequest(services, manager, first)
    const second = { id, patch: { complaint: 'Шумит', city: 'Уфа' }, expected: start }
    expect(await refusal(updateServiceRequest(services, manager, second))).toEqual({
      code: 'CHANGED_MEANWHILE',
      fields: [
        {
          key: 'complaint',
          yours: 'Шумит',
          current: 'Греет слабо',
          changedBy: viewerOf(manager)?.name,
          at: clock.now().toISOString(),
        },
      ],
    })
    expect(await services.prisma.serviceRequest.findUniqueOrThrow({ where: { id } })).toMatchObject({ city: 'Казань' })
    const other = { id, patch: { city: 'Уфа' }, expected: { city: start.city } }
    await updateServiceRequest(services, manager, other)
    expect(await services.prisma.serviceRequest.findUniqueOrThrow({ where: { id } })).toMatchObject({ city: 'Уфа' })
  })

  test('every changed field is in the feed with both values, once, and an edit that changes nothing is not', async () => {
    const { id } = await rowOf((await submit()).number)
    const patch = { city: ' Уфа ', phone: '8 (917) 000-00-01', purchasedOn: '2025-12-31' }
    await updateServiceRequest(services, manager, { id, patch })
    await updateServiceRequest(services, manager, { id, patch })
    const entries = await services.prisma.feedEntry.findMany({
      where: { requestId: id, kind: 'CHANGE', actor: 'EMPLOYEE' },
      include: { changes: { include: { field: true } } },
    })
    const changes = entries.flatMap((entry) =>
      entry.changes.map(({ field, oldValue, newValue }) => [field.key, oldValue, newValue]),
    )
    expect(changes).toHaveLength(3)
    expect(changes).toContainEqual(['city', 'Казань', 'Уфа'])
    expect(changes).toContainEqual(['phone', expect.any(String), '+79170000001'])
    expect(changes).toContainEqual(['purchasedOn', null, '2025-12-31'])
  })
})
