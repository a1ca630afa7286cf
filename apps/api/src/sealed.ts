/** Secrets that are kept in the database: encrypted with a key that is not in it. */
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/** Keys of an installation, the newest first. It seals; the others only open what was sealed with them. */
export type SealingKeys = readonly [SealingKey, ...SealingKey[]]

interface SealingKey {
  /** Tells which key opens a sealed value, and nothing about the key. */
  readonly id: Buffer
  readonly bytes: Buffer
  readonly digestBytes: Buffer
}

/** What is sealed cannot be opened: by another key, altered, or taken from another place. */
export class SealBrokenError extends Error {
  constructor(options?: ErrorOptions) {
    super('A sealed value cannot be opened: its key is not among those of ENCRYPTION_KEY, or it was altered', options)
    this.name = 'SealBrokenError'
  }
}

const VERSION = 1
const CIPHER = 'aes-256-gcm'
const KEY_BYTES = 32
const KEY_ID_BYTES = 4
const NONCE_BYTES = 12
const TAG_BYTES = 16
const HEAD_BYTES = 1 + KEY_ID_BYTES

/** @param secrets long random strings, as they stand in ENCRYPTION_KEY; @throws TypeError without any */
export function sealingKeys(secrets: readonly string[]): SealingKeys {
  const [newest, ...older] = secrets.map((secret) => {
    const derive = (use: string) => Buffer.from(hkdfSync('sha256', secret, '', use, KEY_BYTES))
    const bytes = derive('naryad sealed values')
    const id = createHash('sha256').update('key id').update(bytes).digest().subarray(0, KEY_ID_BYTES)
    return { id, bytes, digestBytes: derive('naryad digests') }
  })
  if (!newest) throw new TypeError('no key to seal with')
  return [newest, ...older]
}

/**
 * AES-256-GCM (NIST SP 800-38D) with a random nonce.
 *
 * @param place where the value is kept, table, column and row: moved elsewhere it does not open
 * @returns version, id of the key, nonce, ciphertext, tag
 */
export function seal([key]: SealingKeys, plain: Uint8Array, place: string): Uint8Array<ArrayBuffer> {
  const head = Buffer.concat([Buffer.of(VERSION), key.id])
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key.bytes, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(Buffer.concat([head, Buffer.from(place)]))
  return Uint8Array.from(Buffer.concat([head, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]))
}

/** @throws SealBrokenError */
export function unseal(keys: SealingKeys, sealed: Uint8Array, place: string): Buffer {
  const bytes = Buffer.from(sealed)
  const head = bytes.subarray(0, HEAD_BYTES)
  const key = keys.find(({ id }) => id.equals(head.subarray(1)))
  if (!key || head[0] !== VERSION || bytes.length < HEAD_BYTES + NONCE_BYTES + TAG_BYTES) throw new SealBrokenError()
  const nonce = bytes.subarray(HEAD_BYTES, HEAD_BYTES + NONCE_BYTES)
  const decipher = createDecipheriv(CIPHER, key.bytes, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.concat([head, Buffer.from(place)]))
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(HEAD_BYTES + NONCE_BYTES, -TAG_BYTES)), decipher.final()])
  } catch (error) {
    throw new SealBrokenError({ cause: error })
  }
}

/**
 * Keyed digests (HMAC-SHA-256) of a secret that is only ever compared, by the newest key first: one is stored, any may
 * have been. Whoever has the database alone cannot try values against them.
 */
export function digestsOf(keys: SealingKeys, value: string, place: string): Uint8Array<ArrayBuffer>[] {
  return keys.map(({ digestBytes }) =>
    Uint8Array.from(createHmac('sha256', digestBytes).update(`${place}\n${value}`).digest()),
  )
}
