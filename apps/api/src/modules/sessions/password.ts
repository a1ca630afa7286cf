import { hash, verify } from '@node-rs/argon2'

/** OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const
/** Hashing is work that a caller without a session may order, so its input has an end. */
export const MAX_PASSWORD_LENGTH = 200

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
