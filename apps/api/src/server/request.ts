import type { IncomingMessage } from 'node:http'
import { DomainError } from '@naryad/domain'

/**
 * Name of the session's cookie. With https the browser itself sees to it that nobody but this very host has set it, over
 * https and for all paths: RFC 6265bis, «__Host-».
 */
export function sessionCookieName(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? '__Host-naryad_session' : 'naryad_session'
}

/** Ours have 43 characters. */
const MAX_TOKEN_LENGTH = 100

/** The session's token as the browser sent it, null when it sent none. */
export function readSessionToken(request: IncomingMessage, publicUrl: string): string | null {
  const name = sessionCookieName(publicUrl)
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at <= 0 || pair.slice(0, at).trim() !== name) continue
    const token = pair.slice(at + 1).trim()
    return token === '' || token.length > MAX_TOKEN_LENGTH ? null : token
  }
  return null
}

export function userAgentOf(request: IncomingMessage): string {
  return (request.headers['user-agent'] ?? '').slice(0, 300)
}

/**
 * Refuses what another site made the browser send. Browsers put Origin on every such request; whatever else calls us
 * has none and carries no cookie that it did not obtain itself.
 *
 * @throws DomainError FORBIDDEN
 */
export function requireOwnOrigin(request: IncomingMessage, publicUrl: string): void {
  const { origin, host, 'sec-fetch-site': site } = request.headers
  if (site === 'cross-site') throw new DomainError('FORBIDDEN', { reason: 'ORIGIN' })
  if (origin === undefined) return
  const own = URL.canParse(origin) && (new URL(origin).host === host || origin === new URL(publicUrl).origin)
  if (!own) throw new DomainError('FORBIDDEN', { reason: 'ORIGIN' })
}

/**
 * Refuses requests that a page could send without the browser asking us first: a header of our own makes it ask.
 *
 * @throws DomainError FORBIDDEN
 */
export function requirePreflight(request: IncomingMessage): void {
  const { headers } = request
  if (headers['x-naryad-csrf'] ?? headers['apollo-require-preflight'] ?? headers['tus-resumable']) return
  throw new DomainError('FORBIDDEN', { reason: 'CSRF_HEADER' })
}
