/** Tokens of the links in letters: what their holder opens, see modules/links. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Services } from './context.ts'

/** What signs the tokens. */
interface Keys {
  readonly secrets: Pick<Services['secrets'], 'linkKey'>
}

const ID_BYTES = 16
const MAC_BYTES = 16

/** The token of a stored link: its id and a keyed digest of it, so that the database alone opens nothing. */
export function tokenOf(services: Keys, id: string): string {
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex')
  return Buffer.concat([bytes, digest(services, bytes)]).toString('base64url')
}

/** Id of the link whose genuine token this is; null for anything else. */
export function readToken(services: Keys, token: string): string | null {
  if (!/^[\w-]{43}$/.test(token)) return null
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length !== ID_BYTES + MAC_BYTES) return null
  const id = bytes.subarray(0, ID_BYTES)
  if (!timingSafeEqual(bytes.subarray(ID_BYTES), digest(services, id))) return null
  return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function digest({ secrets }: Keys, id: Buffer): Buffer {
  return createHmac('sha256', secrets.linkKey).update(id).digest().subarray(0, MAC_BYTES)
}

/** Stands where a token was, in everything that is kept to be read. */
const BLANK = '…'

/** The texts with every genuine token in them blanked, and the link of the last one: a letter's own stands at its end. */
export function withoutTokens<T extends Record<string, string>>(
  services: Keys,
  texts: T,
): { texts: T; linkId: string | null } {
  let linkId: string | null = null
  const blank = (text: string) =>
    text.replace(/(?<![\w-])[\w-]{43}(?![\w-])/g, (word) => {
      const id = readToken(services, word)
      if (id === null) return word
      linkId = id
      return BLANK
    })
  const blanked = Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, blank(text)])) as T
  return { texts: blanked, linkId }
}

/** The text with the token back in the addresses of clients' pages. */
export function withToken(text: string, token: string): string {
  return text.replaceAll(new RegExp(`(/p/\\w+/)${BLANK}`, 'g'), `$1${token}`)
}
