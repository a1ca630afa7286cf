import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, startApp } from './app.ts'
import { callAs } from './caller.ts'
import { makeRepair, type Stage, setStage, staff } from './fixture.ts'

const WRITES = 200
const KILLED_AFTER = 60
const AT_ONCE = 8

let stage: Stage
let restarted: App | undefined

beforeAll(async () => {
  stage = await setStage()
}, 90_000)
afterAll(async () => {
  await restarted?.stop()
  await stage?.stop()
})

test('a server killed amid 200 writes keeps each that it acknowledged once, with its feed entry, notification and letter', async () => {
  const repairs = [await makeRepair(stage), await makeRepair(stage)]
  const manager = await stage.caller('manager')
  const [expert] = await stage.query<{ id: string }>('select id from employees where email = $1', [staff.expert.email])
  const comment = `mutation ($repairId: ID!, $text: String!, $mentionIds: [ID!]) {
    addComment(input: { repairId: $repairId, text: $text, mentionIds: $mentionIds }) { feedEntry { id } }
  }`
  const update = `mutation ($id: ID!, $workDone: String) {
    updateRepair(id: $id, patch: { workDone: $workDone }) { repair { workDone } }
  }`
  const acknowledged = new Set<string>()
  const killed = Promise.withResolvers<void>()
  const write = async (index: number) => {
    const text = `№ ${index}`
    const id = repairs[index % repairs.length]?.id
    if (index % 3 === 0) await manager.ask(update, { id, workDone: text })
    else await manager.ask(comment, { repairId: id, text, mentionIds: [expert?.id] })
    acknowledged.add(text)
    if (acknowledged.size === KILLED_AFTER) stage.app.kill().then(killed.resolve, killed.reject)
  }
  const waiting = Array.from({ length: WRITES }, (_, index) => index)
  const writer = async () => {
    for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) {
      await write(index).catch(() => {})
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, writer))
  await killed.promise
  expect(acknowledged.size).toBeLessThan(WRITES)

  restarted = await startApp({ databaseUrl: stage.app.databaseUrl })
  const comments = await stage.query<{ text: string; notifications: number; letters: number }>(
    `select f.text,
       (select count(*)::int from notifications n
        where n.kind = 'MENTION' and n.repair_id = f.repair_id and n.created_at = f.created_at) as notifications,
       (select count(*)::int from outbox_messages m
        where m.template = 'MENTION' and position(f.text || E'\\n' in m.text) > 0) as letters
     from feed_entries f where f.kind = 'COMMENT'`,
  )
  const changes = await stage.query<{ text: string }>(
    `select c.new_value #>> '{}' as text from feed_changes c join field_definitions d on d.id = c.field_id
     where d.key = 'workDone'`,
  )
  const times = Map.groupBy([...comments, ...changes], ({ text }) => text)
  expect([...acknowledged].filter((text) => times.get(text)?.length !== 1)).toEqual([])
  expect([...times].filter(([, { length }]) => length > 1)).toEqual([])
  expect(comments.filter(({ notifications, letters }) => notifications === 0 || letters !== 1)).toEqual([])
  const [counted] = await stage.query<{ notifications: number }>(
    `select count(*)::int as notifications from notifications where kind = 'MENTION'`,
  )
  expect(counted?.notifications).toBe(comments.length)

  // what the killed one had queued, its successor does
  await expect
    .poll(() => stage.query(`select id from outbox_messages where status = 'QUEUED'`), { timeout: 30_000 })
    .toEqual([])
  const again = await callAs(restarted.url, staff.manager.email)
  await again.ask(update, { id: repairs[0]?.id, workDone: 'После перезапуска' })
}, 120_000)
