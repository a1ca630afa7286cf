import { Secret, TOTP } from 'otpauth'

const STEP_SECONDS = 30
const DIGITS = 6
/** RFC 4226 §4 asks for at least 128 bits and recommends 160. */
const SECRET_BYTES = 20
/** Steps before and after the present one, for a phone whose clock is off: RFC 6238 §5.2. */
const WINDOW = 1

/** A secret for an authenticator app, random. */
export function newTotpSecret(): Buffer {
  return Buffer.from(new Secret({ size: SECRET_BYTES }).bytes)
}

/** In base32, four letters to a group, for whoever types it. */
export function totpText(secret: Uint8Array): string {
  return secretOf(secret).base32.replace(/.{4}(?=.)/g, '$& ')
}

/** Key URI that authenticator apps read from a QR code (github.com/google/google-authenticator/wiki/Key-Uri-Format). */
export function totpUri(secret: Uint8Array, account: { email: string; companyName: string }): string {
  return totpOf(secret, { issuer: account.companyName, label: account.email }).toString()
}

/**
 * The time step of which this is the code, by RFC 6238 with SHA-1, 30 s and 6 digits; null for a wrong one. Whoever takes
 * a code takes no code of that step or an earlier one again.
 */
export function totpStepOf(secret: Uint8Array, code: string, now: Date): number | null {
  if (!/^\d{6}$/.test(code)) return null
  const timestamp = now.getTime()
  const delta = totpOf(secret).validate({ token: code, timestamp, window: WINDOW })
  return delta === null ? null : Math.floor(timestamp / 1_000 / STEP_SECONDS) + delta
}

/** The code that an app shows at this time. */
export function totpCode(secret: Uint8Array, now: Date): string {
  return totpOf(secret).generate({ timestamp: now.getTime() })
}

function totpOf(secret: Uint8Array, name: { issuer: string; label: string } = { issuer: '', label: '' }): TOTP {
  return new TOTP({ ...name, secret: secretOf(secret), algorithm: 'SHA1', digits: DIGITS, period: STEP_SECONDS })
}

function secretOf(secret: Uint8Array): Secret {
  return new Secret({ buffer: Uint8Array.from(secret).buffer })
}
