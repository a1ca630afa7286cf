import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cast, startTestApp, type TestApp } from '../../test/app.ts'
import { actor, addRepair, addScene, type Scene } from '../../test/scene.ts'
import type { Services } from '../context.ts'
import { addComment } from '../modules/feed/comment.service.ts'
import { updateRepair } from '../modules/repairs/repair.service.ts'
import { transitionRepair } from '../modules/repairs/repair-transition.service.ts'
import { type Actor, system } from './actor.ts'
import { change } from './journal.ts'

let app: TestApp
let services: Services
let scene: Scene
let manager: Actor
let serviceCenter: Actor

beforeAll(async () => {
  app = await startTestApp({ isWorker: false })
  services = app.services
  scene = await addScene(services)
  manager = await actor(services, cast.manager)
  serviceCenter = await actor(services, cast.serviceCenter)
})
afterAll(() => app?.stop())

const repairChanged = `subscription ($id: ID) {
  repairChanged(id: $id) { id changed repair { status internalNote complaint feed { kind text } } }
}`
type Frame = { repairChanged: { id: string; changed: string[]; repair: { status: string | null } } }

describe('a change', () => {
  test('that fails at its end has announced nothing and left nothing', async () => {
    const { id } = await addRepair(services, scene)
    const client = new pg.Client({ connectionString: services.databaseUrl })
    await client.connect()
    const heard: string[] = []
    client.on('notification', ({ payload }) => heard.push(payload ?? ''))
    await client.query('listen naryad_events')
    const events = () => services.prisma.changeEvent.count({ where: { recordId: id } })
    const before = await events()
    const work = change(services, system, async (journal) => {
      await journal.lock('repair', id)
      await journal.feed({ record: { repairId: id }, kind: 'COMMENT', text: 'нет' })
      await journal.tx.repair.update({ where: { id }, data: { complaint: 'нет' } })
      throw new Error('the end')
    })
    await expect(work).rejects.toThrow('the end')
    // a later announcement comes after whatever the failed change might have sent
    await updateRepair(services, manager, { id, patch: { complaint: 'да' } })
    while (heard.length === 0) await client.query('select 1')
    await client.end()
    expect(heard.map((payload) => JSON.parse(payload).fields)).toEqual([
      [services.catalog.field('repair', 'complaint').id],
    ])
    expect(await events()).toBe(before + 1)
    expect(await services.prisma.feedEntry.count({ where: { repairId: id, text: 'нет' } })).toBe(0)
  })

  test('is heard by who may read a field of it, and not at all by others', async () => {
    const { id } = await addRepair(services, scene)
    const office = await (await app.asEmployee(cast.manager)).subscribe<Frame>(repairChanged, { id })
    const center = await (await app.asEmployee(cast.serviceCenter)).subscribe<Frame>(repairChanged, { id })
    await updateRepair(services, manager, { id, patch: { internalNote: 'Не платить' } })
    await addComment(services, manager, { repairId: id, text: 'Тсс', isLocked: true })
    await updateRepair(services, manager, { id, patch: { complaint: 'Шумит' } })
    expect((await center.next()).repairChanged.changed).toEqual(['complaint'])
    expect(JSON.stringify(center.received)).not.toMatch(/Не платить|Тсс/)
    // what follows at once may come in the same frame
    expect((await office.next()).repairChanged.changed).toContain('internalNote')
    await office.stop()
    await center.stop()
  })

  test('of the status is heard with everything that follows from it, in one frame', async () => {
    const { id } = await addRepair(services, scene)
    const office = await (await app.asEmployee(cast.manager)).subscribe<Frame>(repairChanged, {})
    const visitAt = new Date(Date.now() + 3_600_000)
    await transitionRepair(services, serviceCenter, { id, transition: 'scheduleVisit', input: { visitAt } })
    const { repairChanged: frame } = await office.next()
    expect(frame).toMatchObject({ id, repair: { status: 'VISIT_SCHEDULED' } })
    expect(frame.changed).toEqual(expect.arrayContaining(['status', 'dueAt', 'visitAt', 'obligations']))
    // the move is the service centre's before and after, and nothing was closed
    for (const same of ['moveParty', 'closedAt', 'closingComment']) expect(frame.changed).not.toContain(same)
    expect(office.received).toHaveLength(1)
    await office.stop()
  })
})
