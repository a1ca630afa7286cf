import { DomainError } from '@naryad/domain'
import ipaddr from 'ipaddr.js'

const MAX_RANGES = 200
const MAX_NOTE = 200

export interface NewRange {
  cidr: string
  note: string | null
}

/**
 * The network in its normal form: bits of the host cleared, IPv6 shortened, an address alone is a network of one, and
 * IPv4 written inside IPv6 (::ffff:10.0.0.0/104) is the IPv4 it means. Null for what is no network.
 */
export function normalizeRange(typed: string): string | null {
  const text = typed.trim()
  const cidr = text.includes('/') ? text : hostRange(text)
  if (cidr === null || !isCanonicalNotation(cidr) || !ipaddr.isValidCIDR(cidr)) return null
  const [address, bits] = ipaddr.parseCIDR(cidr)
  if (address instanceof ipaddr.IPv4) return `${ipaddr.IPv4.networkAddressFromCIDR(cidr)}/${bits}`
  if (!address.isIPv4MappedAddress()) return `${ipaddr.IPv6.networkAddressFromCIDR(cidr)}/${bits}`
  // a wider one would be half of all IPv6, which nobody means who writes it so
  return bits < 96 ? null : normalizeRange(`${address.toIPv4Address()}/${bits - 96}`)
}

/**
 * The ranges as they are stored, each once.
 *
 * @throws DomainError VALIDATION with reason INVALID_CIDR and the text that is no network, TOO_MANY or TOO_LONG
 */
export function readRanges(typed: readonly { cidr: string; note?: string | null | undefined }[]): NewRange[] {
  if (typed.length > MAX_RANGES) throw new DomainError('VALIDATION', { reason: 'TOO_MANY', max: MAX_RANGES })
  const ranges = new Map<string, NewRange>()
  for (const range of typed) {
    const cidr = normalizeRange(range.cidr)
    if (cidr === null) throw new DomainError('VALIDATION', { reason: 'INVALID_CIDR', cidr: range.cidr.slice(0, 100) })
    const note = range.note?.normalize('NFC').trim() || null
    if (note && note.length > MAX_NOTE) throw new DomainError('VALIDATION', { reason: 'TOO_LONG', max: MAX_NOTE })
    if (!ranges.has(cidr)) ranges.set(cidr, { cidr, note })
  }
  return [...ranges.values()]
}

function hostRange(text: string): string | null {
  if (!ipaddr.isValid(text)) return null
  return `${text}/${ipaddr.parse(text).kind() === 'ipv4' ? 32 : 128}`
}

/** Octal, hexadecimal and shortened IPv4 («10.1») mean different networks to different programs; a zone means none. */
function isCanonicalNotation(cidr: string): boolean {
  const [address = ''] = cidr.split('/')
  if (address.includes('%')) return false
  return address.includes(':') || ipaddr.IPv4.isValidFourPartDecimal(address)
}
