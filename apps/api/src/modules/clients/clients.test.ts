import { isDomainError } from '@naryad/domain'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { cast, startTestApp, type TestApp } from '../../../test/app.ts'
import { actor } from '../../../test/scene.ts'
import type { Services } from '../../context.ts'
import type { Viewer } from '../../gate/viewer.ts'
import { type Actor, employee } from '../../journal/actor.ts'
import { updateClient } from './client.service.ts'
import { findClient, recogniseClient } from './client-linking.service.ts'

let app: TestApp
let services: Services
let manager: Viewer
let dealer: Viewer
let id: string

const viewer = (who: Actor) => {
  if (who.kind !== 'employee') throw new Error('not an employee')
  return who.viewer
}

beforeAll(async () => {
  app = await startTestApp({ isWorker: false })
  services = app.services
  manager = viewer(await actor(services, cast.manager))
  dealer = viewer(await actor(services, cast.dealer))
})
afterAll(() => app?.stop())
beforeEach(async () => {
  await services.prisma.contact.deleteMany()
  await services.prisma.client.deleteMany()
  const contacts = { create: { name: 'Анна', phone: '+79170000002', email: 'anna@example.ru' } }
  const data = { name: 'Кафе', inn: '7707083893', phone: '+79170000001', email: 'cafe@example.ru', contacts }
  id = (await services.prisma.client.create({ data })).id
})

const refusal = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!isDomainError(error)) throw error ?? new Error('not refused')
  return { code: error.code, ...error.details }
}

test('a client is recognised by INN, by phone in any notation and by e-mail, his contacts’ included', async () => {
  const by = (sent: object) => recogniseClient(services, manager, sent)
  expect(await by({ inn: '7707083893' })).toBe(id)
  expect(await by({ phone: '8 (917) 000-00-01' })).toBe(id)
  expect(await by({ phone: '9170000002' })).toBe(id)
  expect(await by({ email: ' Anna@Example.ru' })).toBe(id)
  expect(await by({ phone: '9170000003' })).toBeNull()
  expect(await by({ phone: '917' })).toBeNull()
  expect(await by({})).toBeNull()
})

test('a client with another INN is not meant, and of two with one phone neither is', async () => {
  const another = { inn: '7736050003', phone: '+79170000001', email: null, clientName: 'Кафе' }
  const eyes = { tx: services.prisma, services, viewer: manager }
  expect(await findClient(eyes, another)).toBeNull()
  expect(await findClient(eyes, { ...another, inn: null })).toEqual({ id, isCertain: true })
  expect(await findClient(eyes, { ...another, inn: null, clientName: 'Бистро' })).toEqual({ id, isCertain: false })
  await services.prisma.client.create({ data: { name: 'Тёзка', phone: '+79170000001' } })
  expect(await findClient(eyes, { ...another, inn: null })).toBeNull()
})

test('a client out of the viewer’s rows is not recognised, and a field he may not read is not asked about', async () => {
  expect(await recogniseClient(services, dealer, { inn: '7707083893' })).toBeNull()
  const exception = { employeeId: manager.employeeId, fieldId: services.catalog.field('client', 'phone').id }
  await services.prisma.employeeField.create({ data: { ...exception, access: 'NONE', setById: manager.employeeId } })
  const blind = viewer(await actor(services, cast.manager))
  expect(await refusal(recogniseClient(services, blind, { phone: '9170000001' }))).toEqual({ code: 'FORBIDDEN_FIELD' })
  await services.prisma.employeeField.delete({ where: { employeeId_fieldId: exception } })
})

test('an edit is normalised, audited, and refused when somebody was quicker', async () => {
  const by = employee(manager)
  const patch = { phone: '8 917 000-00-09', city: ' Казань ' }
  await updateClient(services, by, { id, patch, expected: { phone: '+7 917 000-00-01' } })
  const row = await services.prisma.client.findUniqueOrThrow({ where: { id } })
  expect(row).toMatchObject({ phone: '+79170000009', city: 'Казань' })
  const entries = await services.prisma.auditEntry.findMany({ where: { kind: 'clientChanged' } })
  expect(entries).toMatchObject([
    {
      actorId: manager.employeeId,
      subjectId: id,
      details: { changes: [{ key: 'phone', after: '+79170000009' }, { key: 'city' }] },
    },
  ])
  const late = { id, patch: { phone: '8 917 000-00-08' }, expected: { phone: '+79170000001' } }
  expect(await refusal(updateClient(services, by, late))).toMatchObject({
    code: 'CHANGED_MEANWHILE',
    fields: [{ key: 'phone', yours: '+79170000008', current: '+79170000009' }],
  })
  expect(await refusal(updateClient(services, by, { id, patch: { inn: '1', name: '' } }))).toMatchObject({
    problems: expect.arrayContaining([
      { key: 'inn', problem: 'INVALID' },
      { key: 'name', problem: 'REQUIRED' },
    ]),
  })
  expect(await refusal(updateClient(services, employee(dealer), { id, patch: { city: 'Уфа' } }))).toEqual({
    code: 'NOT_FOUND',
  })
})
