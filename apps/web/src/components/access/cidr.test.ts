import { expect, test } from 'vitest'
import { isInNetwork, isNetwork } from './cidr.ts'

test.each(['10.0.0.0/8', '203.0.113.7', '::/0', '2001:db8::/32', 'fe80::1', '::ffff:10.0.0.1'])(
  '%s names a network',
  (text) => expect(isNetwork(text)).toBe(true),
)

test.each([
  '',
  '10.0.0',
  '10.0.0.256',
  '10.0.0.01',
  '10.0.0.0/33',
  '2001:db8::/129',
  '1::2::3',
  'office',
  '10.0.0.0/8/8',
])('«%s» names none', (text) => expect(isNetwork(text)).toBe(false))

test('an address is in the networks that share its first bits, and in no others', () => {
  expect(isInNetwork('10.1.2.3', '10.0.0.0/8')).toBe(true)
  expect(isInNetwork('11.1.2.3', '10.0.0.0/8')).toBe(false)
  expect(isInNetwork('203.0.113.7', '203.0.113.7')).toBe(true)
  expect(isInNetwork('2001:db8:1::5', '2001:db8::/32')).toBe(true)
  expect(isInNetwork('2001:db9::5', '2001:db8::/32')).toBe(false)
  expect(isInNetwork('10.1.2.3', '::/0')).toBe(false)
})

test('an IPv4 address that came wrapped in IPv6 is the address itself', () => {
  expect(isInNetwork('::ffff:10.1.2.3', '10.0.0.0/8')).toBe(true)
})
