/** Bounds of HTTP: how long a client may take, how many connections and how many requests it may have. */
import { createServer, type RequestListener, type Server } from 'node:http'
import { DomainError } from '@naryad/domain'
import type { RequestHandler } from 'express'
import type { Logger } from 'pino'
import { clientAddress, isProxy, type TrustedProxies } from './client-address.ts'
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
    if (!connections.enter(peer)) return void socket.destroy()
    socket.once('close', () => connections.leave(peer))
  })
  return server
}

/**
 * Refuses, with THROTTLED, who asks faster than people and their browsers do. Not for the web client's files: they cost
 * nothing.
 */
export function requireModerateRate(input: {
  limits: TrafficLimits
  trustedProxies: TrustedProxies
  publicUrl: string
  log: Logger
}): RequestHandler {
  const { limits, trustedProxies, publicUrl, log } = input
  const ofAddress = createBuckets(limits.requestsOfAddress)
  const ofSession = createBuckets(limits.requestsOfSession)
  let complainedAt = Number.NEGATIVE_INFINITY
  return (req, _res, next) => {
    if (req.path.startsWith('/assets/')) return next()
    const token = readSessionToken(req, publicUrl)
    const address = ofAddress.take(clientAddress(req, trustedProxies))
    const session = token === null ? 0 : ofSession.take(token)
    const retryAfter = Math.max(address, session)
    if (retryAfter === 0) return next()
    if (performance.now() - complainedAt > COMPLAIN_EVERY_MS) {
      complainedAt = performance.now()
      log.warn({ of: address > 0 ? 'address' : 'session' }, 'requests refused: too many')
    }
    throw new DomainError('THROTTLED', { retryAfter })
  }
}
