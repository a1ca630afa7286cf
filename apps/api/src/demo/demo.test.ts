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
})
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
  expect(await prisma.employee.count()).toBe(30)
  expect(await prisma.serviceCenter.count()).toBe(40)
  expect(await prisma.dealer.count()).toBe(25)
  expect(await prisma.manufacturer.count()).toBe(6)
})

test('every demo account signs in', async () => {
  const signIns = await demoSignIns(app.services)
  expect(signIns.map(({ email }) => email)).toEqual(Object.values(cast))
  for (const { email } of signIns) await app.asEmployee(email)
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
