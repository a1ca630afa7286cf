import { DomainError } from '@naryad/domain'
import ipaddr from 'ipaddr.js'
import type { Pool } from 'pg'
import type { Services } from '../../context.ts'
import type { Viewer } from '../../gate/viewer.ts'

interface Range {
  roleId: string | null
  employeeId: string | null
  cidr: string
}

/** Longer than any network with spaces around it. */
const MAX_CIDR_LENGTH = 100

/** All rules of a permission version; a changed rule raises it, so that a kept list is never an old one. */
const kept = new WeakMap<Pool, { version: string; ranges: Promise<readonly Range[]> }>()

/**
 * Whether the viewer may work from this address: ranges of his own decide when there are any, those of his role
 * otherwise, and without either any address will do. An address that cannot be read is in no range.
 */
export async function isAddressAllowed(
  services: Pick<Services, 'pool'>,
  viewer: Viewer,
  address: string,
): Promise<boolean> {
  const ranges = await rangesOf(services.pool, viewer.permissions.version)
  const own = ranges.filter(({ employeeId }) => employeeId === viewer.employeeId)
  const deciding = own.length > 0 ? own : ranges.filter(({ roleId }) => roleId === viewer.roleId)
  return deciding.length === 0 || deciding.some(({ cidr }) => isInRange(address, cidr))
}

/** @throws DomainError FORBIDDEN */
export async function requireAllowedAddress(
  services: Pick<Services, 'pool'>,
  viewer: Viewer,
  address: string,
): Promise<void> {
  if (!(await isAddressAllowed(services, viewer, address))) throw new DomainError('FORBIDDEN', { reason: 'ADDRESS' })
}

/** Compares bytes, so that another way to write an address, or IPv4 inside IPv6, makes no difference. */
export function isInRange(address: string, cidr: string): boolean {
  if (!ipaddr.isValid(address) || !ipaddr.isValidCIDR(cidr)) return false
  const [network, bits] = ipaddr.parseCIDR(cidr)
  const given = ipaddr.process(address)
  return given.kind() === network.kind() && given.match(network, bits)
}

/**
 * A network in its one normal form: 10.1.2.3/8 is 10.0.0.0/8, an address alone is a network of one, and IPv4 written
 * inside IPv6 is IPv4, as addresses are compared. Null for anything that is no network.
 */
export function normalizeCidr(text: string): string | null {
  if (text.length > MAX_CIDR_LENGTH) return null
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

function rangesOf(pool: Pool, version: string): Promise<readonly Range[]> {
  const known = kept.get(pool)
  if (known?.version === version) return known.ranges
  const ranges = pool
    .query<Range>('select role_id as "roleId", employee_id as "employeeId", cidr from ip_ranges')
    .then(({ rows }) => rows)
  kept.set(pool, { version, ranges })
  ranges.catch(() => kept.delete(pool))
  return ranges
}
