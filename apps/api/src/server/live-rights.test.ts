import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Caller, cast, startTestApp, type TestApp } from '../../test/app.ts'
import { openSocket, type RawSocket } from '../../test/socket.ts'
import { manualClock } from '../clock.ts'

/** Of several employees, most of whom share a role. */
const SOCKETS = 200
const EMPLOYEES = 8
const MINUTE_MS = 60_000
/** The session of the third employee is as good as over when its sockets are opened. */
const THIRD_LEFT_MS = 10 * MINUTE_MS
const SECRET = 'Только для своих'

const clock = manualClock(new Date('2026-11-23T09:00:00Z'))
let app: TestApp
let administrator: Caller
let repairId: string
interface Employee {
  id: string
  email: string
  caller: Caller
  sessionId: string
}
let employees: Employee[] = []
const visitor = '203.0.113.7'

beforeAll(async () => {
  app = await startTestApp({ trustedProxies: 1 }, { clock })
  administrator = await app.asEmployee(cast.administrator)
  const { prisma } = app.services
  for (let n = 0; n < EMPLOYEES; n++) await app.addEmployee({ email: `m${n}@naryad.demo`, role: 'manager' })
  const at = clock.now()
  const repair = await prisma.repair.create({
    data: {
      number: 'Р-2026-900000',
      status: 'ASSIGNED',
      statusSince: at,
      moveParty: 'SERVICE_CENTER',
      manufacturer: { create: { name: 'Rational' } },
      client: { create: { name: 'Столовая № 1' } },
      internalNote: SECRET,
      complaint: 'Не греет',
      createdAt: at,
    },
  })
  repairId = repair.id
})
afterAll(() => app?.stop())

interface Open {
  raw: RawSocket
  employee: Employee
}
let sockets: Open[] = []

beforeEach(async () => {
  const { prisma } = app.services
  employees = await Promise.all(
    Array.from({ length: EMPLOYEES }, async (_, n) => {
      const email = `m${n}@naryad.demo`
      const caller = await app.asEmployee(email)
      const { id } = await prisma.employee.findUniqueOrThrow({ where: { email } })
      const where = { employeeId: id, endedAt: null }
      const session = await prisma.session.findFirstOrThrow({ where, orderBy: { id: 'desc' } })
      return { id, email, caller, sessionId: session.id }
    }),
  )
  const expiresAt = new Date(clock.now().getTime() + THIRD_LEFT_MS)
  await prisma.session.update({ where: { id: person(2).sessionId }, data: { expiresAt } })
  sockets = await Promise.all(
    Array.from({ length: SOCKETS }, async (_, n) => {
      const employee = person(n % EMPLOYEES)
      const { cookie } = employee.caller
      const raw = await openSocket(app.url, { cookie, headers: { 'x-forwarded-for': visitor } })
      const changes = 'subscription ($id: ID) { repairChanged(id: $id) { repair { internalNote complaint } } }'
      raw.send({ id: 'record', type: 'subscribe', payload: { query: changes, variables: { id: repairId } } })
      const own = 'subscription { viewerChanged { permissionVersion } }'
      raw.send({ id: 'viewer', type: 'subscribe', payload: { query: own } })
      return { raw, employee }
    }),
  )
  await vi.waitFor(() => expect(app.services.live.subscriptions).toBe(2 * SOCKETS), 10_000)
})
afterEach(async () => {
  for (const { raw } of sockets) raw.socket.terminate()
  await vi.waitFor(() => expect(app.services.live.sockets).toBe(0), 5_000)
})

function person(n: number): Employee {
  const found = employees[n]
  if (!found) throw new Error('no such employee')
  return found
}
const of = (employee: Employee) => sockets.filter((one) => one.employee === employee)
const others = (employee: Employee) => sockets.filter((one) => one.employee !== employee)
const isTold = ({ id, type }: { id?: string; type: string }) => type === 'next' && id === 'viewer'
const isRecord = ({ id, type }: { id?: string; type: string }) => type === 'next' && id === 'record'

/** Waits until a change of the complaint has come to all of them: whatever was to come before it has come. */
async function passOn(those: readonly Open[], complaint: string) {
  const query = `mutation ($id: ID!, $patch: RepairPatch!) { updateRepair(id: $id, patch: $patch) { repair { id } } }`
  await administrator.ask(query, { id: repairId, patch: { complaint } })
  await Promise.all(those.map(({ raw }) => raw.until((frame) => JSON.stringify(frame).includes(complaint))))
}

/** Writes and announces as the journal does, without anybody's rights. */
function change(data: { complaint: string } | { internalNote: string }) {
  const { prisma, catalog } = app.services
  const [key = ''] = Object.keys(data)
  return prisma.$transaction(async (tx) => {
    await tx.repair.update({ where: { id: repairId }, data })
    await tx.$executeRaw`
      with event as (
        insert into change_events (entity, record_id, field_ids)
        values ('repair', ${repairId}::uuid, array[${catalog.field('repair', key).id}::int])
        returning seq, entity, record_id, field_ids
      )
      select pg_notify('naryad_events', json_build_object(
        'seq', seq, 'entity', entity, 'id', record_id, 'fields', field_ids, 'action', null)::text) from event`
  })
}

/** Texts that came after the socket had been told that its rights are other ones. */
function afterTold({ raw }: Open): string {
  const at = raw.frames.findIndex(isTold)
  expect(at).toBeGreaterThanOrEqual(0)
  return raw.texts.slice(at).join('\n')
}

/** Changes of the very field, one after another, until told to stop. */
function keepChanging() {
  let isOn = true
  const query = `mutation ($id: ID!, $patch: RepairPatch!) { updateRepair(id: $id, patch: $patch) { repair { id } } }`
  const running = (async () => {
    for (let n = 0; isOn; n++) {
      await administrator.ask(query, { id: repairId, patch: { internalNote: `${SECRET} ${n}` } })
    }
  })()
  return () => {
    isOn = false
    return running
  }
}

describe('with two hundred sockets open', () => {
  it('a field closed for a role is in no frame after the one that tells of it, however fast it changes', async ({
    annotate,
  }) => {
    const { prisma, catalog } = app.services
    const fieldId = catalog.field('repair', 'internalNote').id
    const role = await prisma.role.findUniqueOrThrow({ where: { key: 'manager' } })
    const stop = keepChanging()
    await Promise.all(sockets.map(({ raw }) => raw.until((frame) => JSON.stringify(frame).includes(SECRET))))
    const where = { roleId_fieldId: { roleId: role.id, fieldId } }
    await prisma.roleField.update({ where, data: { access: 'NONE' } })
    const committed = performance.now()
    await Promise.all(sockets.map(({ raw }) => raw.until(isTold)))
    await annotate(`${SOCKETS} sockets told within ${Math.round(performance.now() - committed)} ms of the commit`)
    await stop()
    await passOn(sockets, 'После роли')
    for (const one of sockets) expect(afterTold(one)).not.toContain(SECRET)
    await prisma.roleField.update({ where, data: { access: 'WRITE' } })
  })

  it('an exception until an hour is over at that hour, for whom it was alone', async () => {
    const { prisma, catalog } = app.services
    const first = person(0)
    const fieldId = catalog.field('repair', 'internalNote').id
    const role = await prisma.role.findUniqueOrThrow({ where: { key: 'manager' } })
    const where = { roleId_fieldId: { roleId: role.id, fieldId } }
    await prisma.roleField.update({ where, data: { access: 'NONE' } })
    const expiresAt = new Date(clock.now().getTime() + 5 * MINUTE_MS)
    await prisma.employeeField.create({
      data: { employeeId: first.id, fieldId, access: 'READ', setById: first.id, expiresAt },
    })
    const read = async () => {
      const { repair } = await first.caller.ask<{ repair: { internalNote: string | null } }>(
        'query ($id: ID!) { repair(id: $id) { internalNote } }',
        { id: repairId },
      )
      return repair.internalNote
    }
    await passOn(sockets, 'До срока')
    const sees = of(first).map(({ raw }) => raw.texts.join('\n'))
    for (const text of sees) expect(text).toContain(SECRET)
    for (const { raw } of others(first)) expect(raw.texts.join('\n')).not.toContain(SECRET)
    expect(await read()).toContain(SECRET)

    const told = new Map(sockets.map(({ raw }) => [raw, raw.frames.filter(isTold).length]))
    clock.advance(5 * MINUTE_MS)
    await vi.waitFor(() => {
      for (const { raw } of of(first)) expect(raw.frames.filter(isTold).length).toBe((told.get(raw) ?? 0) + 1)
    })
    const from = new Map(sockets.map(({ raw }) => [raw, raw.texts.length]))
    await passOn(sockets, 'После срока')
    for (const { raw } of of(first)) expect(raw.texts.slice(from.get(raw)).join('\n')).not.toContain(SECRET)
    for (const { raw } of others(first)) expect(raw.frames.filter(isTold).length).toBe(told.get(raw))
    expect(await read()).toBeNull()
    await prisma.roleField.update({ where, data: { access: 'WRITE' } })
  })

  it('a session that ends or runs out closes its sockets and no others', async () => {
    const { prisma } = app.services
    const second = person(1)
    const third = person(2)
    await prisma.session.update({ where: { id: second.sessionId }, data: { endedAt: clock.now() } })
    await passOn(others(second), 'Ещё есть')
    for (const { raw } of of(second)) {
      expect(await raw.closed).toBe(4403)
      expect(raw.texts.join('\n')).not.toContain('Ещё есть')
    }
    clock.advance(THIRD_LEFT_MS)
    for (const { raw } of of(third)) expect(await raw.closed).toBe(4403)
    const left = sockets.filter(({ employee }) => employee !== second && employee !== third)
    await passOn(left, 'Остались')
    expect(left.every(({ raw }) => raw.isOpen)).toBe(true)
    expect(app.services.live.sockets).toBe(left.length)
  })

  it('nobody who was switched off, or whose address is forbidden now, hears another word', async () => {
    const { prisma } = app.services
    const fourth = person(3)
    const fifth = person(4)
    await prisma.employee.update({ where: { id: fourth.id }, data: { isActive: false } })
    await prisma.ipRange.create({ data: { employeeId: fifth.id, cidr: '198.51.100.0/24' } })
    for (const { raw } of [...of(fourth), ...of(fifth)]) expect(await raw.closed).toBe(4403)
    const heard = new Map(sockets.map(({ raw }) => [raw, raw.texts.length]))
    const left = sockets.filter(({ employee }) => employee !== fourth && employee !== fifth)
    await passOn(left, 'Тем, кто может')
    for (const { raw } of [...of(fourth), ...of(fifth)]) expect(raw.texts.length).toBe(heard.get(raw))
    await prisma.employee.update({ where: { id: fourth.id }, data: { isActive: true } })
    await prisma.ipRange.deleteMany()
  })

  it('whoever sees the app as another role is told, sees as it does, and sees as himself again', async () => {
    const { prisma } = app.services
    const own = await prisma.employee.findUniqueOrThrow({ where: { email: cast.administrator } })
    const session = await prisma.session.findFirstOrThrow({ where: { employeeId: own.id }, orderBy: { id: 'desc' } })
    const role = await prisma.role.findUniqueOrThrow({ where: { key: 'accountant' } })
    const raw = await openSocket(app.url, { cookie: administrator.cookie })
    const before = app.services.live.subscriptions
    const changes = 'subscription ($id: ID) { repairChanged(id: $id) { repair { internalNote complaint } } }'
    raw.send({ id: 'record', type: 'subscribe', payload: { query: changes, variables: { id: repairId } } })
    raw.send({
      id: 'viewer',
      type: 'subscribe',
      payload: { query: 'subscription { viewerChanged { permissionVersion } }' },
    })
    await vi.waitFor(() => expect(app.services.live.subscriptions).toBe(before + 2))
    const see = (viewRoleId: string | null) =>
      prisma.session.update({ where: { id: session.id }, data: { viewRoleId } })
    const told = () => raw.frames.filter(isTold).length

    await see(role.id)
    await vi.waitFor(() => expect(told()).toBe(1))
    await change({ complaint: 'Глазами бухгалтера' })
    await Promise.all(sockets.map((one) => one.raw.until((frame) => JSON.stringify(frame).includes('Глазами'))))
    const seen = raw.texts.slice(raw.frames.findIndex(isTold)).join('\n')
    expect(seen).not.toContain(SECRET)
    await see(null)
    await vi.waitFor(() => expect(told()).toBe(2))
    await change({ complaint: 'Своими глазами' })
    const frame = await raw.until((one) => isRecord(one) && JSON.stringify(one).includes('Своими'))
    expect(JSON.stringify(frame)).toContain(SECRET)
    for (const one of sockets) expect(one.raw.frames.filter(isTold)).toHaveLength(0)
    raw.socket.terminate()
  })

  it('as long as nobody can tell what they may see now, they see nothing new', async () => {
    const { prisma, catalog, pool } = app.services
    const role = await prisma.role.findUniqueOrThrow({ where: { key: 'manager' } })
    const where = { roleId_fieldId: { roleId: role.id, fieldId: catalog.field('repair', 'internalNote').id } }
    const heard = new Map(sockets.map(({ raw }) => [raw, raw.texts.length]))
    await pool.query('alter table employees rename to employees_away')
    await prisma.roleField.update({ where, data: { access: 'NONE' } })
    await change({ internalNote: `${SECRET}, и после` })
    await pool.query('alter table employees_away rename to employees')
    await passOn(sockets, 'Снова ясно')
    for (const { raw } of sockets) expect(raw.texts.slice(heard.get(raw)).join('\n')).not.toContain(SECRET)
    await prisma.roleField.update({ where, data: { access: 'WRITE' } })
  })
})
