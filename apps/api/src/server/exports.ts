/** Lists as files: POST /exports/:entity.csv. A body and not an address, so that what is searched for stands in no proxy's log. */
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { DomainError } from '@naryad/domain'
import express, { type Request, type Response, Router } from 'express'
import type { GraphQLSchema } from 'graphql'
import type { Context, Services } from '../context.ts'
import type { ServerOptions } from '../env.ts'
import { csvWriter } from '../modules/exports/csv.ts'
import { type Export, exportOrder, openExport } from '../modules/exports/export.service.ts'
import { isAddressAllowed } from '../modules/sessions/address.service.ts'
import { findSessions } from '../modules/sessions/session-lookup.ts'
import { rightsVersion } from '../modules/sessions/viewer.query.ts'
import { requireOwnOrigin, requirePreflight } from './request.ts'
import { createContext } from './session.ts'

const MAX_ORDER_BYTES = 200_000
/** How long somebody who takes the file slowly may go on with the rights that he had. */
const CHECK_MS = 500
/** How long nothing may be taken at all. */
const STALL_MS = 60_000

/** Routes of the exports. One of a session runs at a time, so that nobody keeps the database busy with them. */
export function exportRoutes(services: Services, schema: GraphQLSchema, options: ServerOptions): Router {
  const router = Router()
  const running = new Set<string>()

  router.post('/:entity.csv', express.json({ limit: MAX_ORDER_BYTES }), async (req, res) => {
    requireOwnOrigin(req, services.settings.publicUrl)
    requirePreflight(req)
    const noCookies = { set() {}, clear() {} }
    const ctx = await createContext(services, req, {
      trustedProxies: options.trustedProxies,
      sessionCookie: noCookies,
    })
    const { sessionId } = ctx
    if (sessionId === null) throw new DomainError('UNAUTHENTICATED')
    const order = exportOrder.safeParse(req.body)
    if (!order.success) throw new DomainError('VALIDATION', { reason: 'BAD_REQUEST' })
    if (running.has(sessionId)) throw new DomainError('THROTTLED', { reason: 'EXPORT_RUNNING' })
    running.add(sessionId)
    try {
      const isCurrent = () => isUnchanged(ctx)
      const writer = csvWriter(services.settings.timeZone)
      const entity = String(req.params.entity)
      const run = openExport(ctx, { schema, entity, order: order.data, writer, isCurrent })
      await send(req, res, { run, isCurrent, headers: headersOf(services, entity, writer) })
    } finally {
      running.delete(sessionId)
    }
  })
  return router
}

/** Whether whoever asked still has his session, an address that is his and the rights that he had. */
async function isUnchanged(ctx: Context): Promise<boolean> {
  const { sessionId, viewer, ip } = ctx
  if (sessionId === null || viewer === null) return false
  const session = (await findSessions(ctx, [sessionId])).get(sessionId)
  if (!session || session.viewedBy !== null) return false
  if (rightsVersion(session.viewer) !== rightsVersion(viewer)) return false
  return isAddressAllowed(ctx, session.owner, ip)
}

/**
 * Sends the pieces as fast as they are taken. Nothing is sent before the first one is there, so that a refusal is an
 * answer like any other; after that a file that cannot be finished ends with a broken connection, and never as if it
 * were whole.
 */
async function send(
  req: Request,
  res: Response,
  input: { run: Export; isCurrent: () => Promise<boolean>; headers: Record<string, string> },
): Promise<void> {
  const { run, isCurrent, headers } = input
  try {
    await run(async (piece) => {
      if (res.destroyed) return false
      if (!res.headersSent) res.set(headers)
      if (!res.write(piece)) await drained(res, isCurrent)
      return !res.destroyed
    })
    res.end()
  } catch (error) {
    if (!res.headersSent) throw error
    req.socket.destroy()
    if (!(error instanceof DomainError)) throw error
  }
}

/** @throws DomainError FORBIDDEN when the rights change meanwhile, THROTTLED when nothing is taken for too long */
async function drained(res: Response, isCurrent: () => Promise<boolean>): Promise<void> {
  for (let waited = 0; res.writableNeedDrain && !res.destroyed; waited += CHECK_MS) {
    if (waited >= STALL_MS) throw new DomainError('THROTTLED')
    const round = new AbortController()
    const { signal } = round
    const ends = [once(res, 'drain', { signal }), once(res, 'close', { signal }), wait(CHECK_MS, undefined, { signal })]
    await Promise.race(ends)
    round.abort()
    await Promise.allSettled(ends)
    if (!(await isCurrent())) throw new DomainError('FORBIDDEN')
  }
}

function headersOf(
  { clock, settings }: Services,
  entity: string,
  { contentType, extension }: ReturnType<typeof csvWriter>,
): Record<string, string> {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: settings.timeZone }).format(clock.now())
  return {
    'Content-Type': contentType,
    'Content-Disposition': `attachment; filename="${entity}-${day}.${extension}"`,
    'Cache-Control': 'private, no-store',
    'X-Content-Type-Options': 'nosniff',
  }
}
