import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { cast, startTestApp, type TestApp } from '../../../test/app.ts'
import { addRepair, addScene, type Scene } from '../../../test/scene.ts'
import type { Services } from '../../context.ts'
import { findPeople } from './assignment.service.ts'

let app: TestApp
let services: Services
let scene: Scene

beforeAll(async () => {
  app = await startTestApp({ isWorker: false })
  services = app.services
})
afterAll(() => app?.stop())
beforeEach(async () => {
  scene = await addScene(services)
  await services.prisma.assignmentRule.updateMany({
    where: { manufacturerId: scene.manufacturerId },
    data: { managerId: null, techExpertId: null },
  })
})

/** An employee to whom the manufacturer's repairs come automatically. */
const addAutomatic = async (role: string, name: string) => {
  const employeeId = await app.addEmployee({ email: `${randomUUID()}@naryad.demo`, role, name })
  await services.prisma.employeeManufacturer.create({ data: { employeeId, manufacturerId: scene.manufacturerId } })
  return employeeId
}
const people = async () => {
  const { id } = await addRepair(services, scene)
  const { managerId, techExpertId } = await services.prisma.repair.findUniqueOrThrow({ where: { id } })
  return { managerId, techExpertId }
}

test('where the rule names nobody, those take the repair to whom its manufacturer comes, each the part his role may do', async () => {
  const managerId = await addAutomatic('manager', 'Автоматический менеджер')
  const techExpertId = await addAutomatic('techExpert', 'Автоматический эксперт')
  await addAutomatic('accountant', 'Бухгалтер')
  expect(await people()).toEqual({ managerId, techExpertId })
})

test('a rule that names somebody decides, unless he has gone', async () => {
  const automatic = await addAutomatic('manager', 'Автоматический')
  const { prisma } = services
  const { manufacturerId, techExpertId } = scene
  const named = await app.addEmployee({ email: `${randomUUID()}@naryad.demo`, role: 'manager', name: 'Названный' })
  await prisma.assignmentRule.updateMany({ where: { manufacturerId }, data: { managerId: named, techExpertId } })
  expect(await people()).toEqual({ managerId: named, techExpertId })
  await prisma.employee.update({ where: { id: named }, data: { isActive: false } })
  expect(await people()).toEqual({ managerId: automatic, techExpertId })
})

test('of several the one with the fewest open repairs, then the first by name', async () => {
  const first = await addAutomatic('manager', 'Анна')
  const second = await addAutomatic('manager', 'Борис')
  const taken = [(await people()).managerId, (await people()).managerId, (await people()).managerId]
  expect(taken).toEqual([first, second, first])
  await services.prisma.repair.updateMany({ where: { managerId: first }, data: { status: 'CANCELLED' } })
  expect((await people()).managerId).toBe(first)
})

test('who is not active or belongs to a partner takes nothing, and without anybody the part stays open', async () => {
  const gone = await addAutomatic('manager', 'Ушёл')
  await services.prisma.employee.update({ where: { id: gone }, data: { isActive: false } })
  const partner = await services.prisma.employee.findUniqueOrThrow({ where: { email: cast.serviceCenter } })
  const { manufacturerId } = scene
  await services.prisma.employeeManufacturer.create({ data: { employeeId: partner.id, manufacturerId } })
  expect(await findPeople(services.prisma, manufacturerId, null)).toEqual({ managerId: null, techExpertId: null })
})
