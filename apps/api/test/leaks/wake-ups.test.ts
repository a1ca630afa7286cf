import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Events } from '../app.ts'
import { type Caller, cast } from '../app.ts'
import { addFile } from '../scene.ts'
import { fullSelection } from './corpus.ts'
import { type Reader, startReader } from './reader.ts'

let reader: Reader
let admin: Caller

beforeAll(async () => {
  reader = await startReader()
  admin = await reader.app.asEmployee(cast.administrator)
  // nothing is awaited of the repair, so that no deadline moves with its people
  await reader.app.services.pool.query(`update repairs set status = 'CLOSED'`)
}, 180_000)

afterAll(() => reader?.app.stop())

type Frame = { repairChanged: { id: string; isGone: boolean; changed: string[] } }

/** Something that an administrator does, and the fields by any of which it is seen. */
interface Act {
  readonly name: string
  readonly seenBy: readonly string[]
  /** Action without which it is not seen whatever is read. */
  readonly action?: string
  readonly changed: readonly string[]
  readonly act: () => Promise<unknown>
}

const id = () => reader.world.ids.repair
const lock = (entry: string | undefined, isLocked: boolean) =>
  admin.ask(
    'mutation ($id: ID!, $isLocked: Boolean!) { setFeedEntryLock(id: $id, isLocked: $isLocked) { feedEntry { id } } }',
    { id: entry, isLocked },
  )
const comment = (text: string, isLocked: boolean) =>
  admin.ask('mutation ($input: CommentInput!) { addComment(input: $input) { feedEntry { id } } }', {
    input: { repairId: id(), text, isLocked },
  })

/** An entry of a change of the internal note, as it would have been written. */
async function entryOfNote(): Promise<string> {
  const { pool } = reader.app.services
  const { rows } = await pool.query<{ id: string }>(
    `insert into feed_entries (id, repair_id, kind, actor, author_id, created_at, is_locked)
     values (gen_random_uuid(), $1, 'CHANGE', 'EMPLOYEE', $2, now(), false) returning id`,
    [id(), reader.employeeId],
  )
  const entry = rows[0]?.id ?? ''
  const field = reader.catalog.field('repair', 'internalNote').id
  await pool.query(`insert into feed_changes (entry_id, field_id, new_value) values ($1, $2, '"было"')`, [entry, field])
  return entry
}

const acts: readonly Act[] = [
  {
    name: 'a comment',
    seenBy: ['feedEntry.text'],
    changed: ['feed'],
    act: () => comment('видно', false),
  },
  {
    name: 'a locked comment',
    seenBy: ['feedEntry.text'],
    action: 'feed.seeLocked',
    changed: ['feed'],
    act: () => comment('не видно', true),
  },
  {
    name: 'a document',
    seenBy: ['repair.documents', 'feedEntry.document'],
    changed: ['documents', 'feed'],
    async act() {
      const { id: employeeId } = await reader.app.services.prisma.employee.findUniqueOrThrow({
        where: { email: cast.administrator },
      })
      const file = await addFile(reader.app.services, employeeId)
      const { pool } = reader.app.services
      await pool.query(`update repairs set status = 'DIAGNOSIS' where id = $1`, [id()])
      await admin.ask(
        `mutation ($id: ID!, $file: ID!) {
          attachDocuments(input: { repairId: $id, type: OTHER, fileIds: [$file] }) { repair { id } }
        }`,
        { id: id(), file },
      )
      await pool.query(`update repairs set status = 'CLOSED' where id = $1`, [id()])
    },
  },
  {
    name: 'an entry of a change, locked and unlocked, to those who see locked ones',
    // it stays there for them, and only says of itself that it is locked
    seenBy: ['feedEntry.isLocked'],
    changed: ['feed'],
    async act() {
      await lock(await entryOfNote(), true)
    },
  },
]

async function watch<T>(work: (stream: Events<Frame>) => Promise<T>): Promise<T> {
  const selection = fullSelection(reader.catalog, reader.catalog.entity('repair'), 1)
  const query = `subscription ($id: ID) { repairChanged(id: $id) { id isGone changed repair { ${selection} } } }`
  const stream = await reader.viewer.subscribe<Frame>(query, { id: id() })
  try {
    return await work(stream)
  } finally {
    await stream.stop()
  }
}

let marks = 0
/** A change that every viewer below sees: what has not come before it does not come. */
async function mark(): Promise<void> {
  await admin.ask(
    'mutation ($id: ID!, $city: String) { updateRepair(id: $id, patch: { city: $city }) { repair { id } } }',
    { id: id(), city: `город ${++marks}` },
  )
}

/** What comes of the act: the keys of the frames before the mark. */
function framesOf(act: () => Promise<unknown>): Promise<string[]> {
  return watch(async (stream) => {
    await act()
    await mark()
    const keys: string[] = []
    for (;;) {
      const { changed } = (await stream.next()).repairChanged
      if (changed.includes('city')) return keys
      keys.push(...changed)
    }
  })
}

test.each(acts.map((act) => [act.name, act] as const))('%s wakes exactly those who see it', async (_, act) => {
  await reader.setAccess('WRITE', [])
  expect(new Set(await framesOf(act.act))).toEqual(new Set(act.changed))
  await reader.setAccess('NONE', act.seenBy)
  expect(await framesOf(act.act)).toEqual([])
})

test('a locked entry wakes nobody without the right to see it; locking one wakes whoever loses sight of it', async () => {
  const { pool } = reader.app.services
  await reader.setAccess('WRITE', [])
  await pool.query(`delete from role_actions where role_id = $1 and action = 'feed.seeLocked'`, [reader.roleId])
  const entry = await entryOfNote()
  expect(await framesOf(() => comment('не видно', true))).toEqual([])
  expect(await framesOf(() => lock(entry, true))).toEqual(['feed'])
  await reader.setAccess('NONE', ['repair.internalNote'])
  expect(await framesOf(() => lock(entry, false))).toEqual([])
  await pool.query(`insert into role_actions (role_id, action) values ($1, 'feed.seeLocked')`, [reader.roleId])
})

test('a move names the fields that it changed, and no others', async () => {
  await reader.setAccess('WRITE', [])
  const { pool } = reader.app.services
  await pool.query(
    `update repairs set status = 'READY_TO_CLOSE', closed_at = null, move_party = 'MANAGER' where id = $1`,
    [id()],
  )
  const cancel = () =>
    admin.ask(
      'mutation ($id: ID!) { transitionRepair(id: $id, transition: "returnForRework", input: { comment: "ещё раз" }) { repair { id } } }',
      { id: id() },
    )
  const changed = new Set(await framesOf(cancel))
  for (const key of ['status', 'statusSince', 'moveParty', 'dueAt']) expect(changed).toContain(key)
  for (const key of ['closedAt', 'closingComment', 'visitAt', 'totalCost']) expect(changed).not.toContain(key)
  await pool.query(`update repairs set status = 'CLOSED' where id = $1`, [id()])
})

test('how the viewer stands is told when it is another than before, and not again', async () => {
  const { pool, prisma } = reader.app.services
  await reader.setAccess('WRITE', [])
  const stream = await reader.viewer.subscribe<{ viewerChanged: { unreadNotifications: number } }>(
    'subscription { viewerChanged { unreadNotifications } }',
  )
  const tell = () => pool.query(`select pg_notify('naryad_notifications', $1)`, [reader.employeeId])
  const add = () =>
    prisma.notification.create({ data: { employeeId: reader.employeeId, kind: 'MENTION', createdAt: new Date() } })
  await add()
  await tell()
  const { unreadNotifications: first } = (await stream.next()).viewerChanged
  await tell()
  await add()
  await tell()
  expect((await stream.next()).viewerChanged.unreadNotifications).toBe(first + 1)
  expect(stream.received).toHaveLength(2)
  await stream.stop()
})
