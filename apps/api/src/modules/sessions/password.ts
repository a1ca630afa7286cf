import { DomainError } from '@naryad/domain'
import { hash, verify } from '@node-rs/argon2'

/** OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const
const MIN_PASSWORD_LENGTH = 10
/** Hashing is work that a caller without a session may order, so its input has an end. */
const MAX_PASSWORD_LENGTH = 200

export async function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), cost)
}

let stranger: Promise<string> | undefined

/**
 * Whether the password is the account's. For an account that is unknown or has no password the same work is done, so
 * that the time of the answer does not tell which addresses have one.
 */
export async function isPassword(password: string, passwordHash: string | null): Promise<boolean> {
  if (password.length > MAX_PASSWORD_LENGTH) return false
  if (passwordHash !== null) return verify(passwordHash, password.normalize('NFKC'))
  stranger ??= hashPassword('nobody has this password')
  await verify(await stranger, password.normalize('NFKC'))
  return false
}

/**
 * Refuses passwords that are guessed first: short ones, few different characters, the account's own name or address.
 *
 * @throws DomainError VALIDATION with the field `newPassword` and the reason
 */
export function requireStrongPassword(password: string, account: { name: string; email: string }): void {
  const refuse = (reason: string) =>
    new DomainError('VALIDATION', { field: 'newPassword', reason, min: MIN_PASSWORD_LENGTH })
  const text = password.normalize('NFKC').toLowerCase()
  if (text.length < MIN_PASSWORD_LENGTH) throw refuse('TOO_SHORT')
  if (text.length > MAX_PASSWORD_LENGTH) throw refuse('TOO_LONG')
  if (new Set(text).size < 5 || /^\d+$/.test(text)) throw refuse('TOO_SIMPLE')
  const [mailbox = ''] = account.email.toLowerCase().split('@')
  const own = [mailbox, ...account.name.toLowerCase().split(/\s+/)].filter((word) => word.length >= 4)
  const rest = own.reduce((left, word) => left.replaceAll(word, ''), text)
  if (rest.length < MIN_PASSWORD_LENGTH / 2) throw refuse('TOO_PERSONAL')
}
