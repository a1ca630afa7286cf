import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Context, Services, SessionCookie } from '../context.ts'
import { findSession } from '../modules/sessions/session-lookup.ts'
import { clientAddress, type TrustedProxies } from './client-address.ts'
import { readSessionToken, userAgentOf } from './request.ts'

const contexts = new WeakMap<IncomingMessage, Context>()

/** Whose request it was, for whoever has to say so after it was refused; null when it did not get as far. */
export function contextOfRequest(request: IncomingMessage): Context | null {
  return contexts.get(request) ?? null
}

/** The context of one request or one operation of a socket: whose it is, and from where. */
export async function createContext(
  services: Services,
  request: IncomingMessage,
  options: { trustedProxies: TrustedProxies; sessionCookie: Omit<SessionCookie, 'token'> },
): Promise<Context> {
  const token = readSessionToken(request, services.settings.publicUrl)
  const ip = clientAddress(request, options.trustedProxies)
  const session = token === null ? null : await findSession(services, token, ip)
  const context: Context = {
    ...services,
    viewer: session && { ...session.viewer, isProven: isAhead(services, session.sudoUntil) },
    sessionId: session?.sessionId ?? null,
    sudoUntil: session?.sudoUntil ?? null,
    viewedBy: session?.viewedBy ?? null,
    sessionCookie: { ...options.sessionCookie, token },
    ip,
    userAgent: userAgentOf(request),
    requestId: randomUUID(),
  }
  contexts.set(request, context)
  return context
}

function isAhead({ clock }: Services, instant: Date | null): boolean {
  return instant !== null && instant > clock.now()
}
