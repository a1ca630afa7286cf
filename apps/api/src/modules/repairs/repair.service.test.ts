import { isDomainError } from '@naryad/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cast, startTestApp, type TestApp } from '../../../test/app.ts'
import { actor, addDocuments, addRepair, addScene, type Scene } from '../../../test/scene.ts'
import { type ManualClock, manualClock } from '../../clock.ts'
import type { Services } from '../../context.ts'
import { type Actor, client, viewerOf } from '../../journal/actor.ts'
import { clientFields } from '../clients/client.service.ts'
import { removeDocument, restoreDocument } from '../documents/document.service.ts'
import { createLink } from '../links/link.service.ts'
import { markNotificationsRead } from '../notifications/notification.service.ts'
import { requestFields } from '../requests/request-fields.ts'
import { repairFields, updateRepair } from './repair.service.ts'
import { rateRepair } from './repair-rating.service.ts'
import { transitionRepair } from './repair-transition.service.ts'

const HOUR = 3_600_000

let app: TestApp
let clock: ManualClock
let services: Services
let scene: Scene
let manager: Actor
let serviceCenter: Actor
let expert: Actor
let another: string

beforeAll(async () => {
  clock = manualClock(new Date('2026-03-02T07:00:00Z'))
  app = await startTestApp({ isWorker: false }, { clock })
  services = app.services
  scene = await addScene(services)
  manager = await actor(services, cast.manager)
  serviceCenter = await actor(services, cast.serviceCenter)
  expert = await actor(services, cast.techExpert)
  const center = await services.prisma.serviceCenter.create({ data: { name: 'Другой', city: 'Уфа', region: 'Уфа' } })
  another = center.id
})
afterAll(() => app?.stop())

const rowOf = (id: string) => services.prisma.repair.findUniqueOrThrow({ where: { id } })
const update = (by: Actor, id: string, patch: object, expected?: object) =>
  updateRepair(services, by, { id, patch, ...(expected && { expected }) })
const eventsOf = (recordId: string) =>
  services.prisma.changeEvent.findMany({ where: { recordId }, orderBy: { seq: 'asc' } })
const refusal = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!isDomainError(error)) throw error ?? new Error('not refused')
  return { code: error.code, ...error.details }
}

describe('an ended repair', () => {
  test('is not the service centre’s to change any more, neither its costs nor its documents; the office’s it is', async () => {
    const { id } = await addRepair(services, scene)
    await addDocuments(services, id, ['CLAIM_REPORT', 'INVOICE'])
    const [report, invoice] = await services.prisma.document.findMany({
      where: { repairId: id },
      orderBy: { id: 'asc' },
    })
    await update(serviceCenter, id, { laborCost: 100_000 })
    await removeDocument(services, serviceCenter, invoice?.id ?? '')
    await services.prisma.repair.update({ where: { id }, data: { status: 'CLOSED' } })
    expect(await refusal(update(serviceCenter, id, { laborCost: 900_000 }))).toEqual({ code: 'FORBIDDEN' })
    expect(await refusal(removeDocument(services, serviceCenter, report?.id ?? ''))).toEqual({ code: 'FORBIDDEN' })
    expect(await refusal(restoreDocument(services, serviceCenter, invoice?.id ?? ''))).toEqual({ code: 'FORBIDDEN' })
    expect(await rowOf(id)).toMatchObject({ laborCost: 100_000 })
    await update(manager, id, { laborCost: 110_000 })
    await removeDocument(services, manager, report?.id ?? '')
    expect(await services.prisma.document.count({ where: { repairId: id, removedAt: null } })).toBe(0)
  })
})

describe('updating a repair', () => {
  test('takes its fields under the very keys that the schema gives them', () => {
    const inputs = { RepairPatch: repairFields, ServiceRequestPatch: requestFields, ClientPatch: clientFields }
    for (const [name, rules] of Object.entries(inputs)) {
      const keys = Object.entries(rules).map(([field, { key }]): [string, string] => [field, key])
      expect(new Map(keys), name).toEqual(new Map(services.catalog.inputs.get(name)?.keys))
    }
  })

  test('keeps the total, announces exactly the changed keys, and writes one entry per change', async () => {
    const { id } = await addRepair(services, scene)
    const before = (await eventsOf(id)).length
    await update(manager, id, { laborCost: 120_050, travelCost: 50_000 })
    expect(await rowOf(id)).toMatchObject({ totalCost: 170_050 })
    const [event, ...more] = (await eventsOf(id)).slice(before)
    const keys = ['laborCost', 'travelCost', 'totalCost'].map((key) => services.catalog.field('repair', key).id)
    expect(new Set(event?.fieldIds)).toEqual(new Set(keys))
    expect(more).toEqual([])
    await update(manager, id, { laborCost: null, travelCost: null })
    expect(await rowOf(id)).toMatchObject({ totalCost: null })
    expect(await services.prisma.feedEntry.count({ where: { repairId: id, kind: 'CHANGE' } })).toBe(2)
  })

  test('refuses money and numbers that cannot be, all at once, and writes nothing', async () => {
    const { id } = await addRepair(services, scene)
    const patch = { laborCost: -1, travelCost: 1.5, partsCost: 3_000_000_000, travelKm: 1e6, complaint: '' }
    expect(await refusal(update(manager, id, patch))).toEqual({
      code: 'VALIDATION',
      problems: expect.arrayContaining([
        { key: 'laborCost', problem: 'NEGATIVE' },
        { key: 'travelCost', problem: 'INVALID' },
        { key: 'partsCost', problem: 'TOO_LARGE' },
        { key: 'travelKm', problem: 'TOO_LARGE' },
        { key: 'complaint', problem: 'REQUIRED' },
      ]),
    })
    expect(await rowOf(id)).toMatchObject({ laborCost: null, totalCost: null })
  })

  test('of a field the role may not write is refused whole and names nothing', async () => {
    const { id } = await addRepair(services, scene)
    const work = update(serviceCenter, id, { workDone: 'Заменили', warrantyVerdict: 'WARRANTY' })
    expect(await refusal(work)).toEqual({ code: 'FORBIDDEN_FIELD' })
    expect(await refusal(update(serviceCenter, id, { serviceCenterId: another }))).toEqual({ code: 'FORBIDDEN_FIELD' })
    expect(await refusal(update(client, id, { workDone: 'Я' }))).toEqual({ code: 'FORBIDDEN' })
    expect(await rowOf(id)).toMatchObject({ workDone: null, serviceCenterId: scene.serviceCenterId })
  })

  test('that would take the repair out of the writer’s own rows is refused', async () => {
    const { id } = await addRepair(services, scene)
    const { id: roleId } = await services.prisma.role.findUniqueOrThrow({ where: { key: 'techExpert' } })
    const fieldId = services.catalog.field('repair', 'techExpert').id
    const rule = { where: { roleId_fieldId: { roleId, fieldId } } }
    await services.prisma.roleField.update({ ...rule, data: { access: 'WRITE' } })
    const generous = await actor(services, cast.techExpert)
    expect(await refusal(update(generous, id, { techExpertId: scene.managerId }))).toEqual({ code: 'FORBIDDEN' })
    expect(await rowOf(id)).toMatchObject({ techExpertId: scene.techExpertId })
    await services.prisma.roleField.update({ ...rule, data: { access: 'READ' } })
  })

  test('somebody else changed meanwhile tells both values and who; the same words twice are no conflict', async () => {
    const { id } = await addRepair(services, scene)
    await update(serviceCenter, id, { workDone: 'Заменили ТЭН' }, { workDone: null })
    clock.advance(HOUR)
    expect(await refusal(update(manager, id, { workDone: 'Ничего' }, { workDone: '' }))).toEqual({
      code: 'CHANGED_MEANWHILE',
      fields: [
        {
          key: 'workDone',
          yours: 'Ничего',
          current: 'Заменили ТЭН',
          changedBy: viewerOf(serviceCenter)?.name,
          at: new Date(clock.now().getTime() - HOUR).toISOString(),
        },
      ],
    })
    await update(manager, id, { workDone: 'Заменили ТЭН' }, { workDone: null })
    expect(await services.prisma.feedEntry.count({ where: { repairId: id, kind: 'CHANGE' } })).toBe(1)
  })

  test('people at once on different fields lose nothing; on one field, one wins', async () => {
    const { id } = await addRepair(services, scene)
    const fields = ['city', 'region', 'address', 'contactName', 'workDone', 'recommendations', 'internalNote']
    await Promise.all(fields.map((key) => update(manager, id, { [key]: `новое ${key}` })))
    expect(await rowOf(id)).toMatchObject(Object.fromEntries(fields.map((key) => [key, `новое ${key}`])))
    const rivals = ['а', 'б', 'в'].map((word) => update(manager, id, { complaint: word }, { complaint: 'Не греет' }))
    const results = await Promise.allSettled(rivals)
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('with another service centre by hand is an assignment: the new one answers for what is open, and is told', async () => {
    const { id } = await addRepair(services, scene)
    const first = await services.prisma.obligation.findFirstOrThrow({ where: { repairId: id } })
    clock.advance(HOUR)
    await update(manager, id, { serviceCenterId: another, city: 'Уфа' })
    const kinds = await services.prisma.feedEntry.findMany({
      where: { repairId: id, actor: 'EMPLOYEE', changes: { some: {} } },
    })
    expect(kinds.map(({ kind }) => kind).sort()).toEqual(['ASSIGNMENT', 'CHANGE'])
    const obligations = await services.prisma.obligation.findMany({
      where: { repairId: id },
      orderBy: { openedAt: 'asc' },
    })
    expect(obligations).toMatchObject([
      { id: first.id, cancelledAt: clock.now(), metAt: null },
      { kind: 'SCHEDULE_VISIT', serviceCenterId: another, metAt: null, cancelledAt: null },
    ])
    expect((await rowOf(id)).dueAt).toEqual(obligations[1]?.dueAt)
    expect(await refusal(update(manager, id, { serviceCenterId: null }))).toMatchObject({
      problems: [{ key: 'serviceCenter', problem: 'REQUIRED' }],
    })
  })
})

describe('a rating', () => {
  async function closed() {
    const { id } = await addRepair(services, scene)
    const visitAt = new Date(clock.now().getTime() + HOUR)
    const go = (by: Actor, transition: string, input = {}) => transitionRepair(services, by, { id, transition, input })
    await go(serviceCenter, 'scheduleVisit', { visitAt })
    await addDocuments(services, id, ['CLAIM_REPORT', 'COMPLETION_REPORT'])
    await go(serviceCenter, 'submitDocuments')
    await update(expert, id, { diagnosis: 'ТЭН', warrantyVerdict: 'NOT_WARRANTY' })
    await go(expert, 'confirmDiagnosis')
    await go(manager, 'close')
    const token = await createLink(services, services.prisma, { kind: 'RATING', repairId: id })
    return { id, token, go }
  }

  test('counts once, however often it is sent, and moves the service centre’s mean', async () => {
    const { token } = await closed()
    const where = { id: scene.serviceCenterId }
    await services.prisma.serviceCenter.update({ where, data: { rating: 4, ratingCount: 3 } })
    const results = await Promise.allSettled([5, 1, 3].map((mark) => rateRepair(services, { token, mark })))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const center = await services.prisma.serviceCenter.findUniqueOrThrow({ where })
    expect(center.ratingCount).toBe(4)
    expect([17 / 4, 13 / 4, 15 / 4]).toContain(center.rating)
  })

  test('is not taken while the repair is open again, and the link stays good for later', async () => {
    const { id, token, go } = await closed()
    await go(manager, 'reopen', { comment: 'Снова не греет' })
    expect(await refusal(rateRepair(services, { token, mark: 5 }))).toEqual({ code: 'TRANSITION_UNAVAILABLE' })
    await services.prisma.repair.update({ where: { id }, data: { status: 'CLOSED' } })
    expect(await rateRepair(services, { token, mark: 5 })).toEqual({ isDone: true })
  })

  test('closing sends one invitation, however often the repair is reopened and closed', async () => {
    const { id, go } = await closed()
    await go(manager, 'reopen', { comment: 'Ошибка' })
    await go(manager, 'cancel', { comment: 'Клиент передумал' })
    expect(await rowOf(id)).toMatchObject({
      status: 'CANCELLED',
      closingComment: 'Клиент передумал',
      closedAt: clock.now(),
    })
    const links = await services.prisma.publicLink.findMany({ where: { repairId: id, kind: 'RATING' } })
    expect(links, 'one of the closing, one of this test').toHaveLength(2)
  })
})

test('marking notifications as read touches the viewer’s own only', async () => {
  await addRepair(services, scene)
  const viewer = viewerOf(manager)
  if (!viewer) throw new Error('not an employee')
  const { employeeId } = viewer
  const others = await services.prisma.notification.findMany({ where: { NOT: { employeeId }, readAt: null } })
  expect(others.length).toBeGreaterThan(0)
  const all = await services.prisma.notification.count({ where: { employeeId, readAt: null } })
  const ids = others.map(({ id }) => id)
  expect(await markNotificationsRead(services, viewer, ids)).toEqual({ unread: all })
  expect(await markNotificationsRead(services, viewer, null)).toEqual({ unread: 0 })
  expect(await services.prisma.notification.count({ where: { id: { in: ids }, readAt: null } })).toBe(ids.length)
})
