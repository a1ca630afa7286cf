import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Caller, cast, startTestApp, type TestApp } from '../../../test/app.ts'
import { manualClock } from '../../clock.ts'
import { type AuditKind, audit } from './audit.service.ts'
import { createRefusalLog, type Refusal } from './refusal-log.service.ts'
import { trimAudit } from './trim-audit.job.ts'

let app: TestApp
let administrator: Caller
let manager: Caller

beforeAll(async () => {
  app = await startTestApp({ isWorker: false })
  administrator = await app.asEmployee(cast.administrator)
  manager = await app.asEmployee(cast.manager)
})
afterAll(() => app?.stop())

async function idOf(email: string): Promise<string> {
  return (await app.services.prisma.employee.findUniqueOrThrow({ where: { email } })).id
}

async function refusals() {
  await app.services.refusals.flush()
  const entries = await app.services.prisma.auditEntry.findMany({
    where: { kind: 'accessRefused' },
    orderBy: { id: 'asc' },
    select: { actorId: true, subjectType: true, details: true },
  })
  return entries
}

const ENTRIES = `query ($filter: FilterInput, $search: String) {
  auditEntries(filter: $filter, search: $search) { endCursor nodes { id kind actor { email } ip subjectType subject details } }
  totals(entity: "auditEntry", filter: $filter, search: $search) { count }
}`

interface Entries {
  auditEntries: { nodes: { id: string; kind: string; actor: { email: string } | null; details: string }[] }
  totals: { count: number }
}

describe('the audit log', () => {
  it('is read like any list: filtered, searched, counted, one entry by its id', async () => {
    const { services } = app
    const actorId = await idOf(cast.administrator)
    const { id } = await services.prisma.role.findFirstOrThrow({ where: { key: 'dealer' } })
    const subject = { type: 'role', id, name: 'Дилер «Север»' }
    const details = { changes: [{ subject: 'name', before: 'Дилер', after: 'Дилер «Север»' }] }
    await audit(services.prisma, { ...services, ip: '2001:db8::7' }, { kind: 'roleChanged', actorId, subject, details })
    for (const search of ['север', '2001:db8::7']) {
      const { auditEntries, totals } = await administrator.ask<Entries>(ENTRIES, { search })
      expect(auditEntries.nodes, search).toMatchObject([
        { kind: 'roleChanged', actor: { email: cast.administrator }, subject: 'Дилер «Север»' },
      ])
      expect(totals.count).toBe(1)
      expect(JSON.parse(auditEntries.nodes[0]?.details ?? '')).toEqual(details)
    }
    const filter = {
      all: [
        { field: 'kind', operator: 'IN', values: ['roleChanged'] },
        { field: 'actor', operator: 'EQUALS', values: ['me'] },
      ],
    }
    const { auditEntries } = await administrator.ask<Entries>(ENTRIES, { filter })
    const [entry] = auditEntries.nodes
    const one = await administrator.ask('query ($id: ID!) { auditEntry(id: $id) { id subjectId } }', { id: entry?.id })
    expect(one).toEqual({ auditEntry: { id: entry?.id, subjectId: id } })
  })

  it('is nobody’s but administrators’ until a role is given it, and nothing of a partner’s even then', async () => {
    for (const [role, email] of Object.entries(cast)) {
      if (role === 'administrator') continue
      const caller = await app.asEmployee(email)
      const { auditEntries } = await caller.ask<Entries>('{ auditEntries { nodes { id kind } } }')
      expect(auditEntries.nodes, role).toEqual([])
      const filter = { field: 'kind', operator: 'EQUALS', values: ['signIn'] }
      expect(await caller.refusal(ENTRIES, { filter }), role).toContain('FORBIDDEN_FIELD')
    }
    const { roleId } = await app.services.prisma.employee.findUniqueOrThrow({ where: { email: cast.dealer } })
    await app.services.prisma.roleEntity.upsert({
      where: { roleId_entity: { roleId, entity: 'auditEntry' } },
      create: { roleId, entity: 'auditEntry', readScope: 'ALL', writeScope: 'NONE' },
      update: { readScope: 'ALL' },
    })
    const dealer = await app.asEmployee(cast.dealer)
    expect(await dealer.ask('{ totals(entity: "auditEntry") { count } }')).toEqual({ totals: { count: 0 } })
  })

  it('tells what a client or an employee was changed to only to whoever reads those fields, and all of those records', async () => {
    const { services } = app
    const email = 'auditor@naryad.demo'
    const employeeId = await app.addEmployee({ email, role: 'manager' })
    const setById = employeeId
    const fields = services.catalog.entity('auditEntry').fields.values()
    await services.prisma.employeeField.createMany({
      data: [...fields].map(({ id: fieldId }) => ({ employeeId, setById, fieldId, access: 'READ' as const })),
    })
    const rows = { employeeId, setById, entity: 'auditEntry', readScope: 'ALL' as const }
    await services.prisma.employeeEntity.create({ data: rows })
    const about = {
      clientChanged: 'client',
      employeeChanged: 'employee',
      employeeInvited: 'employee',
      roleChanged: 'role',
    }
    for (const [kind, type] of Object.entries(about)) {
      const details = {
        changes: [{ subject: 'field', entity: type, key: 'phone', before: null, after: '+79170000009' }],
      }
      const subject = { type, id: null, name: 'Ромашка' }
      await audit(
        services.prisma,
        { ...services, ip: null },
        { kind: kind as AuditKind, actorId: null, subject, details },
      )
    }
    const auditor = await app.asEmployee(email)
    const filter = { field: 'kind', operator: 'IN', values: Object.keys(about) }
    const kinds = async () => {
      const { auditEntries } = await auditor.ask<Entries>(ENTRIES, { filter, search: 'ромашка' })
      return auditEntries.nodes.map(({ kind }) => kind).sort()
    }
    expect(await kinds()).toEqual(Object.keys(about).sort())
    const without = async (work: { fieldId: number } | { entity: string }) => {
      if ('fieldId' in work) {
        const data = { employeeId, setById, ...work, access: 'NONE' as const }
        await services.prisma.employeeField.create({ data })
      } else {
        const data = { employeeId, setById, ...work, readScope: 'OWN' as const }
        await services.prisma.employeeEntity.create({ data })
      }
      return kinds()
    }
    const clientPhone = services.catalog.field('client', 'phone').id
    expect(await without({ fieldId: clientPhone })).toEqual(['employeeChanged', 'employeeInvited', 'roleChanged'])
    expect(await without({ entity: 'employee' })).toEqual(['roleChanged'])
  })

  it.each([
    ['changed', `update audit_entries set details = '{}'`],
    ['removed', 'delete from audit_entries'],
    ['emptied', 'truncate audit_entries'],
  ])('cannot be %s, not even over the server’s own connection', async (_, statement) => {
    const before = await app.services.prisma.auditEntry.count()
    await expect(app.services.pool.query(statement)).rejects.toThrow('append-only')
    expect(await app.services.prisma.auditEntry.count()).toBe(before)
  })

  it('is kept as long as the installation says, never less than half a year, and tells what it forgot', async () => {
    await using own = await startTestApp({ isWorker: false })
    const { services } = own
    const day = 24 * 3_600_000
    const now = services.clock.now().getTime()
    const enter = (daysAgo: number) =>
      services.prisma.auditEntry.create({ data: { kind: 'print', at: new Date(now - daysAgo * day) } })
    for (const days of [1, 179, 181, 400, 1_100]) await enter(days)
    const left = async () => services.prisma.auditEntry.count({ where: { kind: 'print' } })

    await trimAudit.handler(services, {})
    expect(await left()).toBe(4)
    services.settings.auditRetentionDays = 1
    await trimAudit.handler(services, {})
    expect(await left()).toBe(2)
    await trimAudit.handler(services, {})
    const told = await services.prisma.auditEntry.findMany({ where: { kind: 'auditTrimmed' }, orderBy: { id: 'asc' } })
    expect(told.map(({ details }) => details)).toEqual([
      { removed: 1, olderThanDays: 1095 },
      { removed: 2, olderThanDays: 180 },
    ])
    // the permission was that transaction's alone
    await expect(services.pool.query('delete from audit_entries')).rejects.toThrow('append-only')
  })
})

describe('a refusal', () => {
  beforeEach(() => app.services.refusals.flush())

  it('is written down with whom, what and why, and without a value of what was asked', async () => {
    const before = (await refusals()).length
    const secret = 'секретное слово'
    await manager.graphql(
      'query ($v: [String!]) { mine: repairs(filter: { field: "nothing", operator: IN, values: $v }) { nodes { id } } }',
      { v: [secret] },
    )
    await manager.graphql('mutation { mine: createRole(input: { name: "x", affiliation: OFFICE }) { role { id } } }')
    await manager.fetch('/files/0190a000-0000-7000-8000-000000000001')
    await manager.fetch('/exports/client.csv', { method: 'POST', headers: { 'x-naryad-csrf': '' } })
    const told = (await refusals()).slice(before)
    const actorId = await idOf(cast.manager)
    expect(told).toEqual(
      expect.arrayContaining([
        { actorId, subjectType: 'repair', details: { operation: 'Query.repairs', code: 'FORBIDDEN_FIELD' } },
        {
          actorId,
          subjectType: null,
          details: { operation: 'Mutation.createRole', action: 'role.manage', code: 'FORBIDDEN' },
        },
        { actorId, subjectType: null, details: { operation: 'GET /files', code: 'NOT_FOUND' } },
        {
          actorId: null,
          subjectType: null,
          details: { operation: 'POST /exports', code: 'FORBIDDEN', reason: 'CSRF_HEADER' },
        },
      ]),
    )
    expect(told).toHaveLength(4)
    expect(JSON.stringify(told)).not.toMatch(/секретное|nothing|mine/)
  })

  it('of whoever sees the app as somebody else is his own', async () => {
    const seen = await app.asEmployee(cast.administrator)
    const employeeId = await idOf(cast.administrator)
    const sessions = await app.services.prisma.session.findMany({
      where: { employeeId },
      orderBy: { createdAt: 'desc' },
    })
    const viewEmployeeId = await idOf(cast.manager)
    await app.services.prisma.session.update({ where: { id: sessions[0]?.id ?? '' }, data: { viewEmployeeId } })
    const before = (await refusals()).length
    const comment = 'mutation { addComment(input: { text: "x" }) { feedEntry { id } } }'
    for (const attempt of ['mutation { signOutEverywhere { isDone } }', comment]) {
      expect(await seen.refusal(attempt)).toEqual(['VIEW_ONLY'])
    }
    const by = { actorId: employeeId, subjectType: null }
    expect((await refusals()).slice(before)).toEqual([
      { ...by, details: { operation: 'Mutation.signOutEverywhere', code: 'VIEW_ONLY' } },
      { ...by, details: { operation: 'Mutation.addComment', action: 'feed.comment', code: 'VIEW_ONLY' } },
    ])
  })

  it('for the address is written down: of who signs in from there, and of a session that has come to be there', async () => {
    await using own = await startTestApp({ isWorker: false, trustedProxies: 1 })
    const email = 'office@naryad.demo'
    const employeeId = await own.addEmployee({ email, role: 'manager' })
    const caller = await own.asEmployee(email)
    await own.services.prisma.ipRange.create({ data: { employeeId, cidr: '192.0.2.0/24' } })
    expect(await caller.ask('{ viewer { email } }')).toEqual({ viewer: null })
    await own.services.refusals.flush()
    await expect(own.asEmployee(email)).rejects.toThrow('ADDRESS')
    await own.services.refusals.flush()
    const entries = await own.services.prisma.auditEntry.findMany({ where: { kind: { endsWith: 'efused' } } })
    expect(entries).toHaveLength(2)
    expect(entries.find(({ kind }) => kind === 'signInRefused')).toMatchObject({
      actorId: employeeId,
      details: { reason: 'ADDRESS' },
    })
    expect(entries.find(({ kind }) => kind === 'accessRefused')).toMatchObject({
      actorId: employeeId,
      ip: '127.0.0.1',
      details: { operation: 'session', code: 'FORBIDDEN', reason: 'ADDRESS' },
    })
  })
})

describe('a flood of refusals', () => {
  const at = new Date('2026-11-23T10:00:00Z')
  const refusal: Refusal = {
    sessionId: null,
    ip: '192.0.2.7',
    operation: 'Query.repairs',
    code: 'FORBIDDEN',
    reason: null,
  }

  /** A log with a clock of its own, and what it wrote since. */
  async function ownLog() {
    const clock = manualClock(at)
    const { prisma, log } = app.services
    const { id } = (await prisma.auditEntry.findFirst({ orderBy: { id: 'desc' } })) ?? { id: '' }
    const entries = () =>
      prisma.auditEntry.findMany({
        where: { id: { gt: id } },
        orderBy: { id: 'asc' },
        select: { at: true, details: true },
      })
    return { clock, refusals: createRefusalLog({ prisma, clock, log }), entries }
  }

  it('becomes an entry at once and one a minute, with how many there were', async () => {
    const { clock, refusals: log, entries } = await ownLog()
    log.note(refusal)
    clock.advance(1_000)
    const { operation, code } = refusal
    await vi.waitFor(async () => expect(await entries()).toEqual([{ at, details: { operation, code } }]))
    for (let i = 0; i < 1_000; i++) log.note(refusal)
    clock.advance(30_000)
    clock.advance(31_000)
    await vi.waitFor(async () => expect(await entries()).toHaveLength(2))
    expect((await entries())[1]?.details).toEqual({ operation, code, times: 1_000 })
    await log.stop()
    expect(await entries()).toHaveLength(2)
  })

  it('from everywhere at once is counted, not listed', async () => {
    const { refusals: log, entries } = await ownLog()
    for (let i = 0; i < 2_000; i++) log.note({ ...refusal, ip: `2001:db8::${i.toString(16)}` })
    await log.stop()
    const written = await entries()
    expect(written).toHaveLength(501)
    expect(written.at(-1)?.details).toMatchObject({ operation: '*', times: 1_500 })
  })

  it('that cannot be written is kept until it can', async () => {
    const { clock, refusals: log, entries } = await ownLog()
    const { prisma } = app.services
    const fails = vi.spyOn(prisma.auditEntry, 'createMany').mockRejectedValueOnce(new Error('gone'))
    log.note(refusal)
    clock.advance(1_000)
    await vi.waitFor(() => expect(fails).toHaveBeenCalledOnce())
    expect(await entries()).toEqual([])
    await log.flush()
    expect(await entries()).toHaveLength(1)
    fails.mockRestore()
    await log.stop()
  })
})
