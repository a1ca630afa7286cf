type Address = { bits: 32 | 128; value: bigint }

function parseIpv4(text: string): bigint | null {
  const parts = text.split('.')
  if (parts.length !== 4) return null
  let value = 0n
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return null
    value = (value << 8n) | BigInt(part)
  }
  return value
}

function parseIpv6(text: string): bigint | null {
  // RFC 4291 2.2: one «::» stands for the missing groups, the last two may be written as IPv4.
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text)
  const tail = dotted?.[2] === undefined ? null : parseIpv4(dotted[2])
  if (dotted && tail === null) return null
  const hex = tail === null ? text : `${dotted?.[1]}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`
  const halves = hex.split('::')
  if (halves.length > 2) return null
  const [head = [], rest = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const missing = 8 - head.length - rest.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null
  const groups = [...head, ...Array<string>(halves.length === 1 ? 0 : missing).fill('0'), ...rest]
  let value = 0n
  for (const group of groups) {
    if (!/^[\da-f]{1,4}$/i.test(group)) return null
    value = (value << 16n) | BigInt(`0x${group}`)
  }
  return value
}

function parseAddress(text: string): Address | null {
  const v4 = parseIpv4(text)
  if (v4 !== null) return { bits: 32, value: v4 }
  const v6 = parseIpv6(text)
  if (v6 === null) return null
  // RFC 4291 2.5.5.2: an IPv4 address inside IPv6 is the same place.
  return v6 >> 32n === 0xffffn ? { bits: 32, value: v6 & 0xffffffffn } : { bits: 128, value: v6 }
}

function parseNetwork(text: string): (Address & { length: number }) | null {
  const [address = '', suffix, ...rest] = text.trim().split('/')
  const parsed = parseAddress(address)
  if (!parsed || rest.length > 0) return null
  if (suffix === undefined) return { ...parsed, length: parsed.bits }
  if (!/^\d{1,3}$/.test(suffix) || Number(suffix) > parsed.bits) return null
  return { ...parsed, length: Number(suffix) }
}

/** Whether the text names a network or a single address, IPv4 or IPv6. The server has the last word. */
export function isNetwork(text: string): boolean {
  return parseNetwork(text) !== null
}

/** Whether the address lies in the network; false when either cannot be read. */
export function isInNetwork(address: string, network: string): boolean {
  const inside = parseAddress(address)
  const around = parseNetwork(network)
  if (!inside || !around || inside.bits !== around.bits) return false
  const rest = BigInt(around.bits - around.length)
  return inside.value >> rest === around.value >> rest
}
