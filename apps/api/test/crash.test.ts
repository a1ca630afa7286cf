import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Caller, cast, startTestApp, type TestApp } from './app.ts'
import { startProcess } from './process.ts'

/** Nobody listens there: letters stay queued, so that their jobs can be counted. */
const SMTP_URL = 'smtp://127.0.0.1:1'
const CHANGES = 200
const AT_ONCE = 8
const REJECT = `mutation ($id: ID!) {
  transitionServiceRequest(id: $id, transition: "reject", input: { comment: "Не наш случай" }) { serviceRequest { status } }
}`

let app: TestApp
let manager: Caller
let ids: string[]

beforeAll(async () => {
  app = await startTestApp({ isWorker: false, smtpUrl: SMTP_URL })
  manager = await app.asEmployee(cast.manager)
  const at = new Date()
  const requests = await app.services.prisma.serviceRequest.createManyAndReturn({
    data: Array.from({ length: CHANGES }, (_, n) => ({
      number: `З-2026-${String(500_000 + n)}`,
      status: 'NEW',
      statusSince: at,
      source: 'CLIENT' as const,
      clientName: `Клиент ${n}`,
      email: `client-${n}@example.ru`,
      complaint: 'Не греет',
      consentAt: at,
      consentVersion: '1',
      createdAt: at,
    })),
    select: { id: true },
  })
  ids = requests.map(({ id }) => id)
})
afterAll(() => app?.stop())

/** Sends the changes, so many at a time; the ids of those that were acknowledged. */
async function send(url: string, wanted: readonly string[], onAcknowledged: (count: number) => void = () => {}) {
  const waiting = [...wanted]
  const acknowledged: string[] = []
  const refused: string[] = []
  const sender = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      const answer = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-naryad-csrf': '1', cookie: manager.cookie },
        body: JSON.stringify({ query: REJECT, variables: { id } }),
      })
        .then((response) => response.json() as Promise<{ data?: unknown; errors?: { extensions: { code: string } }[] }>)
        .catch(() => null)
      if (answer?.errors) refused.push(answer.errors[0]?.extensions.code ?? '')
      else if (answer?.data) onAcknowledged(acknowledged.push(id))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, sender))
  return { acknowledged, refused }
}

/** What each request has: its status, transitions in the feed, letters, and jobs that deliver them. */
async function standing() {
  const { rows } = await app.services.pool.query<{
    id: string
    status: string
    entries: number
    letters: number
    jobs: number
  }>(
    `select r.id, r.status,
       (select count(*)::int from feed_entries f where f.request_id = r.id and f.kind = 'TRANSITION') as entries,
       (select count(*)::int from outbox_messages m where m.request_id = r.id) as letters,
       (select count(*)::int from jobs.job j join outbox_messages m on j.data ->> 'messageId' = m.id::text where m.request_id = r.id) as jobs
     from service_requests r order by r.id`,
  )
  return new Map(rows.map(({ id, ...rest }) => [id, rest]))
}

const whole = { status: 'REJECTED', entries: 1, letters: 1, jobs: 1 }
const untouched = { status: 'NEW', entries: 0, letters: 0, jobs: 0 }

describe('a process killed in the middle of 200 changes', () => {
  it('has kept every acknowledged one with its feed entry and job, none in part, and none becomes two', async () => {
    const first = await startProcess(app, { WORKER: 'off', SMTP_URL, MAIL_FROM: 'a@example.ru' })
    const { acknowledged } = await send(first.url, ids, (count) => {
      if (count === 90) first.child.kill('SIGKILL')
    })
    expect((await first.exited).signal).toBe('SIGKILL')
    expect(acknowledged.length).toBeGreaterThanOrEqual(90)
    expect(acknowledged.length).toBeLessThan(CHANGES)

    const after = await standing()
    for (const id of acknowledged) expect(after.get(id)).toEqual(whole)
    for (const one of after.values()) expect([whole, untouched]).toContainEqual(one)

    const second = await startProcess(app, { WORKER: 'off', SMTP_URL, MAIL_FROM: 'a@example.ru' })
    const { refused } = await send(second.url, ids)
    for (const one of (await standing()).values()) expect(one).toEqual(whole)
    // what was there already says so instead of happening again
    expect(refused.length).toBeGreaterThanOrEqual(acknowledged.length)
    second.child.kill('SIGTERM')
    expect((await second.exited).code).toBe(0)
  }, 120_000)
})
