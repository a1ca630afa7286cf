const pattern = /^[^\s@<>()[\]\\,;:"]+@(?:[\p{L}\d](?:[\p{L}\d-]*[\p{L}\d])?\.)+[\p{L}\d-]*\p{L}[\p{L}\d-]*$/u

/**
 * An e-mail address as it is stored and compared: lower case, without what mail programs put around it. Null when it
 * is not one address. That it exists is known only from an answer, so the check is of the form alone.
 */
export function normalizeEmail(text: string): string | null {
  const inBrackets = /<([^<>]*)>\s*$/.exec(text)
  const address = (inBrackets?.[1] ?? text)
    .normalize('NFKC')
    .trim()
    .replace(/^mailto:/i, '')
    .toLowerCase()
  const [local = ''] = address.split('@')
  // RFC 5321 §4.5.3.1: 64 octets before the @, 254 in all (erratum 1690).
  if (address.length > 254 || local.length > 64) return null
  if (local.startsWith('.') || local.endsWith('.') || local.includes('..')) return null
  return pattern.test(address) ? address : null
}
