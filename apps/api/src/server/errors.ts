import { randomUUID } from 'node:crypto'
import { type DomainError, type DomainErrorCode, isDomainError } from '@naryad/domain'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import type { Logger } from 'pino'

/** A refusal as a client gets it, over HTTP as over a socket. */
export interface ErrorReply {
  message: string
  extensions: { code: DomainErrorCode; details?: Record<string, unknown> }
}

const statusOf: Partial<Record<DomainErrorCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  FORBIDDEN_FIELD: 403,
  SUDO_REQUIRED: 403,
  VIEW_ONLY: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  THROTTLED: 429,
  LINK_EXPIRED: 410,
  LINK_USED: 410,
  FILE_TYPE: 415,
  FILE_TOO_LARGE: 413,
  UNAVAILABLE: 503,
  INTERNAL: 500,
}

/** HTTP status of a refusal outside GraphQL; within it the answer is 200 and the code speaks. */
export function httpStatus(code: DomainErrorCode): number {
  return statusOf[code] ?? 400
}

/**
 * The answer to anything that was thrown: our own refusals as they are, a lost database as UNAVAILABLE, everything else
 * as INTERNAL with an id under which the log has it. The log gets no arguments and no personal data.
 */
export function toReply(thrown: unknown, log: Logger): ErrorReply {
  if (isDomainError(thrown)) return reply(thrown.code, thrown.details)
  if (isConnectionError(thrown) || isTimeout(thrown)) {
    log.warn({ reason: reasonOf(thrown) ?? 'statement timeout' }, 'database unavailable')
    return reply('UNAVAILABLE', {})
  }
  const id = randomUUID()
  log.error({ err: thrown, id }, 'unexpected error')
  return reply('INTERNAL', { id })
}

/**
 * Same for an error that went through GraphQL: what the client got wrong in the document itself is VALIDATION with its
 * message, less the suggestions in it, which would name fields of the schema.
 */
export function formatGraphQLError(
  formatted: GraphQLFormattedError,
  thrown: unknown,
  log: Logger,
): GraphQLFormattedError {
  const { locations, path } = formatted
  const place = { ...(locations && { locations }), ...(path && { path }) }
  const cause = original(thrown)
  if (isDomainError(cause)) return { ...reply(cause.code, cause.details), ...place }
  const code = formatted.extensions?.code
  if (typeof code === 'string' && requestFaults.has(code)) {
    const details = { reason: code }
    return { message: withoutSuggestions(formatted.message), extensions: { code: 'VALIDATION', details }, ...place }
  }
  // a value that the schema's types refuse is thrown by graphql-js itself, with nothing of ours below it
  if (cause instanceof GraphQLError && !cause.originalError && !isConnectionError(cause)) {
    const details = { reason: 'BAD_USER_INPUT' }
    return { message: withoutSuggestions(cause.message), extensions: { code: 'VALIDATION', details }, ...place }
  }
  return { ...toReply(cause, log), ...place }
}

const requestFaults = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
])

/** Whether the database is out of reach, as opposed to refusing what was asked of it. */
export function isConnectionError(thrown: unknown): boolean {
  return reasonOf(thrown) !== null
}

// what sockets, PostgreSQL (Appendix A of its manual: class 08, 57P0x, 53300) and Prisma call an unreachable database
const unreachable =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|08...|57P0[1-3]|53300|P1001|P1002|P1008|P1017|P2024)$/
const unreachableText =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not currently accepting connections|Can't reach database|closed the connection|DatabaseNotReachable|ConnectionClosed|SocketTimeout/

function reasonOf(thrown: unknown, depth = 0): string | null {
  if (!thrown || typeof thrown !== 'object' || depth > 6) return null
  const field = (name: string): unknown => Reflect.get(thrown, name)
  for (const name of ['code', 'originalCode', 'kind']) {
    const code = field(name)
    if (typeof code === 'string' && (unreachable.test(code) || unreachableText.test(code))) return code
  }
  const message = field('message')
  const hit = typeof message === 'string' && !isDomainError(thrown) ? unreachableText.exec(message)?.[0] : null
  if (hit) return hit
  for (const name of ['cause', 'originalError', 'meta', 'driverAdapterError']) {
    const inner = reasonOf(field(name), depth + 1)
    if (inner) return inner
  }
  const errors = field('errors')
  return Array.isArray(errors) ? (errors.map((one) => reasonOf(one, depth + 1)).find(Boolean) ?? null) : null
}

/** A change that the database gave up because it took too long, most of all waiting for others; the gate tells of its own. */
function isTimeout(thrown: unknown): boolean {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : null
  return code === '57014'
}

function original(thrown: unknown): unknown {
  return thrown instanceof GraphQLError && thrown.originalError ? original(thrown.originalError) : thrown
}

function reply(code: DomainErrorCode, details: Readonly<Record<string, unknown>>): ErrorReply {
  // the text is for people who read raw answers; a client translates the code
  return { message: code, extensions: { code, ...(Object.keys(details).length > 0 && { details: { ...details } }) } }
}

/** The message repeats the value that it is about, which may be as long as the whole request. */
const MAX_MESSAGE_LENGTH = 500

function withoutSuggestions(message: string): string {
  return message.slice(0, MAX_MESSAGE_LENGTH).replace(/ ?Did you mean[\s\S]*$/, '')
}

/** A refusal in the shape that graphql-js carries. */
export function toGraphQLError(error: DomainError): GraphQLError {
  return new GraphQLError(error.code, {
    originalError: error,
    extensions: { code: error.code, http: { status: httpStatus(error.code) } },
  })
}
