import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Caller, cast, startTestApp, type TestApp } from '../../../test/app.ts'
import { actor, addDocuments, addFile, addRepair, addScene, type Scene } from '../../../test/scene.ts'
import { addComment } from '../feed/comment.service.ts'
import { attachDocuments, removeDocument, restoreDocument } from './document.service.ts'

let app: TestApp
let scene: Scene
beforeAll(async () => {
  app = await startTestApp({ isWorker: false })
  scene = await addScene(app.services)
})
afterAll(() => app?.stop())

const employeeId = async (email: string) =>
  (await app.services.prisma.employee.findUniqueOrThrow({ where: { email } })).id

/** A document with bytes that an employee has uploaded, and a small picture. */
async function attached(email: string) {
  const { services } = app
  const { id: repairId } = await addRepair(services, scene)
  const fileId = await addFile(services, await employeeId(email))
  const { documents } = await attachDocuments(services, await actor(services, email), {
    repairId,
    type: 'CLAIM_REPORT',
    fileIds: [fileId],
  })
  const file = await services.prisma.storedFile.findUniqueOrThrow({ where: { id: fileId } })
  const key = `${fileId.slice(-2)}/${fileId.replaceAll('-', '')}`
  await services.files.write(key, Buffer.from('bytes'))
  await services.prisma.storedFile.update({
    where: { id: file.id },
    data: { storageKey: key, thumbnailKey: key, size: 5 },
  })
  return { repairId, fileId, id: documents[0] ?? '' }
}

describe('a withdrawn document', () => {
  it('is given to nobody until it is restored, whatever leads to it', async () => {
    const { services } = app
    const { id, fileId, repairId } = await attached(cast.serviceCenter)
    const callers: Caller[] = []
    for (const email of [cast.administrator, cast.manager, cast.serviceCenter])
      callers.push(await app.asEmployee(email))
    const statuses = async () => {
      const paths = [
        `/files/${id}`,
        `/files/${id}/thumbnail`,
        `/files/stored/${fileId}`,
        `/files/stored/${fileId}/thumbnail`,
      ]
      const given = callers.map((caller) => Promise.all(paths.map(async (path) => (await caller.fetch(path)).status)))
      return Promise.all(given)
    }
    const told = async (caller: Caller) =>
      JSON.stringify(
        await caller.ask(
          `query ($id: ID!, $filter: FilterInput!) {
            repair(id: $id) { documents { id file { name } } feed { kind transition document { id file { name } } } }
            feedEntries(filter: { field: "document.type", operator: EQUALS, values: ["CLAIM_REPORT"] }) { nodes { id } }
            byRelation: feedEntries(filter: $filter) { nodes { id } }
          }`,
          { id: repairId, filter: { field: 'document', operator: 'EQUALS', values: [id] } },
        ),
      )
    const standing = callers.map(() => [200, 200, 404, 404])
    expect(await statuses()).toEqual(standing)
    for (const caller of callers) expect(await told(caller)).toContain(id)

    const manager = await actor(services, cast.manager)
    await removeDocument(services, manager, id)
    expect(await statuses()).toEqual(callers.map(() => [404, 404, 404, 404]))
    for (const caller of callers) {
      const text = await told(caller)
      expect(text).not.toContain(id)
      expect(text).not.toContain('акт.pdf')
      expect(text, 'that there was one is told').toContain('"transition":"removeDocument","document":null')
    }
    await restoreDocument(services, manager, id)
    expect(await statuses()).toEqual(standing)
    for (const caller of callers) expect(await told(caller)).toContain(id)
  })
})

describe('an ended record', () => {
  it('takes no documents from partners any more, by themselves or with a comment; from the office it does', async () => {
    const { services } = app
    const { id: repairId } = await addRepair(services, scene)
    await addDocuments(services, repairId, ['CLAIM_REPORT'])
    const center = await actor(services, cast.serviceCenter)
    const file = async (email: string) => [await addFile(services, await employeeId(email))]
    const type = 'PHOTO' as const
    for (const status of ['CLOSED', 'CANCELLED', 'REFUSED'] as const) {
      await services.prisma.repair.update({ where: { id: repairId }, data: { status } })
      const fileIds = await file(cast.serviceCenter)
      const attempts = [
        attachDocuments(services, center, { repairId, type, fileIds }),
        addComment(services, center, { repairId, text: 'Фото', fileIds }),
      ]
      for (const attempt of attempts) await expect(attempt).rejects.toMatchObject({ code: 'FORBIDDEN' })
    }
    expect(await services.prisma.document.count({ where: { repairId } })).toBe(1)
    const manager = await actor(services, cast.manager)
    await attachDocuments(services, manager, { repairId, type, fileIds: await file(cast.manager) })
    await addComment(services, manager, { repairId, text: 'Фото', fileIds: await file(cast.manager) })
    expect(await services.prisma.document.count({ where: { repairId } })).toBe(3)
  })

  it('is a decided request as well', async () => {
    const { services } = app
    const { id: dealerId } = await services.prisma.employee.findUniqueOrThrow({ where: { email: cast.dealer } })
    const { requestId } = await addRepair(services, scene)
    const data = { authorId: dealerId, dealerId: scene.dealerId, status: 'REJECTED' as const }
    await services.prisma.serviceRequest.update({ where: { id: requestId }, data })
    const fileIds = [await addFile(services, dealerId)]
    const dealer = await actor(services, cast.dealer)
    const attempt = attachDocuments(services, dealer, { requestId, type: 'PHOTO', fileIds })
    await expect(attempt).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})
