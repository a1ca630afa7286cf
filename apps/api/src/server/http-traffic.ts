/** Bounds of HTTP: how long a client may take, how many connections and how many requests it may have. */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { DomainError } from '@naryad/domain'
import type { Request, RequestHandler } from 'express'
import type { Logger } from 'pino'
import { clientNetwork } from '../client-network.ts'
import { clientAddress, isProxy, type TrustedProxies } from './client-address.ts'
import { MAX_BODY_BYTES } from './limits.ts'
import { readSessionToken } from './request.ts'
import { createBuckets, createTally, type TrafficLimits } from './traffic.ts'

/** A proxy in front keeps its connections about a minute; were we the first to close, it would send into nothing. */
const KEEP_ALIVE_MS = 65_000
const MAX_CHECK_MS = 5_000
const COMPLAIN_EVERY_MS = 60_000

/** A server that waits for nobody for ever and lets nobody have all of its connections. */
export function createBoundedServer(
  listener: RequestListener,
  { limits, trustedProxies }: { limits: TrafficLimits; trustedProxies: TrustedProxies },
): Server {
  const server = createServer(
    {
      headersTimeout: limits.headersMs,
      requestTimeout: Math.max(limits.requestMs, limits.headersMs),
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: Math.min(MAX_CHECK_MS, limits.headersMs),
    },
    listener,
  )
  server.setTimeout(limits.idleMs)
  const connections = createTally(limits.connectionsOfAddress)
  server.on('connection', (socket) => {
    const peer = socket.remoteAddress ?? ''
    if (isProxy(peer, trustedProxies)) return
    const client = clientNetwork(peer)
    if (!connections.enter(client)) return void socket.destroy()
    socket.once('close', () => connections.leave(client))
  })
  return server
}

/** Bytes of a body that cost as much as a request: reading and checking them is work of the one thread that there is. */
const BYTES_OF_REQUEST = 4_096

export interface RequestRate {
  /**
   * Refuses, with THROTTLED, who asks faster than people and their browsers do. Not for the web client's files: they cost
   * nothing. A body that is too long is not even begun.
   */
  readonly handler: RequestHandler
  /** From now on the requests of this one's session are counted: it is one that there is. */
  recognise(request: IncomingMessage): void
}

export function createRequestRate(input: {
  limits: TrafficLimits
  trustedProxies: TrustedProxies
  publicUrl: string
  log: Logger
}): RequestRate {
  const { limits, trustedProxies, publicUrl, log } = input
  const ofAddress = createBuckets(limits.requestsOfAddress)
  const ofSession = createBuckets(limits.requestsOfSession)
  let complainedAt = Number.NEGATIVE_INFINITY
  const sessionKey = (request: IncomingMessage) => {
    const token = readSessionToken(request, publicUrl)
    return token === null ? null : createHash('sha256').update(token).digest('base64url')
  }
  return {
    handler(req, res, next) {
      if (req.path.startsWith('/assets/')) return next()
      const bytes = bodyBytes(req)
      const many = 1 + Math.floor(Math.min(bytes, MAX_BODY_BYTES) / BYTES_OF_REQUEST)
      const address = ofAddress.take(clientNetwork(clientAddress(req, trustedProxies)), many)
      const key = address > 0 ? null : sessionKey(req)
      const session = key !== null && ofSession.has(key) ? ofSession.take(key, many) : 0
      const retryAfter = Math.max(address, session)
      if (retryAfter === 0 && bytes > MAX_BODY_BYTES) {
        res.set('Connection', 'close')
        throw new DomainError('QUERY_TOO_COMPLEX', { limit: 'bytes', max: MAX_BODY_BYTES })
      }
      if (retryAfter === 0) return next()
      if (performance.now() - complainedAt > COMPLAIN_EVERY_MS) {
        complainedAt = performance.now()
        log.warn({ of: address > 0 ? 'address' : 'session' }, 'requests refused: too many')
      }
      // what was sent with it is not read to its end for the sake of the next request
      if (many > 1) res.set('Connection', 'close')
      throw new DomainError('THROTTLED', { retryAfter })
    },
    recognise(request) {
      const key = sessionKey(request)
      if (key !== null && !ofSession.has(key)) ofSession.take(key)
    },
  }
}

/** Bytes that will be parsed; files go to the disk as they come and have limits of their own. */
function bodyBytes({ path, headers }: Request): number {
  if (path.startsWith('/files/')) return 0
  if (headers['transfer-encoding'] !== undefined) return MAX_BODY_BYTES
  return Number(headers['content-length'] ?? 0) || 0
}
