import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Caller, cast, startTestApp, type TestApp } from '../../../test/app.ts'
import { addRepair, addScene, clientsWords, type Scene } from '../../../test/scene.ts'
import type { Services } from '../../context.ts'
import { submitServiceRequest } from '../public-pages/public-request.service.ts'

let app: TestApp
let services: Services
let admin: Caller
let scene: Scene
/** Whoever goes, and whoever stays. */
let leaver: { id: string; email: string }
let heir: string

beforeAll(async () => {
  app = await startTestApp({ isWorker: false })
  services = app.services
})
afterAll(() => app?.stop())
beforeEach(async () => {
  await services.prisma.throttle.deleteMany()
  admin = await app.asEmployee(cast.administrator)
  scene = await addScene(services)
  const email = `${randomUUID()}@naryad.demo`
  leaver = { email, id: await app.addEmployee({ email, role: 'manager' }) }
  heir = await app.addEmployee({ email: `${randomUUID()}@naryad.demo`, role: 'manager', name: 'Наследник' })
})

const deactivate = `mutation ($id: ID!, $handOver: HandOverInput!) {
  deactivateEmployee(employeeId: $id, handOver: $handOver) {
    settings { isActive deactivatedAt openWork { repairsAsManager requests obligations assignmentRules manufacturers } } } }`

test('what is open goes to whoever takes it, as edits that the feeds tell of, and ended work stays his', async () => {
  const { prisma } = services
  const { id: leaverId } = leaver
  const open = await addRepair(services, scene)
  const ended = await addRepair(services, scene)
  await prisma.repair.update({ where: { id: open.id }, data: { managerId: leaverId, techExpertId: leaverId } })
  await prisma.repair.update({ where: { id: ended.id }, data: { managerId: leaverId, status: 'CANCELLED' } })
  const { number } = await submitServiceRequest(services, {
    ...clientsWords(scene.manufacturerId),
    serialNumber: 'sn-1',
  })
  const request = await prisma.serviceRequest.update({ where: { number }, data: { responsibleId: leaverId } })
  await prisma.obligation.updateMany({ where: { requestId: request.id }, data: { employeeId: leaverId } })
  const { manufacturerId } = scene
  await prisma.assignmentRule.updateMany({ where: { manufacturerId }, data: { managerId: leaverId } })
  await prisma.employeeManufacturer.create({ data: { employeeId: leaverId, manufacturerId } })

  const handOver = {
    repairsAsManagerTo: heir,
    repairsAsTechExpertTo: scene.techExpertId,
    requestsTo: heir,
    assignmentRulesTo: heir,
    manufacturersTo: heir,
  }
  const { deactivateEmployee } = await admin.ask<Record<string, unknown>>(deactivate, { id: leaverId, handOver })
  expect(deactivateEmployee).toEqual({
    settings: {
      isActive: false,
      deactivatedAt: expect.any(String),
      openWork: { repairsAsManager: 0, requests: 0, obligations: 0, assignmentRules: 0, manufacturers: 0 },
    },
  })
  const after = await prisma.repair.findUniqueOrThrow({ where: { id: open.id } })
  expect(after).toMatchObject({ managerId: heir, techExpertId: scene.techExpertId })
  expect(await prisma.repair.findUnique({ where: { id: ended.id } })).toMatchObject({ managerId: leaverId })
  expect(await prisma.serviceRequest.findUnique({ where: { id: request.id } })).toMatchObject({ responsibleId: heir })
  expect(await prisma.assignmentRule.findFirst({ where: { manufacturerId } })).toMatchObject({ managerId: heir })
  expect(await prisma.employeeManufacturer.findMany({ where: { manufacturerId } })).toMatchObject([
    { employeeId: heir },
  ])
  const owed = await prisma.obligation.findMany({ where: { requestId: request.id, metAt: null, cancelledAt: null } })
  expect(owed).toMatchObject([{ employeeId: heir }])

  const [entry] = await prisma.feedEntry.findMany({
    where: { repairId: open.id },
    orderBy: { id: 'desc' },
    include: { changes: true, author: { select: { email: true } } },
  })
  expect(entry).toMatchObject({ kind: 'ASSIGNMENT', author: { email: cast.administrator } })
  expect(entry?.changes.map(({ oldValue, newValue }) => [oldValue, newValue]).sort()).toEqual(
    [
      [leaverId, heir],
      [leaverId, scene.techExpertId],
    ].sort(),
  )
  const told = await prisma.notification.findMany({
    where: { employeeId: heir, kind: { endsWith: '_RESPONSIBLE' } },
    orderBy: { kind: 'asc' },
  })
  expect(told.map(({ kind }) => kind)).toEqual(['REPAIR_RESPONSIBLE', 'REQUEST_RESPONSIBLE'])
  const audited = await prisma.auditEntry.findFirstOrThrow({
    where: { kind: 'employeeDeactivated', subjectId: leaverId },
  })
  expect(audited.details).toMatchObject({
    changes: expect.arrayContaining([
      expect.objectContaining({ subject: 'repairsAsManager', before: '1', after: 'Наследник' }),
    ]),
  })
})

test('work that has to be done needs somebody who is there; nothing is done until it has one', async () => {
  const repair = await addRepair(services, scene)
  await services.prisma.repair.update({ where: { id: repair.id }, data: { managerId: leaver.id } })
  const gone = await app.addEmployee({ email: `${randomUUID()}@naryad.demo`, role: 'manager' })
  await services.prisma.employee.update({ where: { id: gone }, data: { isActive: false } })
  const partner = await services.prisma.employee.findUniqueOrThrow({ where: { email: cast.serviceCenter } })
  const problems = async (repairsAsManagerTo: string | null) => {
    const { errors } = await admin.graphql(deactivate, { id: leaver.id, handOver: { repairsAsManagerTo } })
    return errors?.[0]?.extensions.details
  }
  const problem = (code: string) => ({ problems: [{ key: 'repairsAsManagerTo', problem: code }] })
  expect(await problems(null)).toEqual(problem('REQUIRED'))
  for (const id of [gone, partner.id, leaver.id]) expect(await problems(id)).toEqual(problem('INACTIVE'))
  expect(await services.prisma.employee.findUnique({ where: { id: leaver.id } })).toMatchObject({ isActive: true })
})

test('with the account end its sessions, its sockets and the links to set its password; given back, it signs in again', async () => {
  const caller = await app.asEmployee(leaver.email)
  const socket = await caller.subscribe('subscription { viewerChanged { permissionVersion } }')
  const link = { kind: 'PASSWORD_RESET' as const, employeeId: leaver.id, createdAt: new Date() }
  const { id: linkId } = await services.prisma.publicLink.create({ data: link })
  await admin.ask(deactivate, { id: leaver.id, handOver: {} })
  await socket.closed
  expect(await caller.ask('{ viewer { id } }')).toEqual({ viewer: null })
  expect(await services.prisma.publicLink.findUnique({ where: { id: linkId } })).toMatchObject({
    usedAt: expect.any(Date),
  })
  await expect(app.asEmployee(leaver.email)).rejects.toThrow('UNAUTHENTICATED')
  const reactivate =
    'mutation ($id: ID!) { reactivateEmployee(employeeId: $id) { settings { isActive deactivatedAt } } }'
  const { reactivateEmployee } = await admin.ask<Record<string, unknown>>(reactivate, { id: leaver.id })
  expect(reactivateEmployee).toEqual({ settings: { isActive: true, deactivatedAt: null } })
  await app.asEmployee(leaver.email)
})

test('his own request that was sent back to him is expected of whoever takes his requests', async () => {
  const { prisma } = services
  const { number } = await submitServiceRequest(services, {
    ...clientsWords(scene.manufacturerId),
    serialNumber: 'sn-2',
  })
  const { id: requestId } = await prisma.serviceRequest.update({ where: { number }, data: { authorId: leaver.id } })
  await prisma.obligation.updateMany({ where: { requestId }, data: { employeeId: leaver.id, party: 'AUTHOR' } })
  await admin.ask(deactivate, { id: leaver.id, handOver: { requestsTo: heir } })
  expect(await prisma.obligation.findMany({ where: { requestId } })).toMatchObject([{ employeeId: heir }])
  expect(await prisma.serviceRequest.findUnique({ where: { id: requestId } })).toMatchObject({ authorId: leaver.id })
})
