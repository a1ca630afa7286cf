import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { type Caller, cast, startTestApp, type TestApp } from '../../test/app.ts'
import { startProcess } from '../../test/process.ts'

let app: TestApp
let manager: Caller
let service: Caller

beforeAll(async () => {
  app = await startTestApp()
  manager = await app.asEmployee(cast.manager)
  service = await app.asEmployee(cast.serviceCenter)
})
afterAll(() => app?.stop())

const CHANGES = `subscription ($id: ID) { repairChanged(id: $id) { id isGone changed repair { id number internalNote visitAt } } }`
const UPDATE = `mutation ($id: ID!, $patch: RepairPatch!) { updateRepair(id: $id, patch: $patch) { repair { id } } }`

interface Changed {
  repairChanged: { id: string; isGone: boolean; changed: string[]; repair: Record<string, unknown> | null }
}

let numbers = 0

/** A repair at the cast's service centre. */
async function addRepair(data: { serviceCenterId?: string | null } = {}): Promise<string> {
  const { prisma } = app.services
  const place = numbers++
  const at = new Date('2026-11-02T09:00:00Z')
  const center = await prisma.serviceCenter.findFirstOrThrow({ where: { name: 'Казань-Сервис' } })
  const manufacturer = await prisma.manufacturer.upsert({
    where: { name: 'Rational' },
    create: { name: 'Rational' },
    update: {},
  })
  const client = await prisma.client.create({ data: { name: `Столовая № ${place}` } })
  const repair = await prisma.repair.create({
    data: {
      number: `Р-2026-${String(900_000 + place)}`,
      status: 'ASSIGNED',
      statusSince: at,
      moveParty: 'SERVICE_CENTER',
      manufacturerId: manufacturer.id,
      clientId: client.id,
      serviceCenterId: data.serviceCenterId === undefined ? center.id : data.serviceCenterId,
      complaint: 'Не греет',
      createdAt: at,
    },
  })
  return repair.id
}

/** Announces a change as the journal does, without making one. */
async function announce(id: string, key: string) {
  const { prisma, catalog } = app.services
  await prisma.$executeRaw`
    with event as (
      insert into change_events (entity, record_id, field_ids) values ('repair', ${id}::uuid, array[${catalog.field('repair', key).id}::int])
      returning seq, entity, record_id, field_ids
    )
    select pg_notify('naryad_events', json_build_object(
      'seq', seq, 'entity', entity, 'id', record_id, 'fields', field_ids, 'action', null)::text) from event`
}

describe('live changes', () => {
  it('reach a subscriber of another process, read through its own gate', async () => {
    const id = await addRepair()
    const other = await startProcess(app, { WORKER: 'off' })
    const events = await manager.subscribe<Changed>(CHANGES, { id })
    const response = await fetch(`${other.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-naryad-csrf': '1', cookie: manager.cookie },
      body: JSON.stringify({ query: UPDATE, variables: { id, patch: { internalNote: 'Позвонить клиенту' } } }),
    })
    expect(await response.json()).not.toHaveProperty('errors')
    const { repairChanged } = await events.next()
    expect(repairChanged).toMatchObject({ id, isGone: false, repair: { id, internalNote: 'Позвонить клиенту' } })
    expect(repairChanged.changed).toEqual(['internalNote'])
    await events.stop()
    other.child.kill('SIGTERM')
    expect((await other.exited).code).toBe(0)
  })

  it('of a hidden field alone send no frame to who may not read it', async () => {
    const id = await addRepair()
    const hidden = await service.subscribe<Changed>(CHANGES, { id })
    await manager.ask(UPDATE, { id, patch: { internalNote: 'Только для своих' } })
    await manager.ask(UPDATE, { id, patch: { visitAt: '2026-12-01T10:00:00Z' } })
    const { repairChanged } = await hidden.next()
    expect(repairChanged.changed).toEqual(['visitAt'])
    expect(repairChanged.repair).toMatchObject({ internalNote: null })
    expect(hidden.received).toHaveLength(1)
    expect(JSON.stringify(hidden.received)).not.toContain('Только для своих')
    await hidden.stop()
  })

  it('tell of a record that left the viewer’s rows once, and never of one that was not in them', async () => {
    const { prisma } = app.services
    const elsewhere = await prisma.serviceCenter.create({
      data: { name: 'Другой центр', city: 'Омск', region: 'Омская область' },
    })
    const mine = await addRepair()
    const foreign = await addRepair({ serviceCenterId: elsewhere.id })
    const onMine = await service.subscribe<Changed>(CHANGES, { id: mine })
    const onForeign = await service.subscribe<Changed>(CHANGES, { id: foreign })
    await manager.ask(UPDATE, { id: foreign, patch: { complaint: 'Чужая тайна' } })
    await manager.ask(UPDATE, { id: mine, patch: { serviceCenterId: elsewhere.id } })
    expect((await onMine.next()).repairChanged).toEqual({ id: mine, isGone: true, changed: [], repair: null })
    await manager.ask(UPDATE, { id: mine, patch: { complaint: 'Уже не видно' } })
    await manager.ask(UPDATE, {
      id: mine,
      patch: {
        serviceCenterId: (await prisma.serviceCenter.findFirstOrThrow({ where: { name: 'Казань-Сервис' } })).id,
      },
    })
    const back = await onMine.next()
    expect(back.repairChanged).toMatchObject({ id: mine, isGone: false })
    expect(onMine.received).toHaveLength(2)
    expect(onForeign.received).toHaveLength(0)
    await onMine.stop()
    await onForeign.stop()
  })

  it('are executed once for sockets that share operation, rights and rows', async () => {
    const id = await addRepair()
    const sockets = await Promise.all([1, 2, 3].map(() => manager.subscribe<Changed>(CHANGES, { id })))
    const query = vi.spyOn(app.services.pool, 'query')
    await announce(id, 'visitAt')
    for (const socket of sockets) expect((await socket.next()).repairChanged.id).toBe(id)
    const reads = query.mock.calls.filter(([statement]) => JSON.stringify(statement).includes('from repairs'))
    expect(reads).toHaveLength(1)
    query.mockRestore()
    for (const socket of sockets) await socket.stop()
  })
})

describe('a socket', () => {
  it('is refused without a session and from another site', async () => {
    await expect(app.anonymous().subscribe(CHANGES)).rejects.toMatchObject({ code: 4403 })
  })

  it('is closed within a second when its session ends elsewhere', async () => {
    const caller = await app.asEmployee(cast.accountant)
    const events = await caller.subscribe('subscription { viewerChanged { permissionVersion } }')
    const started = performance.now()
    await (await app.asEmployee(cast.accountant)).ask('mutation { signOutEverywhere { isDone } }')
    expect(await events.closed).toBe(4403)
    expect(performance.now() - started).toBeLessThan(1_000)
  })

  it('is closed when its employee is switched off', async () => {
    const id = await app.addEmployee({ email: 'leaving@naryad.demo', role: 'manager' })
    const events = await (await app.asEmployee('leaving@naryad.demo')).subscribe(
      'subscription { viewerChanged { permissionVersion } }',
    )
    await app.services.prisma.employee.update({ where: { id }, data: { isActive: false } })
    expect(await events.closed).toBe(4403)
  })

  it('carries subscriptions only, and says in code why not', async () => {
    const query = await manager.subscribe('{ viewer { id } }')
    await expect(query.next()).rejects.toThrow('VALIDATION')
    const unknown = await manager.subscribe('subscription { repairChanged { secret } }')
    await expect(unknown.next()).rejects.toThrow('VALIDATION')
    await query.stop()
    await unknown.stop()
  })
})

describe('a reader who does not read', () => {
  it('is let go instead of filling the memory, and the others hear on', async () => {
    const { prisma, live } = app.services
    const id = await addRepair()
    await prisma.repair.update({ where: { id }, data: { complaint: 'Не греет. '.repeat(50_000) } })
    const address = `${app.url.replace('http', 'ws')}/graphql`
    const stuck = new WebSocket(address, 'graphql-transport-ws', { headers: { cookie: manager.cookie } })
    stuck.on('error', () => {})
    await once(stuck, 'open')
    stuck.send('{"type":"connection_init"}')
    await once(stuck, 'message')
    const query = 'subscription ($id: ID) { repairChanged(id: $id) { repair { complaint visitAt } } }'
    const before = live.subscriptions
    stuck.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables: { id } } }))
    await vi.waitFor(() => expect(live.subscriptions).toBe(before + 1))
    stuck.pause()
    const attentive = await service.subscribe<Changed>(CHANGES, { id })
    const sockets = live.sockets
    for (let n = 1; live.sockets === sockets && n < 60; n++) {
      await announce(id, 'visitAt')
      await vi.waitFor(() => expect(attentive.received).toHaveLength(n))
    }
    expect(live.sockets).toBe(sockets - 1)
    stuck.terminate()
    await attentive.stop()
  })
})

describe('rights', () => {
  it('taken away while a socket is open no longer show the field, and the viewer is told', async () => {
    const { prisma, catalog } = app.services
    const id = await addRepair()
    const employeeId = await app.addEmployee({ email: 'second@naryad.demo', role: 'manager' })
    const caller = await app.asEmployee('second@naryad.demo')
    const events = await caller.subscribe<Changed>(CHANGES, { id })
    const own = await caller.subscribe<{ viewerChanged: { permissionVersion: string } }>(
      'subscription { viewerChanged { permissionVersion } }',
    )
    await manager.ask(UPDATE, { id, patch: { internalNote: 'Видно' } })
    expect((await events.next()).repairChanged.repair).toMatchObject({ internalNote: 'Видно' })
    await prisma.employeeField.create({
      data: { employeeId, fieldId: catalog.field('repair', 'internalNote').id, access: 'NONE', setById: employeeId },
    })
    await manager.ask(UPDATE, { id, patch: { internalNote: 'Уже нет', visitAt: '2026-12-02T10:00:00Z' } })
    const { repairChanged } = await events.next()
    expect(repairChanged.changed).toEqual(['visitAt'])
    expect(repairChanged.repair).toMatchObject({ internalNote: null })
    const { viewerChanged } = await own.next()
    expect(viewerChanged.permissionVersion).toBe(
      (await caller.ask<{ viewer: { permissionVersion: string } }>('{ viewer { permissionVersion } }')).viewer
        .permissionVersion,
    )
    await events.stop()
    await own.stop()
  })
})

describe('a lost listening connection', () => {
  it('is made up for from the table', async () => {
    const id = await addRepair()
    const events = await manager.subscribe<Changed>(CHANGES, { id })
    const { pool } = app.services
    await pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'naryad-live' and datname = current_database()`,
    )
    await manager.ask(UPDATE, { id, patch: { internalNote: 'Пока никто не слушал' } })
    expect((await events.next()).repairChanged.repair).toMatchObject({ internalNote: 'Пока никто не слушал' })
    expect(events.received).toHaveLength(1)
    await events.stop()
  })
})
