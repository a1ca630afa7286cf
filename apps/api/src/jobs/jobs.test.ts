import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { startTestApp, type TestApp } from '../../test/app.ts'
import { allJobs } from '../worker.ts'
import { defineJob, type Jobs, startJobs } from './jobs.ts'

let app: TestApp
let jobs: Jobs
const done: string[] = []
const failing = new Set<string>()

const note = defineJob({
  name: 'test-note',
  schema: z.object({ word: z.string().min(1) }),
  retries: 3,
  retryDelay: 1,
  async handler(_services, { word }) {
    if (failing.delete(word)) throw new Error('not this time')
    done.push(word)
  },
})

beforeAll(async () => {
  app = await startTestApp({ isWorker: false })
  const { databaseUrl, log } = app.services
  jobs = await startJobs({ databaseUrl, timeZone: 'Europe/Moscow', jobs: [note], isWorker: true, log })
  await jobs.work(app.services)
})
afterAll(async () => {
  await jobs?.stop()
  await app?.stop()
})

const until = (word: string) => vi.waitFor(() => expect(done).toContain(word), { timeout: 10_000, interval: 20 })

it('runs after the commit of the transaction that enqueued it, and not at all when that is rolled back', async () => {
  const { prisma } = app.services
  const [kept, lost] = [randomUUID(), randomUUID()]
  const rolledBack = prisma.$transaction(async (tx) => {
    await jobs.enqueue(tx, note, { word: lost })
    throw new Error('rolled back')
  })
  await expect(rolledBack).rejects.toThrow('rolled back')
  await prisma.$transaction(async (tx) => {
    await jobs.enqueue(tx, note, { word: kept })
    expect(done).not.toContain(kept)
  })
  await until(kept)
  expect(done).not.toContain(lost)
})

it('that fails is tried again without taking the others of its batch along', async () => {
  const words = Array.from({ length: 10 }, () => randomUUID())
  failing.add(words[3] ?? '')
  await app.services.prisma.$transaction(async (tx) => {
    for (const word of words) await jobs.enqueue(tx, note, { word })
  })
  for (const word of words) await until(word)
  for (const word of words) expect(done.filter((one) => one === word)).toHaveLength(1)
})

it('takes only data of its own shape', async () => {
  const wrong = app.services.prisma.$transaction((tx) => jobs.enqueue(tx, note, { word: '' }))
  await expect(wrong).rejects.toThrow()
})

it('waits for its time', async () => {
  const word = randomUUID()
  const later = new Date(Date.now() + 3_600_000)
  await app.services.prisma.$transaction((tx) => jobs.enqueue(tx, note, { word }, { startAfter: later }))
  const { rows } = await app.services.pool.query(`select state, start_after from jobs.job where data ->> 'word' = $1`, [
    word,
  ])
  expect(rows).toEqual([{ state: 'created', start_after: later }])
})

it('has a name of its own, and every scheduled one a rule that can be read', () => {
  expect(new Set(allJobs.map(({ name }) => name)).size).toBe(allJobs.length)
  for (const { cron } of allJobs) if (cron) expect(cron.split(' ')).toHaveLength(5)
})
