import { createHmac } from 'node:crypto'

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** What an authenticator app shows at that time for a secret typed into it: RFC 6238 with SHA-1, 30 s and 6 digits. */
export function codeOf(secret: string, instant: number): string {
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(instant / 30_000)))
  const hash = createHmac('sha1', bytesOf(secret)).update(step).digest()
  // RFC 4226 5.3: the last four bits say where the number stands
  const number = hash.readUInt32BE((hash.at(-1) ?? 0) & 15) & 0x7fffffff
  return String(number % 1_000_000).padStart(6, '0')
}

/** RFC 4648 6, without padding; spaces are there for the reader. */
function bytesOf(secret: string): Buffer {
  const bits = Array.from(secret.replaceAll(/\s/g, ''), (letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0'))
  return Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}
