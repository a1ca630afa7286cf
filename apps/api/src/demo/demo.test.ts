import { repairStatusNames, requestStatusNames } from '@naryad/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cast, startTestApp, type TestApp } from '../../test/app.ts'
import { manualClock } from '../clock.ts'
import { demoSignIns, isEmpty, loadDemo } from './demo.ts'
import { planDemo } from './plan.ts'

const NOW = new Date('2026-11-20T11:40:00Z')
const REQUESTS = 60
const apps: TestApp[] = []
let app: TestApp

/** A server on a database with nobody in it, and the demo in it. */
async function load(): Promise<TestApp> {
  const loaded = await startTestApp({ isWorker: false }, { clock: manualClock(NOW) })
  apps.push(loaded)
  const { services } = loaded
  await services.prisma.employee.deleteMany()
  await services.prisma.serviceCenter.deleteMany()
  await services.prisma.dealer.deleteMany()
  expect(await isEmpty(services)).toBe(true)
  await loadDemo(services, { now: NOW, requests: REQUESTS })
  expect(await isEmpty(services)).toBe(false)
  return loaded
}

beforeAll(async () => {
  app = await load()
}, 180_000)
afterAll(async () => {
  for (const one of apps) await one.stop()
})

/** Everything that must come out equal, and nothing that is chance: ids, hashes. */
async function outcome({ services: { pool } }: TestApp) {
  const { rows } = await pool.query(`
    select coalesce(q.number, r.number) as number, q.status as request, r.number as repair, r.status, r.status_since,
      r.due_at, s.name as center, m.name as manager, r.total_cost, r.rating_mark,
      (select count(*)::int from feed_entries f where f.repair_id = r.id or f.request_id = q.id) as entries,
      (select count(*)::int from documents d where d.repair_id = r.id or d.request_id = q.id) as documents
    from service_requests q left join repairs r on r.request_id = q.id
      left join service_centers s on s.id = r.service_center_id left join employees m on m.id = r.manager_id
    order by q.number`)
  return { rows, access: await accessOutcome(pool) }
}

/** Who may what beside his role, and how that came about. */
async function accessOutcome(pool: TestApp['services']['pool']) {
  const { rows } = await pool.query(
    `
    select a.at, a.kind, p.name as actor, a.ip, a.subject, a.details
    from audit_entries a left join employees p on p.id = a.actor_id where a.at < $1 order by a.at, a.kind`,
    [NOW],
  )
  return rows
}

test('the demo has requests and repairs in every status, overdue ones and ratings among them', async () => {
  const { prisma } = app.services
  const repairs = await prisma.repair.findMany({ select: { status: true, dueAt: true, ratingMark: true } })
  const requests = await prisma.serviceRequest.findMany({ select: { status: true } })
  expect(requests).toHaveLength(REQUESTS)
  expect(new Set(requests.map(({ status }) => status))).toEqual(new Set(requestStatusNames))
  expect(new Set(repairs.map(({ status }) => status))).toEqual(new Set(repairStatusNames))
  expect(repairs.filter(({ dueAt }) => dueAt !== null && dueAt < NOW).length).toBeGreaterThan(3)
  expect(repairs.filter(({ ratingMark }) => ratingMark !== null).length).toBeGreaterThan(3)
  expect(await prisma.employee.count()).toBe(31)
  expect(await prisma.serviceCenter.count()).toBe(40)
  expect(await prisma.dealer.count()).toBe(25)
  expect(await prisma.manufacturer.count()).toBe(6)
})

test('every demo account signs in', async () => {
  const signIns = await demoSignIns(app.services)
  expect(signIns.map(({ email }) => email)).toEqual(Object.values(cast))
  for (const { email } of signIns) await app.asEmployee(email)
})

interface ExceptionRow {
  setByName: string | null
  setAt: string
  expiresAt: string | null
  isExpired: boolean
}

interface Settings {
  fieldExceptions: (ExceptionRow & { entity: string; field: string; access: string; roleAccess: string })[]
  actionExceptions: (ExceptionRow & { action: string; isAllowed: boolean })[]
  scopeExceptions: (ExceptionRow & { entity: string })[]
  ipRanges: { cidr: string; note: string | null }[]
  manufacturers: { name: string }[]
  hasPassword: boolean
  invitedAt: string | null
  employee: { name: string }
}

/** Cards of everybody, as the administrator opens them. */
async function cards(): Promise<(Settings & { email: string })[]> {
  const admin = await app.asEmployee(cast.administrator)
  const people = await app.services.prisma.employee.findMany({ select: { id: true, email: true } })
  const exception = 'setByName setAt expiresAt isExpired'
  const query = `query ($id: ID!) { employeeSettings(id: $id) {
    employee { name } hasPassword invitedAt ipRanges { cidr note } manufacturers { name }
    fieldExceptions { entity field access roleAccess ${exception} }
    actionExceptions { action isAllowed ${exception} }
    scopeExceptions { entity ${exception} } } }`
  return Promise.all(
    people.map(async ({ id, email }) => {
      const { employeeSettings } = await admin.ask<{ employeeSettings: Settings }>(query, { id })
      return { ...employeeSettings, email }
    }),
  )
}

const ofDemoAccount = ({ email }: { email: string }) => Object.values<string>(cast).includes(email)

test('employees have exceptions in both directions, some that end, one that has ended; demo accounts have none', async () => {
  const found = await cards()
  const exceptions = found.flatMap(({ employee, fieldExceptions, actionExceptions, scopeExceptions }) => [
    ...fieldExceptions.map(({ entity, field, access, roleAccess, ...rest }) => {
      return { name: employee.name, rule: `${entity}.${field}`, from: roleAccess, to: access, ...rest }
    }),
    ...actionExceptions.map(({ action, isAllowed, ...rest }) => {
      return { name: employee.name, rule: action, from: null, to: String(isAllowed), ...rest }
    }),
    ...scopeExceptions.map(({ entity, ...rest }) => {
      return { name: employee.name, rule: entity, from: null, to: null, ...rest }
    }),
  ])
  // the README's tour names them
  const expected = [
    { name: 'Алексей Фролов', rule: 'repair.laborCost', from: 'NONE', to: 'READ', isExpired: false },
    { name: 'Надежда Сорокина', rule: 'client.phone', from: 'READ', to: 'NONE', isExpired: false, expiresAt: null },
    { name: 'Роман Захаров', rule: 'records.export', to: 'false', isExpired: false, expiresAt: null },
    { name: 'Гульнара Максимова', rule: 'records.export', to: 'true', isExpired: false },
    { name: 'Роман Кузнецов', rule: 'repair', isExpired: true },
  ]
  for (const one of expected) expect(exceptions).toContainEqual(expect.objectContaining(one))
  const { name } = await app.services.prisma.employee.findUniqueOrThrow({ where: { email: cast.administrator } })
  expect(exceptions.every(({ setByName, setAt }) => setByName === name && new Date(setAt) < NOW)).toBe(true)
  const ahead = exceptions.filter(({ expiresAt }) => expiresAt !== null && new Date(expiresAt) > NOW)
  expect(new Set(ahead.map((one) => one.name))).toEqual(new Set(['Алексей Фролов', 'Гульнара Максимова']))
  const own = found.filter(ofDemoAccount).flatMap((card) => [...card.fieldExceptions, ...card.actionExceptions])
  expect(own).toEqual([])
})

test('one employee works from the office alone and was refused elsewhere; no rule of networks meets a demo account', async () => {
  const restricted = (await cards()).filter(({ ipRanges }) => ipRanges.length > 0)
  expect(restricted.map(({ employee }) => employee.name)).toEqual(['Евгений Павлов'])
  expect(restricted.some(ofDemoAccount)).toBe(false)
  expect(restricted[0]?.ipRanges.map(({ cidr }) => cidr)).toEqual(['203.0.113.0/24', '2001:db8::/32'])
  const { prisma } = app.services
  expect(await prisma.ipRange.count({ where: { roleId: { not: null } } })).toBe(0)
  const refused = await prisma.auditEntry.findFirst({
    where: { kind: 'signInRefused', actor: { email: restricted[0]?.email ?? '' } },
  })
  expect(refused).toMatchObject({ ip: '198.51.100.77', details: { reason: 'ADDRESS' } })
})

test('repairs that no rule is for come to those whose manufacturer it is', async () => {
  const having = (await cards()).filter(({ manufacturers }) => manufacturers.length > 0)
  expect(having.map(({ manufacturers }) => manufacturers)).toEqual([
    [{ name: 'Kaixin Kitchen' }],
    [{ name: 'Kaixin Kitchen' }],
  ])
  const repairs = await app.services.prisma.repair.findMany({
    where: { manufacturer: { name: 'Kaixin Kitchen' } },
    select: { manager: { select: { email: true } } },
  })
  expect(new Set(repairs.map(({ manager }) => manager?.email))).toEqual(new Set(having.map(({ email }) => email)))
})

test('a seventh role is a copy that went its own way, without contradictions, with its history', async () => {
  const admin = await app.asEmployee(cast.administrator)
  const { roleSummaries } = await admin.ask<{ roleSummaries: Record<string, unknown>[] }>(
    '{ roleSummaries { id name employeeCount undecidedCount problemCount } }',
  )
  expect(roleSummaries).toHaveLength(7)
  const senior = roleSummaries.find(({ name }) => name === 'Старший менеджер')
  expect(senior).toMatchObject({ employeeCount: 2, undecidedCount: 0, problemCount: 0 })
  const { roleHistory } = await admin.ask<{
    roleHistory: {
      nodes: { changes: { subject: string; key: string | null; before: string | null; after: string | null }[] }[]
    }
  }>('query ($id: ID!) { roleHistory(id: $id) { nodes { changes { subject key before after } } } }', { id: senior?.id })
  const changes = roleHistory.nodes.map((entry) => entry.changes)
  expect(changes).toHaveLength(3)
  expect(changes[0]).toContainEqual({ subject: 'field', key: 'partsCost', before: 'WRITE', after: 'READ' })
  expect(changes[2]?.[0]).toMatchObject({ subject: 'copyOf', after: 'Менеджер' })
})

test('somebody is invited and has not come yet; her letter waits in the messages', async () => {
  const invited = (await cards()).filter(({ hasPassword }) => !hasPassword)
  expect(invited.map(({ employee }) => employee.name)).toEqual(['Полина Журавлёва'])
  expect(invited[0]?.invitedAt).not.toBeNull()
  const letters = await app.services.prisma.outboxMessage.findMany({ where: { template: 'INVITATION' } })
  expect(letters.map(({ recipient }) => recipient)).toEqual([invited[0]?.email])
})

test('the audit log tells how it came to that, and who looked through whose eyes', async () => {
  const entries = await app.services.prisma.auditEntry.findMany({ where: { at: { lt: NOW } } })
  expect(new Set(entries.map(({ kind }) => kind))).toEqual(
    new Set([
      'signIn',
      'signInRefused',
      'signOut',
      'roleCreated',
      'roleChanged',
      'employeeCreated',
      'employeeInvited',
      'employeeChanged',
      'exceptionSet',
      'exceptionRemoved',
      'ipRangesChanged',
      'viewAsStarted',
      'viewAsStopped',
    ]),
  )
})

test('files of the demo are readable, pictures with a small one', async () => {
  const { prisma, files } = app.services
  const documents = await prisma.document.findMany({ include: { file: true } })
  for (const { file } of documents) expect(await files.size(file.storageKey)).toBe(file.size)
  const admin = await app.asEmployee(cast.administrator)
  const photo = documents.find(({ file }) => file.contentType === 'image/jpeg')
  const report = documents.find(({ type }) => type === 'CLAIM_REPORT')
  expect((await admin.fetch(`/files/${photo?.id}/thumbnail`)).headers.get('content-type')).toBe('image/webp')
  const page = await admin.fetch(`/files/${report?.id}`)
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'application/pdf'])
  expect(await page.text()).toMatch(/^%PDF-1\.4[\s\S]+%%EOF\n$/)
})

test('time runs forward: numbers follow creation, no entry lies in the future or before its record', async () => {
  const { pool } = app.services
  const { rows } = await pool.query(
    `
    select
      (select count(*)::int from (select created_at < lag(created_at) over (order by number) as back from service_requests) q where back) as requests,
      (select count(*)::int from (select created_at < lag(created_at) over (order by number) as back from repairs) r where back) as repairs,
      (select count(*)::int from feed_entries f join repairs r on r.id = f.repair_id
        where f.created_at < r.created_at or f.created_at > $1) as entries,
      (select count(*)::int from repairs where status_since < created_at or status_since > $1) as moves,
      (select count(*)::int from obligations where met_at < opened_at) as obligations`,
    [NOW],
  )
  expect(rows[0]).toEqual({ requests: 0, repairs: 0, entries: 0, moves: 0, obligations: 0 })
})

test('letters of the past are kept, not sent; only visits that lie ahead are ordered', async () => {
  const { pool, prisma } = app.services
  expect(await prisma.outboxMessage.groupBy({ by: ['status'] })).toEqual([{ status: 'STORED' }])
  const { rows } = await pool.query<{ start_after: Date }>(
    `select start_after from jobs.job where name = 'record-visit'`,
  )
  const scheduled = await prisma.repair.count({ where: { status: 'VISIT_SCHEDULED' } })
  expect(rows.length).toBeGreaterThanOrEqual(scheduled)
  expect(rows.every(({ start_after }) => start_after > NOW)).toBe(true)
})

test('a second load tells the same year, and one that was interrupted is begun anew', async () => {
  const other = await load()
  expect(await outcome(other)).toEqual(await outcome(app))
  const { services } = other
  await services.prisma.setting.update({ where: { key: 'demo' }, data: { value: { state: 'LOADING' } } })
  expect(await isEmpty(services)).toBe(true)
  await loadDemo(services, { now: NOW, requests: REQUESTS })
  expect(await outcome(other)).toEqual(await outcome(app))
})

test('the whole demo is a year of 1,500 requests with a day’s work for each demo account', () => {
  const { company, stories, steps } = planDemo({ seed: 1, now: NOW, requests: 1_500 })
  expect([stories.length, company.clients.length]).toEqual([1_500, 400])
  expect(steps.every(({ at }) => at <= NOW && at.getTime() > NOW.getTime() - 366 * 24 * 3_600_000)).toBe(true)
  expect(planDemo({ seed: 1, now: NOW, requests: 1_500 }).steps).toEqual(steps)
})
