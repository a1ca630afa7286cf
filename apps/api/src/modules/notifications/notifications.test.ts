import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type Caller, cast, startTestApp, type TestApp } from '../../../test/app.ts'
import { addRepair, addScene, type Scene } from '../../../test/scene.ts'

let app: TestApp
let scene: Scene
let manager: Caller
let repairId: string

beforeAll(async () => {
  app = await startTestApp({ isWorker: false })
  scene = await addScene(app.services)
  repairId = (await addRepair(app.services, scene)).id
  manager = await app.asEmployee(cast.manager)
})
afterAll(() => app?.stop())
beforeEach(async () => {
  const { prisma } = app.services
  await prisma.roleNotification.deleteMany()
  await prisma.notification.deleteMany()
  await prisma.outboxMessage.deleteMany({ where: { feed: { none: {} } } })
})

async function rule(role: string, kind: string, told: { isInApp: boolean; isByMail: boolean }) {
  const { id } = await app.services.prisma.role.findUniqueOrThrow({ where: { key: role } })
  await app.services.prisma.roleNotification.create({ data: { roleId: id, kind, ...told } })
}

/** Mentions the tech expert and an accountant; who was told in the app, and who by mail. */
async function mention(): Promise<{ inApp: string[]; byMail: string[] }> {
  const { prisma } = app.services
  const accountant = await prisma.employee.findUniqueOrThrow({ where: { email: cast.accountant } })
  const input = { repairId, text: 'Посмотрите', mentionIds: [scene.techExpertId, accountant.id] }
  await manager.ask('mutation ($input: CommentInput!) { addComment(input: $input) { feedEntry { id } } }', { input })
  const notifications = await prisma.notification.findMany({ where: { kind: 'MENTION' }, include: { employee: true } })
  const letters = await prisma.outboxMessage.findMany({ where: { template: 'MENTION' } })
  return {
    inApp: notifications.map(({ employee }) => employee.email).sort(),
    byMail: letters.map(({ recipient }) => recipient).sort(),
  }
}

const both = [cast.accountant, cast.techExpert].sort()

it('without a rule of the role: in the app and by mail', async () => {
  expect(await mention()).toEqual({ inApp: both, byMail: both })
})

it('a role that is told in the app only gets no letter, the others theirs', async () => {
  await rule('techExpert', 'MENTION', { isInApp: true, isByMail: false })
  expect(await mention()).toEqual({ inApp: both, byMail: [cast.accountant] })
})

it('a role that is told by mail only has nothing in the app, and one told of nothing neither', async () => {
  await rule('techExpert', 'MENTION', { isInApp: false, isByMail: true })
  await rule('accountant', 'MENTION', { isInApp: false, isByMail: false })
  expect(await mention()).toEqual({ inApp: [], byMail: [cast.techExpert] })
})

it('a rule about one kind leaves the others as they are', async () => {
  await rule('techExpert', 'REPAIR_RATED', { isInApp: false, isByMail: false })
  expect(await mention()).toEqual({ inApp: both, byMail: both })
})

it('the expert whose role wants no letters of due diagnoses is told in the app alone', async () => {
  const { prisma } = app.services
  const due = async () => {
    const { id } = await addRepair(app.services, scene)
    await prisma.repair.update({ where: { id }, data: { status: 'VISIT_SCHEDULED', visitAt: new Date() } })
    const service = await app.asEmployee(cast.serviceCenter)
    const { id: uploadedById } = await prisma.employee.findUniqueOrThrow({ where: { email: cast.serviceCenter } })
    for (const type of ['CLAIM_REPORT', 'COMPLETION_REPORT'] as const) {
      const file = { name: 'акт.pdf', contentType: 'application/pdf', size: 1, sha256: type, uploadedById }
      const { id: fileId } = await prisma.storedFile.create({
        data: { ...file, storageKey: `${id}-${type}`, createdAt: new Date() },
      })
      await prisma.document.create({ data: { repairId: id, type, fileId, attachedAt: new Date() } })
    }
    const move = 'mutation ($id: ID!) { transitionRepair(id: $id, transition: "submitDocuments") { repair { id } } }'
    await service.ask(move, { id })
    const where = { repairId: id, employeeId: scene.techExpertId }
    return {
      inApp: await prisma.notification.count({ where: { ...where, kind: 'DIAGNOSIS_DUE' } }),
      byMail: await prisma.outboxMessage.count({ where: { ...where, template: 'DIAGNOSIS_DUE' } }),
    }
  }
  expect(await due()).toEqual({ inApp: 1, byMail: 1 })
  await rule('techExpert', 'DIAGNOSIS_DUE', { isInApp: true, isByMail: false })
  expect(await due()).toEqual({ inApp: 1, byMail: 0 })
})
