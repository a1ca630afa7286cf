/**
 * Every refusal the product can give. The code is the whole contract with a client: it is sent as
 * `extensions.code` and translated there, so a code is never renamed and its text lives in i18n.
 */
export const domainErrorCodes = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'FORBIDDEN_FIELD',
  'UNKNOWN_FIELD',
  'NOT_FOUND',
  'CONFLICT',
  'CHANGED_MEANWHILE',
  'VALIDATION',
  'GUARDS_UNMET',
  'CONFIRMATION_REQUIRED',
  'TRANSITION_UNAVAILABLE',
  'THROTTLED',
  'SUDO_REQUIRED',
  'VIEW_ONLY',
  'LINK_EXPIRED',
  'LINK_USED',
  'FILE_TYPE',
  'FILE_TOO_LARGE',
  'QUERY_TOO_COMPLEX',
  'UNAVAILABLE',
  'INTERNAL',
] as const

export type DomainErrorCode = (typeof domainErrorCodes)[number]

/** What a refusal says besides its code: catalog keys, limits, unmet guards. Never a hidden field's name or value. */
export type DomainErrorDetails = Readonly<Record<string, unknown>>

/**
 * A refusal of our own, as opposed to a bug: the only error whose code and details reach a client.
 * Anything else that is thrown is logged with an id and shown as that id.
 */
export class DomainError extends Error {
  readonly code: DomainErrorCode
  readonly details: DomainErrorDetails

  constructor(code: DomainErrorCode, details: DomainErrorDetails = {}, options?: ErrorOptions) {
    super(code, options)
    this.name = 'DomainError'
    this.code = code
    this.details = details
  }
}

/** Whether a caught value is our own refusal; with `code`, that one refusal. */
export function isDomainError(error: unknown, code?: DomainErrorCode): error is DomainError {
  return error instanceof DomainError && (code === undefined || error.code === code)
}
