import pg from 'pg'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type Caller, cast, startTestApp, type TestApp } from '../../test/app.ts'

let app: TestApp
let manager: Caller

beforeAll(async () => {
  app = await startTestApp()
  manager = await app.asEmployee(cast.manager)
})
afterAll(() => app?.stop())

/** Shuts every connection of the database and lets none in, until the returned function is called. */
async function cutOff(): Promise<() => Promise<void>> {
  const address = new URL(app.database.url)
  const name = address.pathname.slice(1)
  address.pathname = '/postgres'
  const client = new pg.Client({ connectionString: address.href })
  await client.connect()
  await client.query(`alter database ${name} allow_connections false`)
  await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name])
  return async () => {
    await client.query(`alter database ${name} allow_connections true`)
    await client.end()
  }
}

it('a lost database is answered in code, and the server works on when it is back', async () => {
  const events = await manager.subscribe('subscription { viewerChanged { unreadNotifications } }')
  const restore = await cutOff()
  try {
    const answer = await manager.graphql('{ viewer { email } }')
    expect([answer.status, answer.errors?.[0]?.extensions.code]).toEqual([503, 'UNAVAILABLE'])
    expect(JSON.stringify(answer)).not.toMatch(/test_|postgres|127\.0\.0\.1/)
    expect((await manager.fetch('/health')).status).toBe(503)
    expect((await manager.fetch('/files/01980000-0000-7000-8000-000000000000')).status).toBe(503)
  } finally {
    await restore()
  }
  expect(await manager.ask('{ viewer { email } }')).toEqual({ viewer: { email: cast.manager } })
  expect((await manager.fetch('/health')).status).toBe(200)

  // the listening connection comes back by itself too
  const { prisma } = app.services
  const { id } = await prisma.employee.findUniqueOrThrow({ where: { email: cast.manager } })
  const announcement = JSON.stringify({ seq: 1, entity: 'viewer', id, fields: [], action: null })
  await vi.waitFor(
    async () => {
      await prisma.$executeRaw`select pg_notify('naryad_events', ${announcement})`
      expect(events.received.length).toBeGreaterThan(0)
    },
    { timeout: 10_000, interval: 200 },
  )
})

it('a statement that does not end is ended, and says so in code only', async () => {
  const { pool } = app.services
  const { rows } = await pool.query(`select current_setting('statement_timeout') as "statementTimeout"`)
  expect(rows).toEqual([{ statementTimeout: '8s' }])
  const ask = pool.query.bind(pool) as (...args: unknown[]) => Promise<unknown>
  let asked = 0
  const query = vi.spyOn(pool, 'query').mockImplementation(async (...args: unknown[]) => {
    if (!JSON.stringify(args).includes('from repairs')) return ask(...args)
    asked++
    const client = await pool.connect()
    try {
      await client.query('set statement_timeout = 10')
      await client.query('select pg_sleep(10)')
    } finally {
      client.release(true)
    }
  })
  const answer = await manager.graphql('{ repairs { nodes { number } } }')
  query.mockRestore()
  expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(['QUERY_TOO_COMPLEX'])
  expect(answer.errors?.[0]?.extensions.details).toEqual({ limit: 'time', max: 8 })
  // what the database gave up once it is not asked for again
  expect(asked).toBe(1)
  expect(JSON.stringify(answer)).not.toMatch(/statement|timeout|pg_sleep/)
})
