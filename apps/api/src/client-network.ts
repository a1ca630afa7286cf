import ipaddr from 'ipaddr.js'

/**
 * Who counts as one client by address: an IPv4 address, and of IPv6 the /64 that one subscriber is given, in which there
 * is an address for every request. IPv4 inside IPv6 is IPv4.
 *
 * @param address as clientAddress gives it; what is no address is one client together
 */
export function clientNetwork(address: string): string {
  if (!ipaddr.isValid(address)) return ''
  const parsed = ipaddr.process(address)
  if (parsed instanceof ipaddr.IPv4) return parsed.toString()
  return `${parsed.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`
}
