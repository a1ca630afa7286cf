/**
 * Groups of subscriptions. Those that would get the same answer (same operation, same rights, same rows) have a change
 * read through the gate once, and the one text goes to all their sockets.
 */
import { execute, type GraphQLSchema } from 'graphql'
import { v7 as uuid } from 'uuid'
import type { WebSocket } from 'ws'
import type { Context, Services } from '../context.ts'
import { visibleIds } from '../gate/execute.ts'
import { rowsRestOn } from '../gate/rows-rest-on.ts'
import { canRead, hasAction, scopeKey, type Viewer } from '../gate/viewer.ts'
import { isOf } from '../journal/audience.ts'
import { countUnreadOf, rightsVersion } from '../modules/sessions/viewer.query.ts'
import type { ChangeEvent } from './change-feed.ts'
import { formatGraphQLError, isConnectionError } from './errors.ts'
import type { LiveOperation } from './live-operation.ts'

/** A socket that is signed in. */
export interface Connection {
  socket: WebSocket
  sessionId: string
  viewer: Viewer
  ip: string
  userAgent: string
  /** When session or rights run out by themselves, in milliseconds of the epoch; Infinity: never. */
  deadline: number
  operations: Set<Subscriber>
}

/** One operation of a socket that waits for events. */
export interface Subscriber {
  connection: Connection
  /** As the client numbered it. */
  id: string
  operation: LiveOperation
  group: Group | null
  /** Records that he was given here, and so may be told the loss of. */
  known: Set<string>
}

interface Group {
  key: string
  operation: LiveOperation
  /** One of its members': they are equal in rights and rows. */
  viewer: Viewer
  members: Set<Subscriber>
  /** Fields of the record that decide whether it is in the viewer's rows. */
  rowKeys: ReadonlySet<string>
  /** What the members were told last of how they stand. */
  told: string | null
}

export interface LiveGroups {
  /** Subscribers in all. */
  readonly size: number
  join(subscriber: Subscriber): void
  leave(subscriber: Subscriber): void
  /** Sends what the changes of one record are to each group that they concern. */
  deliver(events: ChangeEvent[]): Promise<void>
  /** Tells these employees' sockets how they stand now: rights and unread notifications. */
  tellViewers(employeeIds: ReadonlySet<string>): Promise<void>
  clear(): void
}

/** A reader who is this far behind is let go: he comes back and reads everything anew. */
const MAX_BUFFERED_BYTES = 1_000_000
const MAX_KNOWN_IDS = 5_000
const frameEnd = Buffer.from('}')

/** What the journal calls the employee of whom a notification came or was read. */
const VIEWER = 'viewer'

export function createGroups(services: Services, schema: GraphQLSchema): LiveGroups {
  const { log, catalog } = services
  const groups = new Map<string, Group>()
  const fieldKeys = new Map<number, string>()
  for (const entity of catalog.entities.values())
    for (const one of entity.fields.values()) fieldKeys.set(one.id, one.key)

  function join(subscriber: Subscriber) {
    const { viewer } = subscriber.connection
    const own = subscriber.operation.record ? scopeKey(viewer) : viewer.employeeId
    const key = `${subscriber.operation.fingerprint} ${viewer.permissions.key} ${own}`
    const group = groups.get(key) ?? openGroup(key, subscriber)
    groups.set(key, group)
    group.members.add(subscriber)
    subscriber.group = group
  }

  function openGroup(key: string, { operation, connection: { viewer } }: Subscriber): Group {
    const entity = operation.record?.entity.key
    const names = entity === undefined ? [] : (rowsRestOn(catalog, viewer, entity) ?? [])
    const rowKeys = names.flatMap((name) => (name.startsWith(`${entity}.`) ? [name.slice(`${entity}.`.length)] : []))
    return { key, operation, viewer, members: new Set(), rowKeys: new Set(rowKeys), told: null }
  }

  function leave(subscriber: Subscriber) {
    const { group } = subscriber
    subscriber.group = null
    group?.members.delete(subscriber)
    if (group?.members.size === 0) groups.delete(group.key)
  }

  async function deliver(events: ChangeEvent[]) {
    const [first] = events
    if (!first) return
    const { entity, id } = first
    if (entity === VIEWER) return tellViewers(new Set([id]))
    const concerned = [...groups.values()].filter(({ operation: { record } }) => {
      return record?.entity.key === entity && (record.id === null || record.id === id)
    })
    await Promise.all(concerned.map((group) => deliverTo(group, id, events)))
  }

  async function deliverTo(group: Group, id: string, events: ChangeEvent[]) {
    const { viewer, operation, rowKeys } = group
    const { record } = operation
    if (!record) return
    const allowed = events.filter(
      ({ action, audience }) =>
        (action === null || hasAction(viewer, action)) && (audience === null || isOf(audience, viewer)),
    )
    const all = new Set(allowed.flatMap(({ fields }) => fields.map((bit) => fieldKeys.get(bit) ?? '')))
    const changed = [...all].filter((key) => canRead(viewer, catalog, record.entity.key, key))
    const isAskedFor = (key: string) => record.keys.has(key) || record.keys.has('feed') || rowKeys.has(key)
    const isNews = changed.some(isAskedFor)
    // the record may be lost by a field that the viewer cannot read
    const mayBeGone = [...all].some((key) => rowKeys.has(key)) && [...group.members].some((one) => one.known.has(id))
    if (!isNews && !mayBeGone) return

    const answer = await run(group, { id, isGone: false, changed, [record.field]: id })
    // an answer that failed says nothing of the record
    const isShown = record.fieldKey !== null && valueAt(answer, operation.responseKey, record.fieldKey) !== null
    const isVisible = isShown || (await visibleIds(services, viewer, record.entity.key, [id])).length > 0
    if (isVisible) {
      if (!isNews) return
      const payload = Buffer.from(JSON.stringify(answer))
      for (const member of group.members) {
        send(member, payload)
        remember(member, id)
      }
      return
    }
    const losers = [...group.members].filter((member) => member.known.delete(id))
    if (losers.length === 0) return
    const payload = Buffer.from(
      JSON.stringify(await run(group, { id, isGone: true, changed: [], [record.field]: null })),
    )
    for (const member of losers) send(member, payload)
  }

  async function tellViewers(employeeIds: ReadonlySet<string>) {
    const concerned = [...groups.values()].filter(({ operation, viewer }) => {
      return operation.record === null && employeeIds.has(viewer.employeeId)
    })
    const unread = await countUnreadOf(
      services,
      concerned.map(({ viewer }) => viewer.employeeId),
    )
    await Promise.all(
      concerned.map(async (group) => {
        const { viewer } = group
        const unreadNotifications = unread.get(viewer.employeeId) ?? 0
        const answer = await run(group, { permissionVersion: rightsVersion(viewer), unreadNotifications })
        const text = JSON.stringify(answer)
        // what stands as it stood is no news
        if (text === group.told) return
        group.told = text
        const payload = Buffer.from(text)
        for (const member of group.members) send(member, payload)
      }),
    )
  }

  async function run(group: Group, payload: Record<string, unknown>) {
    const { operation, viewer } = group
    const result = await execute({
      schema,
      document: operation.document,
      operationName: operation.operationName,
      variableValues: operation.variables,
      rootValue: { [operation.root]: payload },
      contextValue: contextFor(viewer),
    })
    for (const error of result.errors ?? []) if (isConnectionError(error.originalError)) throw error.originalError
    const errors = result.errors?.map((error) => formatGraphQLError(error.toJSON(), error, log))
    return { ...result, ...(errors && { errors }) }
  }

  /** An answer is for many sockets: it is nobody's session and comes from nowhere. */
  function contextFor(viewer: Viewer): Context {
    return {
      ...services,
      viewer,
      sessionId: null,
      sudoUntil: null,
      viewedBy: null,
      sessionCookie: { token: null, set() {}, clear() {} },
      ip: '',
      userAgent: '',
      requestId: uuid(),
    }
  }

  return {
    get size() {
      return [...groups.values()].reduce((sum, group) => sum + group.members.size, 0)
    },
    join,
    leave,
    deliver,
    tellViewers,
    clear: () => groups.clear(),
  }
}

/** The payload comes encoded: for a thousand sockets, encoding one text a thousand times is a third of the work. */
function send(subscriber: Subscriber, payload: Buffer) {
  const { socket } = subscriber.connection
  if (socket.readyState !== socket.OPEN) return
  // not a polite end: that would wait for the reader who does not read
  if (socket.bufferedAmount > MAX_BUFFERED_BYTES) return socket.terminate()
  const head = Buffer.from(`{"id":${JSON.stringify(subscriber.id)},"type":"next","payload":`)
  socket.send(Buffer.concat([head, payload, frameEnd]), { binary: false })
}

function remember({ known }: Subscriber, id: string) {
  // moved to the end: what was told longest ago is forgotten first
  known.delete(id)
  known.add(id)
  for (const oldest of known) {
    if (known.size <= MAX_KNOWN_IDS) break
    known.delete(oldest)
  }
}

function valueAt(answer: { data?: unknown }, ...path: string[]): unknown {
  let value: unknown = answer.data
  for (const key of path) {
    if (value === null || typeof value !== 'object') return null
    value = Reflect.get(value, key) ?? null
  }
  return value
}
