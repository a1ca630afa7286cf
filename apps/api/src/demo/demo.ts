/** A year in the life of a company that sells and services kitchens, for whoever looks at the product first. */
import pg from 'pg'
import { Prisma } from '../../generated/prisma/client.ts'
import { manualClock } from '../clock.ts'
import type { Services } from '../context.ts'
import { createPrisma } from '../db/client.ts'
import { createPermissionCache } from '../gate/permissions.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { createMailer } from '../mail/mailer.ts'
import { DEMO_PASSWORD } from '../modules/sessions/demo-accounts.ts'
import { isPassword } from '../modules/sessions/password.ts'
import { beforeTheYear, duringTheYear } from './access.ts'
import { holdSittings } from './desk.ts'
import { establish } from './establish.ts'
import { perform, setStage } from './perform.ts'
import { planDemo } from './plan.ts'
import { runSteps } from './run-steps.ts'
import { drawSamples } from './sample-files.ts'
import { writeBehind } from './write-behind.ts'

export interface DemoOptions {
  /** The present of the demo: everything has happened in the year before. */
  now: Date
  requests?: number
  seed?: number
  /** Told the share that is done, from 0 to 1. */
  onProgress?(share: number): void
}

export interface SignIn {
  role: string
  email: string
  password: string
}

const REQUESTS = 1_500
const SEED = 20_261_123
const POOL_SIZE = 8
const MARK = 'demo'
/** News of the last day are unread, as they would be on a Monday morning. */
const UNREAD_MS = 20 * 3_600_000
const signInEmails = ['admin', 'manager', 'accountant', 'service', 'expert', 'dealer'].map(
  (name) => `${name}@naryad.demo`,
)

/** Whether there is nobody yet who could sign in, or only what an interrupted load has left. */
export async function isEmpty({ prisma }: Pick<Services, 'prisma'>): Promise<boolean> {
  return (await wasInterrupted(prisma)) || (await prisma.employee.count()) === 0
}

/**
 * Loads the demo into an empty database, through the product's own services with the clock of each step. An earlier load
 * that was interrupted is taken away first. Letters are stored, not sent.
 */
export async function loadDemo(services: Services, options: DemoOptions): Promise<void> {
  const { now, requests = REQUESTS, seed = SEED, onProgress } = options
  const plan = planDemo({ seed, now, requests })
  const { own, flush, close } = openQuickly(services, now)
  try {
    if (await wasInterrupted(own.prisma)) await empty(own)
    await own.prisma.setting.create({ data: { key: MARK, value: { state: 'LOADING' } } })
    const established = await establish(own, plan.company, now)
    const office = { company: plan.company, established, now, seed }
    await holdSittings(own, office, beforeTheYear)
    const files = await drawSamples(own, seed)
    const stage = await setStage(own, { company: plan.company, established, files })
    const stories = new Map(plan.stories.map((story) => [story.index, story]))
    await runSteps(
      plan.steps,
      async (step) => {
        const story = stories.get(step.story)
        if (story) await perform(stage, story, step)
      },
      (done) => onProgress?.(done / plan.steps.length),
    )
    await holdSittings(own, office, duringTheYear)
    await flush()
    await files.clear()
    await own.prisma.$executeRaw`
      update notifications set read_at = created_at + interval '40 minutes'
      where created_at < ${new Date(now.getTime() - UNREAD_MS)}`
    await own.prisma.setting.update({
      where: { key: MARK },
      data: { value: { state: 'LOADED', at: now.toISOString() } },
    })
    await own.prisma.$executeRaw`analyze`
  } finally {
    await close()
  }
}

/** Which of the demo's accounts still open with the password that everybody knows. */
export async function demoSignIns({ prisma }: Pick<Services, 'prisma'>): Promise<SignIn[]> {
  const accounts = await prisma.employee.findMany({
    where: { email: { in: signInEmails }, isActive: true },
    select: { email: true, passwordHash: true, role: { select: { name: true } } },
  })
  // fresh from the load they share one hash, which is slow to verify
  const hashes = [...new Set(accounts.map(({ passwordHash }) => passwordHash))]
  const known = new Set<string | null>()
  for (const hash of hashes) if (await isPassword(DEMO_PASSWORD, hash)) known.add(hash)
  return accounts
    .filter(({ passwordHash }) => known.has(passwordHash))
    .sort((a, b) => signInEmails.indexOf(a.email) - signInEmails.indexOf(b.email))
    .map(({ email, role }) => ({ role: role.name, email, password: DEMO_PASSWORD }))
}

/** The services on connections of their own that do not wait for the disk: an interrupted load is begun anew anyway. */
function openQuickly(services: Services, now: Date): { own: Services; flush(): Promise<void>; close(): Promise<void> } {
  const pool = new pg.Pool({
    connectionString: services.databaseUrl,
    application_name: 'naryad-demo',
    max: POOL_SIZE,
    options: '-c jit=off -c timezone=UTC -c synchronous_commit=off',
  })
  pool.on('error', (error) => services.log.warn({ reason: error.message }, 'idle database connection broke'))
  const direct = createPrisma(pool, () => {})
  const { prisma, flush } = writeBehind(direct)
  const own: Services = {
    ...services,
    pool,
    prisma,
    permissions: createPermissionCache(pool, services.catalog),
    mail: createMailer(null, ''),
    jobs: onlyAhead(services.jobs, now),
    clock: manualClock(now),
  }
  const close = async () => {
    await direct.$disconnect()
    await pool.end()
  }
  return { own, flush, close }
}

/** What a job of the past would have done is part of the story; what lies ahead is really ordered. */
function onlyAhead(jobs: Jobs, now: Date): Jobs {
  return {
    ...jobs,
    async enqueue(tx, job, data, options) {
      if (options?.startAfter && options.startAfter > now) await jobs.enqueue(tx, job, data, options)
    },
  }
}

async function wasInterrupted(prisma: Services['prisma']): Promise<boolean> {
  const mark = await prisma.setting.findUnique({ where: { key: MARK } })
  return JSON.stringify(mark?.value) === JSON.stringify({ state: 'LOADING' })
}

async function empty({ prisma }: Services): Promise<void> {
  const tables = await prisma.$queryRaw<{ name: string }[]>`
    select quote_ident(tablename) as name from pg_tables
    where schemaname = current_schema() and tablename not in ('_prisma_migrations', 'field_definitions', 'permission_version')`
  const names = Prisma.raw(tables.map(({ name }) => name).join(', '))
  await prisma.$transaction(async (tx) => {
    // what the audit log has of a demo that was never whole is nobody's past
    await tx.$executeRaw`alter table audit_entries disable trigger audit_not_truncated`
    await tx.$executeRaw`truncate ${names} cascade`
    await tx.$executeRaw`alter table audit_entries enable trigger audit_not_truncated`
  })
  await prisma.$executeRaw`alter sequence request_number_seq restart`
  await prisma.$executeRaw`alter sequence repair_number_seq restart`
}
