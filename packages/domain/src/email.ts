/** An address with a name and brackets around it. */
const maxLength = 500
/**
 * Letters, digits and the signs of RFC 5322 §3.2.3 less those that begin or part the parameters of a mailto: address
 * (RFC 6068), through which an address would become headers of a letter: ? & = % #.
 */
const localPattern = /^[\p{L}\p{M}\p{N}!$'*+/^_`{|}~.-]{1,64}$/u
const labelPattern = /^[\p{L}\d-]{1,63}$/u

/**
 * An e-mail address as it is stored and compared: lower case, without what mail programs put around it. Null when it
 * is not one address. That it exists is known only from an answer, so the check is of the form alone.
 */
export function normalizeEmail(text: string): string | null {
  if (text.length > maxLength) return null
  const inBrackets = /<([^<>]*)>\s*$/.exec(text)
  const address = (inBrackets?.[1] ?? text)
    .normalize('NFKC')
    .trim()
    .replace(/^mailto:/i, '')
    .toLowerCase()
  const [local = '', domain = '', ...rest] = address.split('@')
  // RFC 5321 §4.5.3.1: 254 octets in all (erratum 1690)
  if (address.length > 254 || rest.length > 0 || !localPattern.test(local)) return null
  if (local.startsWith('.') || local.endsWith('.') || local.includes('..')) return null
  const labels = domain.split('.')
  const isDomain = labels.length > 1 && labels.every(isLabel) && /\p{L}/u.test(labels.at(-1) ?? '')
  return isDomain ? address : null
}

function isLabel(text: string): boolean {
  return labelPattern.test(text) && !text.startsWith('-') && !text.endsWith('-')
}
