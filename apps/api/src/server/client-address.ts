/** Where a request comes from, when proxies of our own stand in between. */
import type { IncomingMessage } from 'node:http'
import ipaddr from 'ipaddr.js'

/** How many proxies of our own there are in front, or the ranges (CIDR) in which every one of them is. */
export type TrustedProxies = number | readonly string[]

/** Proxies of ours stand in a short row; what is further left in the header the client wrote. */
const MAX_ENTRIES = 50
/** Longer than any address with zone and port. */
const MAX_ADDRESS_LENGTH = 100

/**
 * Address of the client in its shortest form, IPv4 inside IPv6 as IPv4. Each proxy adds to the end of X-Forwarded-For
 * whom it was asked by, so only the entries at the right can be believed: as many as there are proxies, or those that
 * proxies in the trusted ranges have added. Everything further left was written by the client.
 *
 * @returns '' when what our own proxy wrote is no address: that one is in no range
 */
export function clientAddress(request: IncomingMessage, trusted: TrustedProxies): string {
  const forwarded = [request.headers['x-forwarded-for'] ?? []].flat().join(',')
  const entries = forwarded
    .split(',')
    .filter((entry) => entry.trim() !== '')
    .slice(-MAX_ENTRIES)
  const chain = [...entries, request.socket.remoteAddress ?? ''].map(readAddress)
  if (typeof trusted === 'number') return chain.at(-1 - trusted) ?? chain[0] ?? ''
  return chain.findLast((address) => !isTrusted(address, trusted)) ?? chain[0] ?? ''
}

/** Whether what connects to us is not a client but a proxy of our own. */
export function isProxy(peer: string | undefined, trusted: TrustedProxies): boolean {
  return typeof trusted === 'number' ? trusted > 0 : isTrusted(readAddress(peer ?? ''), trusted)
}

function isTrusted(address: string, ranges: readonly string[]): boolean {
  if (address === '') return false
  const parsed = ipaddr.parse(address)
  return ranges.some((range) => {
    const [network, bits] = ipaddr.parseCIDR(range)
    return parsed.kind() === network.kind() && parsed.match(network, bits)
  })
}

/** '192.0.2.1', '192.0.2.1:5123', '[2001:db8::1]:443', 'fe80::1%eth0'; '' for anything else. */
function readAddress(text: string): string {
  if (text.length > MAX_ADDRESS_LENGTH) return ''
  const bare = /^\[([^\]]*)\](?::\d+)?$/.exec(text.trim())?.[1] ?? text.trim()
  const v4 = bare.replace(/:\d+$/, '')
  // no short, octal or hexadecimal forms: one program reads 010.1 so, another so
  if (ipaddr.IPv4.isValidFourPartDecimal(v4)) return v4
  const v6 = bare.replace(/%.*$/, '')
  return ipaddr.IPv6.isValid(v6) ? ipaddr.process(v6).toString() : ''
}
