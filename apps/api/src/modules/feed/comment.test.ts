import { randomUUID } from 'node:crypto'
import { isDomainError } from '@naryad/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cast, startTestApp, type TestApp } from '../../../test/app.ts'
import { actor, addFile, addRepair, addScene, type Scene } from '../../../test/scene.ts'
import type { Services } from '../../context.ts'
import { type Actor, viewerOf } from '../../journal/actor.ts'
import { attachDocuments, removeDocument, restoreDocument } from '../documents/document.service.ts'
import { addComment, setFeedEntryLock } from './comment.service.ts'

let app: TestApp
let services: Services
let scene: Scene
let manager: Actor
let serviceCenter: Actor
let dealer: Actor

beforeAll(async () => {
  app = await startTestApp({ isWorker: false })
  services = app.services
  scene = await addScene(services)
  manager = await actor(services, cast.manager)
  serviceCenter = await actor(services, cast.serviceCenter)
  dealer = await actor(services, cast.dealer)
})
afterAll(() => app?.stop())

const idOf = (who: Actor) => viewerOf(who)?.employeeId ?? ''
const refusal = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!isDomainError(error)) throw error ?? new Error('not refused')
  return { code: error.code, ...error.details }
}

test('a mentioned employee is told in the app and by letter, whoever writes is not', async () => {
  const { id: repairId } = await addRepair(services, scene)
  const mentionIds = [idOf(serviceCenter), idOf(manager)]
  const { feedEntry } = await addComment(services, manager, { repairId, text: 'Когда <b>выезд</b>?', mentionIds })
  const where = { repairId, kind: 'MENTION' }
  expect(await services.prisma.notification.findMany({ where })).toMatchObject([{ employeeId: idOf(serviceCenter) }])
  const letters = await services.prisma.outboxMessage.findMany({ where: { repairId, template: 'MENTION' } })
  expect(letters).toMatchObject([{ recipient: cast.serviceCenter, employeeId: idOf(serviceCenter) }])
  expect(letters[0]?.html).toContain('&lt;b&gt;выезд')
  expect(await services.prisma.feedMention.count({ where: { entryId: feedEntry } })).toBe(2)
  expect(await services.prisma.feedEntry.count({ where: { repairId, messageId: letters[0]?.id ?? '' } })).toBe(0)
})

test('an employee who cannot see the record, or a locked entry, is not mentioned, and nothing is written', async () => {
  const { id: repairId } = await addRepair(services, scene)
  const text = 'Посмотрите'
  const foreign = addComment(services, manager, { repairId, text, mentionIds: [idOf(dealer)] })
  const problems = [{ key: 'mentionIds', problem: 'CANNOT_SEE' }]
  expect(await refusal(foreign)).toMatchObject({ problems })
  const locked = { repairId, text, mentionIds: [idOf(serviceCenter)], isLocked: true }
  expect(await refusal(addComment(services, manager, locked))).toMatchObject({ problems })
  expect(await services.prisma.feedEntry.count({ where: { repairId, kind: 'COMMENT' } })).toBe(0)
})

test('a mention tells nothing of the centre to whoever may not read it', async () => {
  const { id: repairId } = await addRepair(services, scene)
  const { id: employeeId } = await services.prisma.employee.findUniqueOrThrow({ where: { email: cast.accountant } })
  const exception = { employeeId, fieldId: services.catalog.field('repair', 'serviceCenter').id }
  await services.prisma.employeeField.create({ data: { ...exception, access: 'NONE', setById: employeeId } })
  const accountant = await actor(services, cast.accountant)
  const mention = (mentionIds: string[]) => addComment(services, accountant, { repairId, text: 'Счёт?', mentionIds })
  const problems = [{ key: 'mentionIds', problem: 'CANNOT_SEE' }]
  expect(await refusal(mention([idOf(serviceCenter)]))).toEqual({ code: 'VALIDATION', problems })
  await services.prisma.repair.update({ where: { id: repairId }, data: { serviceCenterId: null } })
  expect(await refusal(mention([idOf(serviceCenter)]))).toEqual({ code: 'VALIDATION', problems })
  await mention([idOf(manager)])
  await services.prisma.employeeField.delete({ where: { employeeId_fieldId: exception } })
})

test('mentions are bounded before anything is read, and looked up together', async () => {
  const { id: repairId } = await addRepair(services, scene)
  const many = Array.from({ length: 24_000 }, () => randomUUID())
  const attack = () => refusal(addComment(services, serviceCenter, { repairId, text: 'Я', mentionIds: many }))
  const started = performance.now()
  const answers = await Promise.all(Array.from({ length: 12 }, attack))
  expect(performance.now() - started).toBeLessThan(500)
  const problems = [{ key: 'mentionIds', problem: 'TOO_LARGE' }]
  expect(answers).toEqual(answers.map(() => ({ code: 'VALIDATION', problems })))
  // as many at once as there are connections: none of them waits for a second one
  const most = Array.from({ length: 30 }, () =>
    addComment(services, manager, { repairId, text: 'Все', mentionIds: [idOf(serviceCenter), idOf(manager)] }),
  )
  expect(await Promise.all(most)).toHaveLength(30)
})

test('a locked comment is written by those who may lock, and unseen by a service centre', async () => {
  const { id: repairId } = await addRepair(services, scene)
  const secret = { repairId, text: 'Не платить', isLocked: true }
  expect(await refusal(addComment(services, serviceCenter, secret))).toMatchObject({ code: 'FORBIDDEN_FIELD' })
  const { feedEntry: id } = await addComment(services, manager, secret)
  const feed = `query ($id: ID!) { repair(id: $id) { feed { text } } }`
  const center = await app.asEmployee(cast.serviceCenter)
  expect(JSON.stringify(await center.ask(feed, { id: repairId }))).not.toContain('Не платить')
  expect(await refusal(setFeedEntryLock(services, serviceCenter, { id, isLocked: false }))).toMatchObject({
    code: 'NOT_FOUND',
  })
  await setFeedEntryLock(services, manager, { id, isLocked: false })
  expect(JSON.stringify(await center.ask(feed, { id: repairId }))).toContain('Не платить')
})

test('a comment on a record out of sight, or on two records at once, is refused', async () => {
  const { id: repairId, requestId } = await addRepair(services, scene)
  expect(await refusal(addComment(services, dealer, { repairId, text: 'Я' }))).toEqual({ code: 'NOT_FOUND' })
  expect(await refusal(addComment(services, manager, { repairId, requestId, text: 'Я' }))).toMatchObject({
    code: 'VALIDATION',
  })
  expect(await refusal(addComment(services, manager, { repairId, text: '  ' }))).toMatchObject({ code: 'VALIDATION' })
})

test('files of a comment become documents; in a locked one they are refused', async () => {
  const { id: repairId } = await addRepair(services, scene)
  const fileIds = [await addFile(services, idOf(manager))]
  const locked = addComment(services, manager, { repairId, text: 'Фото', fileIds, isLocked: true })
  expect(await refusal(locked)).toMatchObject({ problems: [{ key: 'document', problem: 'LOCKED_FILES' }] })
  await addComment(services, manager, { repairId, text: 'Фото', fileIds })
  expect(await services.prisma.document.findMany({ where: { repairId } })).toMatchObject([{ type: 'OTHER' }])
})

test('a document is attached from one’s own unattached upload only, taken off and put back', async () => {
  const { id: repairId } = await addRepair(services, scene)
  const type = 'CLAIM_REPORT'
  const foreign = [await addFile(services, idOf(manager))]
  expect(await refusal(attachDocuments(services, serviceCenter, { repairId, type, fileIds: foreign }))).toEqual({
    code: 'NOT_FOUND',
  })
  const fileIds = [await addFile(services, idOf(serviceCenter))]
  const attach = () => attachDocuments(services, serviceCenter, { repairId, type, fileIds })
  const results = await Promise.allSettled([attach(), attach()])
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const { id } = await services.prisma.document.findFirstOrThrow({ where: { repairId } })
  await removeDocument(services, serviceCenter, id)
  await removeDocument(services, serviceCenter, id)
  await restoreDocument(services, serviceCenter, id)
  const entries = await services.prisma.feedEntry.findMany({
    where: { repairId, kind: 'DOCUMENT' },
    orderBy: { id: 'asc' },
  })
  expect(entries.map(({ transition }) => transition)).toEqual([null, 'removeDocument', 'restoreDocument'])
  expect(await refusal(removeDocument(services, dealer, id))).toEqual({ code: 'NOT_FOUND' })
})

test('whoever reads a record that he may not write comments on it, without adding to its documents or locking its entries', async () => {
  const { id: repairId } = await addRepair(services, scene)
  const email = 'other-expert@naryad.demo'
  await app.addEmployee({ email, role: 'techExpert' })
  const stranger = await actor(services, email)
  const { feedEntry: id } = await addComment(services, manager, { repairId, text: 'Не платить', isLocked: true })
  await addComment(services, stranger, { repairId, text: 'Знакомая поломка' })
  const fileIds = [await addFile(services, idOf(stranger))]
  expect(await refusal(addComment(services, stranger, { repairId, text: 'Фото', fileIds }))).toEqual({
    code: 'NOT_FOUND',
  })
  expect(await refusal(setFeedEntryLock(services, stranger, { id, isLocked: false }))).toEqual({ code: 'FORBIDDEN' })
  expect(await services.prisma.document.count({ where: { repairId } })).toBe(0)
  expect(await services.prisma.feedEntry.findUnique({ where: { id } })).toMatchObject({ isLocked: true })
  const own = await actor(services, cast.techExpert)
  await setFeedEntryLock(services, own, { id, isLocked: false })
  await addComment(services, own, { repairId, text: 'Фото', fileIds: [await addFile(services, idOf(own))] })
})

test('files come with a comment for whoever may write what a document is made of', async () => {
  const { id: repairId } = await addRepair(services, scene)
  const { id: employeeId } = await services.prisma.employee.findUniqueOrThrow({ where: { email: cast.accountant } })
  const exception = { employeeId, fieldId: services.catalog.field('document', 'file').id }
  await services.prisma.employeeField.create({ data: { ...exception, access: 'READ', setById: employeeId } })
  const accountant = await actor(services, cast.accountant)
  const fileIds = [await addFile(services, employeeId)]
  const attach = attachDocuments(services, accountant, { repairId, type: 'INVOICE', fileIds })
  expect(await refusal(attach)).toEqual({ code: 'FORBIDDEN_FIELD' })
  expect(await refusal(addComment(services, accountant, { repairId, text: 'Счёт', fileIds }))).toEqual({
    code: 'FORBIDDEN_FIELD',
  })
})
