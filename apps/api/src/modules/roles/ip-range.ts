import ipaddr from 'ipaddr.js'

/**
 * A network in its one normal form: 10.1.2.3/8 is 10.0.0.0/8, an address alone is a network of one, and IPv4 written
 * inside IPv6 is IPv4, as addresses are compared. Null for anything that is no network.
 */
export function normalizeCidr(text: string): string | null {
  const [address = '', mask, ...rest] = text.trim().split('/')
  if (rest.length > 0 || !isPlain(address) || (mask !== undefined && !/^\d{1,3}$/.test(mask))) return null
  const given = ipaddr.parse(address)
  const width = given.kind() === 'ipv4' ? 32 : 128
  const bits = mask === undefined ? width : Number(mask)
  if (bits > width) return null
  if (given instanceof ipaddr.IPv6 && given.isIPv4MappedAddress() && bits >= 96) {
    return network(given.toIPv4Address(), bits - 96)
  }
  return network(given, bits)
}

/** Dotted or colon notation only: 0x7f.1 and the like are read differently by every program. */
function isPlain(address: string): boolean {
  return (
    ipaddr.IPv4.isValidFourPartDecimal(address) ||
    (address.includes(':') && ipaddr.IPv6.isValid(address) && !address.includes('%'))
  )
}

function network(address: ipaddr.IPv4 | ipaddr.IPv6, bits: number): string {
  const bytes = address.toByteArray().map((byte, index) => {
    const kept = Math.min(Math.max(bits - index * 8, 0), 8)
    return byte & (0xff << (8 - kept)) & 0xff
  })
  return `${ipaddr.fromByteArray(bytes).toString()}/${bits}`
}
