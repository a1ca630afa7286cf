/** Subscriptions over WebSocket by graphql-transport-ws (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md). */
import type { Server } from 'node:http'
import { DomainError } from '@naryad/domain'
import {
  type DocumentNode,
  type ExecutionArgs,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql'
import { makeServer, type SubscribePayload } from 'graphql-ws'
import type { Services } from '../context.ts'
import type { ServerOptions } from '../env.ts'
import { visibleIds } from '../gate/execute.ts'
import { readVariables } from '../gate/graphql.ts'
import { hasAction } from '../gate/viewer.ts'
import { isUuid } from '../journal/uuid.ts'
import { findSession } from '../modules/sessions/session-lookup.ts'
import { type Documents, parseRequest } from './documents.ts'
import { formatGraphQLError, toGraphQLError } from './errors.ts'
import { limits } from './limits.ts'
import type { Connection, Subscriber } from './live-groups.ts'
import { readLiveOperation } from './live-operation.ts'
import type { LiveSockets } from './live-sockets.ts'
import { refusalOf } from './refusals.ts'
import { readSessionToken, requireOwnOrigin, userAgentOf } from './request.ts'
import { CLOSE, openSocketServer, type SocketExtra, type SocketServer } from './socket-server.ts'
import { createTally, trafficLimits } from './traffic.ts'

const MAX_DOCUMENTS = 500
/** A longer document is read anew each time rather than kept. */
const MAX_KEPT_LENGTH = 20_000

/** The id of an operation is sent with everything that it yields. */
const MAX_ID_LENGTH = 100

type ConnectionExtra = SocketExtra & { connection?: Connection }

/** Takes sockets at /graphql of the server. */
export function openTransport(
  services: Services,
  sockets: LiveSockets,
  input: { schema: GraphQLSchema; documents: Documents; server: Server; options: ServerOptions },
): SocketServer {
  const { log, catalog } = services
  const { schema, documents, options } = input
  const documentsByText = new Map<string, { document: DocumentNode; errors: readonly GraphQLError[] }>()
  const rules = [...specifiedRules, ...(options.isProduction ? [NoSchemaIntrospectionCustomRule] : [])]
  const traffic = { ...trafficLimits, ...options.traffic }
  const perSession = createTally(traffic.socketsOfSession)

  const protocol = makeServer<Record<string, unknown>, ConnectionExtra>({
    schema,
    connectionInitWaitTimeout: traffic.greetingMs,
    async onConnect({ extra }) {
      try {
        extra.connection = await connect(extra)
        return true
      } catch (error) {
        // the protocol knows one refusal; a client tries again after any other end
        const isRefused = error instanceof DomainError && error.code !== 'THROTTLED'
        if (!isRefused) extra.socket.close(CLOSE.tryAgainLater, 'Unavailable')
        return false
      }
    },
    onClose({ extra: { connection } }) {
      if (!connection) return
      sockets.drop(connection)
      perSession.leave(connection.sessionId)
    },
    onSubscribe({ extra, subscriptions }, id, payload) {
      if (id.length > MAX_ID_LENGTH) return [toGraphQLError(new DomainError('VALIDATION', { reason: 'BAD_REQUEST' }))]
      const isTooMany = Object.keys(subscriptions).length > traffic.operationsOfSocket
      if (isTooMany) return [toGraphQLError(new DomainError('QUERY_TOO_COMPLEX', { limit: 'operations' }))]
      return prepare(extra, id, payload)
    },
    subscribe: (args) => subscribe(args),
    onError: (_context, _id, _payload, errors) => errors.map((error) => formatGraphQLError(error.toJSON(), error, log)),
  })

  async function connect({ socket, request, address: ip }: ConnectionExtra): Promise<Connection> {
    requireOwnOrigin(request, services.settings.publicUrl)
    const token = readSessionToken(request, services.settings.publicUrl)
    const session = token === null ? null : await findSession(services, token, ip)
    if (!session) throw new DomainError('UNAUTHENTICATED')
    const { sessionId, viewer } = session
    if (!perSession.enter(sessionId)) throw new DomainError('THROTTLED')
    const connection: Connection = {
      socket,
      sessionId,
      viewer,
      ip,
      userAgent: userAgentOf(request),
      deadline: Number.POSITIVE_INFINITY,
      operations: new Set(),
    }
    try {
      const mayStay = await sockets.enter(connection)
      // one that closed meanwhile has told its end already, before there was a connection to be forgotten
      if (!mayStay || socket.readyState !== socket.OPEN) throw new DomainError('UNAUTHENTICATED')
    } catch (error) {
      sockets.drop(connection)
      perSession.leave(sessionId)
      throw error
    }
    return connection
  }

  /** What graphql-ws is to run, or why it is not. */
  async function prepare(
    { connection }: ConnectionExtra,
    id: string,
    payload: SubscribePayload,
  ): Promise<ExecutionArgs | readonly GraphQLError[]> {
    if (!connection) return [toGraphQLError(new DomainError('UNAUTHENTICATED'))]
    try {
      const request = parseRequest(payload)
      const text = documents.textOf(request)
      const { document, errors } = readDocument(text)
      if (errors.length > 0) return errors
      const operation = getOperationAST(document, request.operationName)
      if (operation?.operation !== 'subscription') throw new DomainError('VALIDATION', { reason: 'NOT_LIVE' })
      const rawVariables = request.variables ?? {}
      const variables = readVariables(schema, operation, rawVariables)
      const subscriber: Subscriber = {
        connection,
        id,
        group: null,
        known: new Set(),
        operation: readLiveOperation(schema, catalog, {
          text,
          document,
          operationName: request.operationName ?? null,
          variables,
          rawVariables,
        }),
      }
      await requireRule(subscriber)
      return { schema, document, contextValue: subscriber }
    } catch (error) {
      const refusal = refusalOf(error)
      const { sessionId, ip } = connection
      if (refusal) services.refusals.note({ sessionId, ip, operation: 'Subscription', ...refusal })
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
    const read = { document, errors }
    if (text.length > MAX_KEPT_LENGTH) return read
    if (documentsByText.size >= MAX_DOCUMENTS) documentsByText.clear()
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
    if (rule.kind === 'action' && !hasAction(connection.viewer, rule.action)) {
      throw new DomainError('FORBIDDEN', { action: rule.action })
    }
    const id = record?.id
    if (!record || !id || !isUuid(id)) return
    for (const visible of await visibleIds(services, connection.viewer, record.entity.key, [id])) known.add(visible)
  }

  /** Enters the group; what it yields never comes through here but straight to the socket, until the client is done. */
  async function subscribe(args: ExecutionArgs): Promise<AsyncIterableIterator<never>> {
    const subscriber = args.contextValue as Subscriber
    const ended = Promise.withResolvers<IteratorResult<never>>()
    const end: IteratorResult<never> = { value: undefined, done: true }
    if (!sockets.add(subscriber)) ended.resolve(end)
    const iterator: AsyncIterableIterator<never> = {
      [Symbol.asyncIterator]: () => iterator,
      next: () => ended.promise,
      async return() {
        sockets.remove(subscriber)
        ended.resolve(end)
        return end
      },
    }
    return iterator
  }

  const { trustedProxies } = options
  return openSocketServer(protocol, { server: input.server, trustedProxies, limits: traffic, log })
}

function asRequestFault(error: GraphQLError): GraphQLError {
  if (error.extensions.code) return error
  return new GraphQLError(error.message, {
    nodes: error.nodes,
    originalError: error.originalError,
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
  })
}
