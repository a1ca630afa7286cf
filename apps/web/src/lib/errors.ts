import { CombinedGraphQLErrors, ServerError } from '@apollo/client'
import { type DomainErrorCode, domainErrorCodes } from '@naryad/domain'
import i18next from 'i18next'

/** A server's refusal as the interface sees it. `NETWORK`: it was not reached at all. */
export type Failure = { code: DomainErrorCode | 'NETWORK'; details: Record<string, unknown> }

function isKnown(code: unknown): code is DomainErrorCode {
  return (domainErrorCodes as readonly unknown[]).includes(code)
}

/** Code and details of whatever was thrown by a query, mutation or upload. Unknown errors count as INTERNAL. */
export function failureOf(error: unknown): Failure {
  if (CombinedGraphQLErrors.is(error)) {
    const extensions = error.errors[0]?.extensions ?? {}
    const { code, details, ...rest } = extensions
    const known = isKnown(code) ? code : 'INTERNAL'
    return { code: known, details: { ...rest, ...(typeof details === 'object' ? details : {}) } }
  }
  if (ServerError.is(error)) {
    const code = error.statusCode === 503 ? 'UNAVAILABLE' : error.statusCode === 429 ? 'THROTTLED' : 'INTERNAL'
    return { code, details: {} }
  }
  if (error instanceof TypeError || (error instanceof Error && error.message.startsWith('Socket closed'))) {
    return { code: 'NETWORK', details: {} }
  }
  return { code: 'INTERNAL', details: {} }
}

/** Whether the error is that one refusal. */
export function isFailure(error: unknown, code: Failure['code']): boolean {
  return failureOf(error).code === code
}

/** Why an argument of an operation was not taken at all. */
const beyond: ReadonlySet<unknown> = new Set(['TOO_LONG', 'TOO_MANY', 'TOO_DEEP'])

/** What to tell the person: what went wrong and what to do next, in his language. */
export function errorText(error: unknown): string {
  const { code, details } = failureOf(error)
  if (code === 'THROTTLED' && details.reason === 'BUSY') return i18next.t('errors:THROTTLED_BUSY')
  if (code === 'QUERY_TOO_COMPLEX' && details.limit === 'time') return i18next.t('errors:QUERY_TOO_COMPLEX_TIME')
  if (code === 'THROTTLED') {
    const seconds = typeof details.retryAfter === 'number' ? details.retryAfter : 60
    return i18next.t('errors:THROTTLED', { count: Math.max(1, Math.ceil(seconds / 60)) })
  }
  if (code === 'VALIDATION' && details.field === 'newPassword') {
    return i18next.t(`errors:password.${details.reason}`, { min: details.min })
  }
  if (code === 'VALIDATION' && typeof details.argument === 'string' && beyond.has(details.reason)) {
    return i18next.t(`errors:beyond.${details.reason}`)
  }
  if (code === 'FORBIDDEN' && details.reason === 'ADDRESS') return i18next.t('errors:FORBIDDEN_ADDRESS')
  // A page left open over a release asks for what the new server no longer knows.
  if (code === 'VALIDATION' && details.reason === 'UNKNOWN_DOCUMENT') return i18next.t('errors:OUTDATED')
  if (code === 'INTERNAL' && typeof details.id === 'string') return i18next.t('errors:INTERNAL_ID', { id: details.id })
  return i18next.t(`errors:${code}`)
}
