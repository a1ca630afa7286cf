import { once } from 'node:events'
import type { Server } from 'node:http'
import { pathToFileURL } from 'node:url'
import type pg from 'pg'
import type { Logger } from 'pino'
import { type Clock, systemClock } from './clock.ts'
import type { Services } from './context.ts'
import { createPrisma } from './db/client.ts'
import { createPool } from './db/pool.ts'
import { StartupError } from './db/startup-error.ts'
import { readEnv, type ServerOptions } from './env.ts'
import { createLocalFileStore } from './files/file-store.ts'
import { readCatalog, syncFieldDefinitions } from './gate/catalog.ts'
import { measureTables } from './gate/cost.ts'
import { READ_SECONDS } from './gate/execute.ts'
import { attachGate } from './gate/graphql.ts'
import { createHeavyReads, createWrites } from './gate/lanes.ts'
import { createPartnerWall } from './gate/partner-wall.ts'
import { createPermissionCache } from './gate/permissions.ts'
import { startJobs } from './jobs/jobs.ts'
import { createMailer } from './mail/mailer.ts'
import { createRefusalLog } from './modules/audit/refusal-log.service.ts'
import { installDefaults } from './modules/roles/defaults.ts'
import { demoAccountsWithDemoPassword } from './modules/sessions/demo-accounts.ts'
import {
  ensureFirstAdministrator,
  type FirstAdministrator,
  requireSomebody,
} from './modules/staff/first-administrator.service.ts'
import { sealingKeys } from './sealed.ts'
import { createHttp } from './server/http.ts'
import { startLive } from './server/live.ts'
import { createLog } from './server/log.ts'
import { createSchema } from './server/schema.ts'
import { allJobs } from './worker.ts'

export interface RunningServer {
  /** Where it listens. */
  url: string
  port: number
  services: Services
  /** Whom this start has made or written again; null as a rule. */
  firstAdministrator: FirstAdministrator | null
  /** Takes nothing new, finishes what is under way, closes everything. Safe to call twice. */
  stop(): Promise<void>
}

/**
 * Connections by what they are for, so that none of these takes the last one from another: reading (and finding out whose
 * a request is), transactions, jobs, /health. Partners are read on pools of their own, see partner-wall.ts; the queue and
 * the live events have five more. 39 at the most, closed when they are idle.
 */
const POOL_SIZES = { reads: 10, transactions: 12, jobs: 3, health: 1 } as const
/**
 * The gate's statements are short and many-jointed: compiling one takes longer than running it. The data is in memory or
 * on flash, where a random page costs little more than the next one.
 */
const CONNECTION_OPTIONS = '-c jit=off -c timezone=UTC -c random_page_cost=1.1'
const READING = `${CONNECTION_OPTIONS} -c statement_timeout=${READ_SECONDS}s`
/** A change that takes half a minute is nobody's wish. */
const CHANGING = `${CONNECTION_OPTIONS} -c statement_timeout=30s`
const HEALTH = `${CONNECTION_OPTIONS} -c statement_timeout=2s`
const MEASURE_TABLES_MS = 10 * 60_000

/**
 * Starts a server on a migrated database, which gets the catalog's fields and, when it has no role yet, the default ones.
 *
 * @throws StartupError for what the person who starts it can mend: a taken port, an unreachable database, demo passwords
 *   in production, a production without anybody who could sign in. @throws UnruledSchemaError for a field without an
 *   access rule.
 */
export async function startServer(
  options: ServerOptions,
  overrides: { clock?: Clock; log?: Logger } = {},
): Promise<RunningServer> {
  const log = overrides.log ?? createLog(options.logLevel)
  const schema = createSchema()
  const catalog = readCatalog(schema)
  attachGate(schema, catalog)

  const stops: (() => unknown)[] = []
  const stopAll = async () => {
    for (const stop of stops.splice(0).reverse()) await stop()
  }
  try {
    const { databaseUrl, timeZone, companyName } = options
    const open = (max: number, serverOptions: string) => {
      const opened = createPool(databaseUrl, {
        options: serverOptions,
        max,
        onIdleError: (error) => log.warn({ reason: error.message }, 'idle database connection broke'),
      })
      stops.push(() => opened.end())
      return opened
    }
    const openPrisma = (pool: pg.Pool) => {
      // what breaks in the pool is logged there
      const prisma = createPrisma(pool, () => {})
      stops.push(() => prisma.$disconnect())
      return prisma
    }
    const pool = open(POOL_SIZES.reads, READING)
    await requireDatabase(pool)
    const partnerWall = await createPartnerWall({ databaseUrl, catalog, log }, READING)
    stops.push(() => partnerWall?.stop())
    const prisma = openPrisma(open(POOL_SIZES.transactions, CHANGING))
    const jobsPool = open(POOL_SIZES.jobs, CHANGING)
    const jobsPrisma = openPrisma(jobsPool)
    await syncFieldDefinitions(pool, catalog)
    await measureTables(pool, catalog)
    const measuring = setInterval(() => {
      measureTables(pool, catalog).catch((error: unknown) => log.warn({ err: error }, 'tables not measured'))
    }, MEASURE_TABLES_MS)
    stops.push(() => clearInterval(measuring))
    await installDefaults({ pool, catalog })
    const mail = createMailer(options.smtpUrl, options.mailFrom)
    stops.push(() => mail.stop())
    const jobs = await startJobs({ databaseUrl, timeZone, jobs: allJobs, isWorker: options.isWorker, log })
    stops.push(() => jobs.stop())
    const clock = overrides.clock ?? systemClock
    const refusals = createRefusalLog({ prisma, clock, log })
    stops.push(() => refusals.stop())
    const base = {
      databaseUrl,
      pool,
      healthPool: open(POOL_SIZES.health, HEALTH),
      partnerWall,
      heavyReads: createHeavyReads(),
      writes: createWrites(),
      prisma,
      log,
      catalog,
      jobs,
      mail,
      clock,
      files: await createLocalFileStore(options.filesDir),
      secrets: { linkKey: Buffer.from(options.linkSecret), sealing: sealingKeys(options.encryptionKeys) },
      settings: {
        publicUrl: options.publicUrl ?? '',
        companyName,
        timeZone,
        auditRetentionDays: options.auditRetentionDays,
      },
      refusals,
      permissions: createPermissionCache(pool, catalog),
    }
    if (options.isProduction) {
      await requireSomebody(base, options)
      await refuseDemoPasswords(base)
    }
    const live = await startLive(base, schema, options)
    stops.push(() => live.stop())
    const services: Services = { ...base, live }
    const http = await createHttp(services, schema, options)
    stops.push(() => http.stop())
    // sockets go first: the HTTP server would wait for them
    stops.push(() => live.stop())
    const port = await listen(http.server, options)
    const url = `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`
    // links need an address even where nobody gave one; the settings are shared, so that all see it
    services.settings.publicUrl ||= url.replace('//0.0.0.0', '//127.0.0.1').replace('//[::]', '//127.0.0.1')
    const firstAdministrator = await ensureFirstAdministrator(base, options.adminEmail)
    live.attach(http.server, http.documents)
    if (options.isWorker) await jobs.work({ ...services, pool: jobsPool, prisma: jobsPrisma })
    return { url, port, services, firstAdministrator, stop: stopAll }
  } catch (error) {
    await stopAll()
    throw error
  }
}

async function requireDatabase(pool: pg.Pool) {
  try {
    const { rows } = await pool.query<{ isWalledOff: boolean }>(
      `select row_security_active('repairs') as "isWalledOff" from permission_version`,
    )
    if (rows[0]?.isWalledOff) {
      throw new StartupError('Пользователь из DATABASE_URL не владеет нашими таблицами и не увидит в них ни строки.')
    }
  } catch (error) {
    if (error instanceof StartupError) throw error
    const isEmpty = error instanceof Error && 'code' in error && error.code === '42P01'
    const what = isEmpty ? 'В базе данных нет наших таблиц: примените миграции' : 'База данных недоступна'
    throw new StartupError(`${what} (DATABASE_URL).`, { cause: error })
  }
}

async function refuseDemoPasswords(services: Pick<Services, 'prisma'>) {
  const accounts = await demoAccountsWithDemoPassword(services)
  if (accounts.length === 0) return
  throw new StartupError(
    `В рабочем режиме нельзя оставлять демонстрационные пароли: смените их или отключите сотрудников ${accounts.join(', ')}.`,
  )
}

async function listen(server: Server, { host, port }: ServerOptions): Promise<number> {
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    if (code === 'EADDRINUSE') throw new StartupError(`Порт ${port} занят: укажите другой в переменной PORT.`)
    if (code === 'EACCES') throw new StartupError(`Порт ${port} нельзя занять без особых прав: укажите другой в PORT.`)
    throw error
  }
  const address = server.address()
  return address && typeof address === 'object' ? address.port : port
}

/** Where no letter can be sent, the link is shown to whoever starts the server; no log keeps it. */
export function showFirstAdministrator({ firstAdministrator, services }: RunningServer): void {
  if (!firstAdministrator || services.mail.isConfigured) return
  const { email, url } = firstAdministrator
  process.stdout.write(`\nПервый администратор — ${email}. Задайте пароль в течение 7 дней:\n${url}\n\n`)
}

async function main() {
  const options = readEnv()
  const server = await startServer(options)
  showFirstAdministrator(server)
  server.services.log.info({ url: server.url, worker: options.isWorker }, 'started')
  const { promise: signalled, resolve: stop } = Promise.withResolvers<void>()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop())
  await signalled
  await server.stop()
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await main()
    process.exit(0)
  } catch (error) {
    console.error(error instanceof StartupError ? error.message : error)
    process.exit(1)
  }
}
