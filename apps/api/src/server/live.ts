/**
 * Live events. A change is announced by id; every group of subscriptions that would get the same answer (same operation,
 * same rights, same rows) has it read through the gate once, and the one text goes to all their sockets.
 */
import type { IncomingMessage, Server } from 'node:http'
import { DomainError } from '@naryad/domain'
import {
  type DocumentNode,
  type ExecutionArgs,
  execute,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql'
import type { SubscribePayload } from 'graphql-ws'
import { type Extra, useServer } from 'graphql-ws/use/ws'
import { v7 as uuid } from 'uuid'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Context, Services } from '../context.ts'
import type { ServerOptions } from '../env.ts'
import { visibleIds } from '../gate/execute.ts'
import { canRead, hasAction, loadViewer, scopeKey, type Viewer } from '../gate/viewer.ts'
import { isUuid } from '../journal/uuid.ts'
import { isAddressAllowed } from '../modules/sessions/address.service.ts'
import { findSession, liveSessions } from '../modules/sessions/session-lookup.ts'
import { countUnreadOf } from '../modules/sessions/viewer.query.ts'
import { type ChangeEvent, createChangeFeed } from './change-feed.ts'
import { type Documents, parseRequest } from './documents.ts'
import { formatGraphQLError, isConnectionError, toGraphQLError } from './errors.ts'
import { complexityRule, limits } from './limits.ts'
import { startListener } from './listener.ts'
import { type LiveOperation, readLiveOperation } from './live-operation.ts'
import { clientAddress, readSessionToken, requireOwnOrigin, userAgentOf } from './request.ts'

export interface LiveHub {
  /** Sockets that are signed in. */
  readonly sockets: number
  /** Operations that wait for events. */
  readonly subscriptions: number
}

/** The hub as its owner has it. */
export interface RunningLive extends LiveHub {
  /** Takes sockets at /graphql of this server. */
  attach(server: Server, documents: Documents): void
  /** Closes every socket with 1001, upon which clients come back to whoever is there then. Safe to call twice. */
  stop(): Promise<void>
}

/** Close codes of graphql-transport-ws, and of RFC 6455 for the ones that are not its business. */
const CLOSE = { forbidden: 4403, tryAgainLater: 1013, goingAway: 1001 } as const
const SWEEP_MS = 30_000
/** A reader who is this far behind is let go: he comes back and reads everything anew. */
const MAX_BUFFERED_BYTES = 1_000_000
const MAX_MESSAGE_BYTES = 256_000
const MAX_OPERATIONS_PER_SOCKET = 50
const MAX_KNOWN_IDS = 5_000
const MAX_DOCUMENTS = 500
const frameEnd = Buffer.from('}')

/** What the journal calls the employee of whom a notification came or was read. */
const VIEWER = 'viewer'

/** Fields that decide who sees a record. */
const scopeKeys = new Set(['serviceCenter', 'dealer', 'manager', 'techExpert', 'author', 'responsible'])

interface Connection {
  socket: WebSocket
  sessionId: string
  viewer: Viewer
  ip: string
  userAgent: string
  operations: Set<Subscriber>
}

interface Subscriber {
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
}

type ConnectionExtra = Extra & { connection?: Connection }

/** Starts listening; sockets come with `attach`. */
export async function startLive(
  base: Omit<Services, 'live'>,
  schema: GraphQLSchema,
  options: ServerOptions,
): Promise<RunningLive> {
  const { log, catalog } = base
  const connections = new Map<WebSocket, Connection>()
  const groups = new Map<string, Group>()
  const documentsByText = new Map<string, { document: DocumentNode; errors: readonly GraphQLError[] }>()
  const rules = [...specifiedRules, complexityRule, ...(options.isProduction ? [NoSchemaIntrospectionCustomRule] : [])]
  const fieldKeys = new Map<number, string>()
  for (const entity of catalog.entities.values())
    for (const one of entity.fields.values()) fieldKeys.set(one.id, one.key)
  let knownVersion = ''
  let stopServer: (() => Promise<void>) | null = null

  const hub: RunningLive = {
    get sockets() {
      return connections.size
    },
    get subscriptions() {
      return [...groups.values()].reduce((sum, group) => sum + group.members.size, 0)
    },
    attach,
    stop,
  }
  const services: Services = { ...base, live: hub }

  // --- groups

  function join(subscriber: Subscriber) {
    const { viewer } = subscriber.connection
    const own = subscriber.operation.record ? scopeKey(viewer) : viewer.employeeId
    const key = `${subscriber.operation.fingerprint} ${viewer.permissions.key} ${own}`
    const { operation } = subscriber
    const group = groups.get(key) ?? { key, operation, viewer, members: new Set<Subscriber>() }
    groups.set(key, group)
    group.members.add(subscriber)
    subscriber.group = group
  }

  function leave(subscriber: Subscriber) {
    const { group } = subscriber
    subscriber.group = null
    group?.members.delete(subscriber)
    if (group?.members.size === 0) groups.delete(group.key)
  }

  // --- events

  /** One at a time per record, so that of two answers the older never comes last. */
  const queues = new Map<string, ChangeEvent[]>()
  /** What could not be read because the database was gone. */
  const undelivered: ChangeEvent[] = []

  function accept(event: ChangeEvent) {
    if (groups.size === 0) return
    const key = `${event.entity} ${event.id}`
    const waiting = queues.get(key)
    if (waiting) return void waiting.push(event)
    const queue = [event]
    queues.set(key, queue)
    void drain(key, queue)
  }

  async function drain(key: string, queue: ChangeEvent[]) {
    // what the same transaction announced arrives together
    await new Promise(setImmediate)
    while (queue.length) {
      const events = queue.splice(0)
      try {
        await deliver(events)
      } catch (error) {
        if (isConnectionError(error)) undelivered.push(...events)
        else log.error({ err: error, event: events[0]?.seq }, 'event not delivered')
      }
    }
    queues.delete(key)
  }

  async function deliver(events: ChangeEvent[]) {
    const [first] = events
    if (!first) return
    await ensureCurrent()
    const { entity, id } = first
    if (entity === VIEWER) return tellViewers(id)
    const concerned = [...groups.values()].filter(({ operation: { record } }) => {
      return record?.entity.key === entity && (record.id === null || record.id === id)
    })
    await Promise.all(concerned.map((group) => deliverTo(group, id, events)))
  }

  async function deliverTo(group: Group, id: string, events: ChangeEvent[]) {
    const { viewer, operation } = group
    const { record } = operation
    if (!record) return
    const allowed = events.filter(({ action }) => action === null || hasAction(viewer, action))
    const all = new Set(allowed.flatMap(({ fields }) => fields.map((bit) => fieldKeys.get(bit) ?? '')))
    const changed = [...all].filter((key) => canRead(viewer, catalog, record.entity.key, key))
    const isAskedFor = (key: string) => record.keys.has(key) || record.keys.has('feed') || scopeKeys.has(key)
    const isNews = changed.some(isAskedFor)
    // he may have lost the record by a field that he cannot read
    const mayBeGone = [...all].some((key) => scopeKeys.has(key)) && [...group.members].some((one) => one.known.has(id))
    if (!isNews && !mayBeGone) return

    const answer = await run(group, { id, isGone: false, changed, [record.field]: id })
    const isVisible = record.fieldKey
      ? valueAt(answer, operation.responseKey, record.fieldKey) !== null
      : (await visibleIds(services, viewer, record.entity.key, [id])).length > 0
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

  async function tellViewers(employeeId: string | null) {
    const concerned = [...groups.values()].filter(({ operation, viewer }) => {
      return operation.record === null && (employeeId === null || viewer.employeeId === employeeId)
    })
    const unread = await countUnreadOf(
      services,
      concerned.map(({ viewer }) => viewer.employeeId),
    )
    await Promise.all(
      concerned.map(async (group) => {
        const { viewer } = group
        const unreadNotifications = unread.get(viewer.employeeId) ?? 0
        const answer = await run(group, { permissionVersion: viewer.permissions.version, unreadNotifications })
        const payload = Buffer.from(JSON.stringify(answer))
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

  function contextFor(viewer: Viewer, connection?: Connection): Context {
    return {
      ...services,
      viewer,
      sessionId: connection?.sessionId ?? null,
      sessionCookie: { set() {}, clear() {} },
      ip: connection?.ip ?? '',
      userAgent: connection?.userAgent ?? '',
      requestId: uuid(),
    }
  }

  /** The payload comes encoded: for a thousand sockets, encoding one text a thousand times is a third of the work. */
  function send(subscriber: Subscriber, payload: Buffer) {
    const { socket } = subscriber.connection
    if (socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > MAX_BUFFERED_BYTES) {
      // not a polite end: that would wait for the reader who does not read
      drop(subscriber.connection)
      return socket.terminate()
    }
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

  // --- rights

  /** No answer is made with rights older than the change that it tells of. */
  async function ensureCurrent() {
    const version = await readVersion()
    if (version !== knownVersion) await recheck(version)
  }

  async function readVersion(): Promise<string> {
    const { rows } = await services.pool.query<{ version: string }>({
      name: 'live_permission_version',
      text: 'select version::text from permission_version',
    })
    return rows[0]?.version ?? ''
  }

  let rechecking: Promise<void> = Promise.resolve()

  /** Every socket anew: is its session alive, what may its viewer do now. Those who stay are told. */
  function recheck(version: string): Promise<void> {
    const run = async () => {
      if (version === knownVersion) return
      await closeEnded()
      const ids = [...new Set([...connections.values()].map(({ viewer }) => viewer.employeeId))]
      const viewers = new Map(await Promise.all(ids.map(async (id) => [id, await loadViewer(services, id)] as const)))
      for (const connection of [...connections.values()]) {
        const viewer = viewers.get(connection.viewer.employeeId)
        if (viewer === undefined) continue
        if (viewer === null || !(await isAddressAllowed(services, viewer, connection.ip))) {
          close(connection, CLOSE.forbidden)
          continue
        }
        connection.viewer = viewer
        for (const subscriber of connection.operations) {
          if (!subscriber.group) continue
          leave(subscriber)
          join(subscriber)
        }
      }
      knownVersion = version
      await tellViewers(null)
    }
    rechecking = rechecking.then(run, run)
    return rechecking
  }

  async function closeEnded(sessionId?: string) {
    const suspects = [...connections.values()].filter((one) => sessionId === undefined || one.sessionId === sessionId)
    if (suspects.length === 0) return
    const alive = await liveSessions(services, [...new Set(suspects.map((one) => one.sessionId))])
    for (const connection of suspects) if (!alive.has(connection.sessionId)) close(connection, CLOSE.forbidden)
  }

  function close(connection: Connection, code: number) {
    drop(connection)
    connection.socket.close(code, code === CLOSE.forbidden ? 'Forbidden' : '')
  }

  function drop(connection: Connection) {
    connections.delete(connection.socket)
    for (const subscriber of connection.operations) leave(subscriber)
    connection.operations.clear()
  }

  // --- hearing

  const feed = createChangeFeed(services.pool, accept)
  const inBackground = (work: Promise<void>) => {
    work.catch((error: unknown) => {
      if (!isConnectionError(error)) log.error({ err: error }, 'live')
    })
  }
  const hear = async (payload: string) => feed.hear(payload)
  const listener = await startListener({
    databaseUrl: services.databaseUrl,
    channels: ['naryad_events', 'naryad_notifications', 'naryad_permissions', 'naryad_sessions'],
    log,
    onNotification(channel, payload) {
      if (channel === 'naryad_events') inBackground(hear(payload))
      else if (channel === 'naryad_notifications') inBackground(tellViewers(payload))
      else if (channel === 'naryad_permissions') inBackground(ensureCurrent())
      else if (channel === 'naryad_sessions') inBackground(closeEnded(payload))
    },
    async onConnected() {
      await feed.catchUp()
      for (const event of undelivered.splice(0)) accept(event)
      if (knownVersion === '') knownVersion = await readVersion()
      else await ensureCurrent()
      await closeEnded()
    },
  })
  const sweep = setInterval(() => inBackground(sweepAll()), SWEEP_MS)

  /** For what no notification tells: sessions that run out, exceptions that expire, a message that was lost. */
  async function sweepAll() {
    await closeEnded()
    await ensureCurrent()
    await feed.catchUp()
    const expired = [...connections.values()].filter(({ viewer }) => {
      const until = viewer.permissions.validUntil
      return until !== null && until <= services.clock.now()
    })
    if (expired.length === 0) return
    const version = knownVersion
    knownVersion = ''
    await recheck(version)
  }

  // --- sockets

  function attach(server: Server, documents: Documents) {
    const socketServer = new WebSocketServer({ server, path: '/graphql', maxPayload: MAX_MESSAGE_BYTES })
    const running = useServer<Record<string, unknown>, { connection?: Connection }>(
      {
        schema,
        async onConnect({ extra }) {
          try {
            extra.connection = await connect(extra)
          } catch (error) {
            connections.delete(extra.socket)
            // the protocol knows one refusal; a client tries again after any other end
            if (error instanceof DomainError) return false
            extra.socket.close(CLOSE.tryAgainLater, 'Unavailable')
            return false
          }
          return true
        },
        onClose({ extra }) {
          if (extra.connection) drop(extra.connection)
        },
        onSubscribe: ({ extra }, id, payload) => prepare(documents, extra, id, payload),
        subscribe: (args) => subscribe(args),
        onError: (_context, _id, _payload, errors) =>
          errors.map((error) => formatGraphQLError(error.toJSON(), error, log)),
      },
      socketServer,
    )
    stopServer = async () => {
      for (const socket of socketServer.clients) socket.close(CLOSE.goingAway, 'Going away')
      const patience = setTimeout(() => {
        for (const socket of socketServer.clients) socket.terminate()
      }, 1_000)
      await running.dispose()
      clearTimeout(patience)
    }
  }

  async function connect({ socket, request }: { socket: WebSocket; request: IncomingMessage }): Promise<Connection> {
    requireOwnOrigin(request, services.settings.publicUrl)
    const token = readSessionToken(request)
    const ip = clientAddress(request, options.trustedProxies)
    const session = token === null ? null : await findSession(services, token, ip)
    if (!session) throw new DomainError('UNAUTHENTICATED')
    const connection: Connection = {
      ...session,
      socket,
      ip,
      userAgent: userAgentOf(request),
      operations: new Set(),
    }
    // closed meanwhile: onClose has come already and will not come again
    if (socket.readyState === socket.OPEN) connections.set(socket, connection)
    await ensureCurrent()
    // rights may have changed between the look-up and the entry, when nobody could know of this one yet
    if (connection.viewer.permissions.version !== knownVersion) {
      const viewer = await loadViewer(services, session.viewer.employeeId)
      if (!viewer) throw new DomainError('UNAUTHENTICATED')
      connection.viewer = viewer
    }
    return connection
  }

  /** What graphql-ws is to run, or why it is not. */
  async function prepare(
    documents: Documents,
    extra: ConnectionExtra,
    id: string,
    payload: SubscribePayload,
  ): Promise<ExecutionArgs | readonly GraphQLError[]> {
    const { connection } = extra
    if (!connection) return [toGraphQLError(new DomainError('UNAUTHENTICATED'))]
    try {
      const request = parseRequest(payload)
      const { document, errors } = readDocument(documents.textOf(request))
      if (errors.length > 0) return errors
      const operation = getOperationAST(document, request.operationName)
      if (operation?.operation !== 'subscription') throw new DomainError('VALIDATION', { reason: 'NOT_LIVE' })
      if (connection.operations.size >= MAX_OPERATIONS_PER_SOCKET) throw new DomainError('QUERY_TOO_COMPLEX')
      const rawVariables = request.variables ?? {}
      const variables = getVariableValues(schema, operation.variableDefinitions ?? [], rawVariables)
      if (variables.errors) return variables.errors
      const subscriber: Subscriber = {
        connection,
        id,
        group: null,
        known: new Set(),
        operation: readLiveOperation(schema, catalog, {
          text: documents.textOf(request),
          document,
          operationName: request.operationName ?? null,
          variables: variables.coerced,
          rawVariables,
        }),
      }
      await requireRule(subscriber)
      return { schema, document, contextValue: subscriber }
    } catch (error) {
      if (error instanceof DomainError) return [toGraphQLError(error)]
      const { message, extensions } = formatGraphQLError({ message: '' }, error, log)
      return [new GraphQLError(message, { extensions })]
    }
  }

  function readDocument(text: string): { document: DocumentNode; errors: readonly GraphQLError[] } {
    const known = documentsByText.get(text)
    if (known) return known
    const document = parse(text, { maxTokens: limits.tokens })
    const errors = validate(schema, document, rules).map(asRequestFault)
    if (documentsByText.size >= MAX_DOCUMENTS) documentsByText.clear()
    const read = { document, errors }
    documentsByText.set(text, read)
    return read
  }

  /**
   * The gate's rule of the root field, before anything is listened to: who may not read any row of the entity is
   * refused. A record asked for by id is remembered only when it can be seen, so that no loss of a hidden one is told.
   */
  async function requireRule({ connection, operation, known }: Subscriber) {
    const { record, root } = operation
    const rule = catalog.rootRules.get(`Subscription.${root}`)
    if (!rule) throw new DomainError('FORBIDDEN')
    if (rule.kind === 'action' && !hasAction(connection.viewer, rule.action)) throw new DomainError('FORBIDDEN')
    const id = record?.id
    if (!record || !id || !isUuid(id)) return
    for (const visible of await visibleIds(services, connection.viewer, record.entity.key, [id])) known.add(visible)
  }

  /** Enters the group; what it yields never comes through here but straight from `send`, until the client is done. */
  async function subscribe(args: ExecutionArgs): Promise<AsyncIterableIterator<never>> {
    const subscriber = args.contextValue as Subscriber
    const { connection } = subscriber
    const ended = Promise.withResolvers<IteratorResult<never>>()
    const end: IteratorResult<never> = { value: undefined, done: true }
    if (connections.has(connection.socket)) {
      connection.operations.add(subscriber)
      join(subscriber)
    } else ended.resolve(end)
    const iterator: AsyncIterableIterator<never> = {
      [Symbol.asyncIterator]: () => iterator,
      next: () => ended.promise,
      async return() {
        connection.operations.delete(subscriber)
        leave(subscriber)
        ended.resolve(end)
        return end
      },
    }
    return iterator
  }

  async function stop() {
    clearInterval(sweep)
    await listener.stop()
    await stopServer?.()
    stopServer = null
    connections.clear()
    groups.clear()
  }

  return hub
}

function asRequestFault(error: GraphQLError): GraphQLError {
  if (error.extensions.code) return error
  return new GraphQLError(error.message, {
    nodes: error.nodes,
    originalError: error.originalError,
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
  })
}

function valueAt(answer: { data?: unknown }, ...path: string[]): unknown {
  let value: unknown = answer.data
  for (const key of path) {
    if (value === null || typeof value !== 'object') return null
    value = Reflect.get(value, key) ?? null
  }
  return value
}
