import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Context, Services, SessionCookie } from '../context.ts'
import { findSession } from '../modules/sessions/session-lookup.ts'
import { clientAddress, type TrustedProxies } from './client-address.ts'
import { readSessionToken, userAgentOf } from './request.ts'

/** The context of one request or one operation of a socket: whose it is, and from where. */
export async function createContext(
  services: Services,
  request: IncomingMessage,
  options: { trustedProxies: TrustedProxies; sessionCookie: Omit<SessionCookie, 'token'> },
): Promise<Context> {
  const token = readSessionToken(request)
  const ip = clientAddress(request, options.trustedProxies)
  const session = token === null ? null : await findSession(services, token, ip)
  return {
    ...services,
    viewer: session?.viewer ?? null,
    sessionId: session?.sessionId ?? null,
    sudoUntil: session?.sudoUntil ?? null,
    viewedBy: session?.viewedBy ?? null,
    sessionCookie: { ...options.sessionCookie, token },
    ip,
    userAgent: userAgentOf(request),
    requestId: randomUUID(),
  }
}
