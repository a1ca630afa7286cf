/**
 * Work that happens after a transaction, kept in the same PostgreSQL and enqueued by the same transaction, so that a
 * change and its consequences are stored together or not at all. A job carries ids; its handler reads the rows again and
 * may run more than once.
 */
import { fromPrisma, type JobResult, PgBoss } from 'pg-boss'
import type { Logger } from 'pino'
import type { z } from 'zod'
import type { Services, Transaction } from '../context.ts'

export interface Job<Data extends object = object> {
  readonly name: string
  readonly schema: z.ZodType<Data>
  handler(services: Services, data: Data): Promise<void>
  /** Retries after the first attempt, each later than the one before. */
  readonly retries: number
  /** Seconds before the first retry. */
  readonly retryDelay: number
  /** Five-field cron expression in the installation's time zone; such a job's data is empty. */
  readonly cron?: string
}

/** As much of a job as whoever orders it has to know; its handler may in turn need whoever orders it. */
export type JobOrder<Data extends object = object> = Pick<Job<Data>, 'name' | 'schema'>

export type JobOptions = Pick<Job, 'cron'> & Partial<Pick<Job, 'retries' | 'retryDelay'>>

export interface EnqueueOptions {
  /** Not before this time. */
  startAfter?: Date
  /** While a job with the same key waits, another one is not added. */
  singletonKey?: string
}

export interface Jobs {
  /** Adds a job within the caller's transaction. The data is checked here and again before the handler sees it. */
  enqueue<Data extends object>(
    tx: Transaction,
    job: JobOrder<Data>,
    data: Data,
    options?: EnqueueOptions,
  ): Promise<void>
  /** Starts taking jobs in this process. */
  work(services: Services): Promise<void>
  /** Takes no more jobs and waits for those at work, up to ten seconds; then they are left to be retried. */
  stop(): Promise<void>
}

const QUEUE_SCHEMA = 'jobs'
const BATCH = 10
/** New jobs announce themselves; this finds those whose time has come. */
const POLL_SECONDS = 2
const WORK = {
  batchSize: BATCH,
  burstWhenBatchFull: true,
  notifyPollingIntervalSeconds: POLL_SECONDS,
  perJobResults: true,
} as const
const STOP_TIMEOUT_MS = 10_000
const DEFAULT_RETRIES = 6
const DEFAULT_RETRY_DELAY_SECONDS = 5
const MAX_RETRY_DELAY_SECONDS = 3_600
const KEEP_DONE_SECONDS = 3 * 24 * 3_600

/** Describes a job. It runs once it is in the list that `startJobs` receives. */
export function defineJob<Data extends object>(
  description: Pick<Job<Data>, 'name' | 'schema' | 'handler'> & JobOptions,
): Job<Data> {
  return { retries: DEFAULT_RETRIES, retryDelay: DEFAULT_RETRY_DELAY_SECONDS, ...description }
}

/**
 * Adds a job within a transaction: it exists if and only if the transaction commits.
 *
 * @throws ZodError when the data is not what the job takes
 */
export async function enqueue<Data extends object>(
  services: Pick<Services, 'jobs'>,
  tx: Transaction,
  job: JobOrder<Data>,
  data: Data,
  options?: EnqueueOptions,
): Promise<void> {
  await services.jobs.enqueue(tx, job, data, options)
}

/**
 * Connects to the queue and creates what it lacks. Every process does, since every process enqueues; only those that
 * call `work` take jobs.
 *
 * @param jobs every job of the product
 */
export async function startJobs(input: {
  databaseUrl: string
  timeZone: string
  jobs: readonly Job[]
  isWorker: boolean
  log: Logger
}): Promise<Jobs> {
  const { log, isWorker, timeZone } = input
  const boss = new PgBoss({
    connectionString: input.databaseUrl,
    application_name: 'naryad-jobs',
    schema: QUEUE_SCHEMA,
    max: 4,
    supervise: isWorker,
    schedule: isWorker,
    useListenNotify: isWorker,
    cronMonitorIntervalSeconds: 30,
  })
  boss.on('error', (error) => log.error({ err: error }, 'job queue'))
  await boss.start()
  const known = new Set((await boss.getQueues()).map((queue) => queue.name))
  for (const job of input.jobs) {
    const options = {
      notify: true,
      retryLimit: job.retries,
      retryDelay: job.retryDelay,
      retryBackoff: true,
      deleteAfterSeconds: KEEP_DONE_SECONDS,
    }
    if (known.has(job.name)) await boss.updateQueue(job.name, options)
    else await boss.createQueue(job.name, { ...options, retryDelayMax: MAX_RETRY_DELAY_SECONDS })
  }

  return {
    async enqueue(tx, job, data, options = {}) {
      await boss.send(job.name, job.schema.parse(data), { ...options, db: fromPrisma(tx) })
    },
    async work(services) {
      for (const job of input.jobs) {
        await boss.work(job.name, WORK, (taken) => Promise.all(taken.map((one) => run(services, job, one))))
        if (job.cron) await boss.schedule(job.name, job.cron, {}, { tz: timeZone })
      }
      await unscheduleUnknown(boss, input.jobs)
    },
    async stop() {
      await boss.stop({ graceful: true, timeout: STOP_TIMEOUT_MS })
    },
  }
}

/** Each job of a batch is settled on its own, so that one failure does not send the others round again. */
async function run(services: Services, job: Job, taken: { id: string; data: unknown }): Promise<JobResult> {
  try {
    await job.handler(services, job.schema.parse(taken.data ?? {}))
    return { id: taken.id, status: 'completed' }
  } catch (error) {
    services.log.warn({ err: error, job: job.name, jobId: taken.id }, 'job failed')
    return { id: taken.id, status: 'failed', output: { message: error instanceof Error ? error.name : 'unknown' } }
  }
}

async function unscheduleUnknown(boss: PgBoss, jobs: readonly Job[]) {
  const scheduled = new Set(jobs.filter((job) => job.cron).map((job) => job.name))
  for (const { name } of await boss.getSchedules()) if (!scheduled.has(name)) await boss.unschedule(name)
}
