import { describe, expect, it } from 'vitest'
import { isInRange, normalizeCidr } from './address.service.ts'

describe('a network', () => {
  it.each([
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['10.1.2.3/15', '10.0.0.0/15'],
    ['203.0.113.7', '203.0.113.7/32'],
    [' 192.168.0.255/24 ', '192.168.0.0/24'],
    ['10.1.2.3/0', '0.0.0.0/0'],
    ['2001:0DB8:0:0::1', '2001:db8::1/128'],
    ['2001:db8:ffff::/33', '2001:db8:8000::/33'],
    ['::ffff:10.1.2.3/104', '10.0.0.0/8'],
    ['::ffff:10.1.2.3', '10.1.2.3/32'],
    ['::/0', '::/0'],
  ])('%s is %s', (typed, expected) => {
    expect(normalizeCidr(typed)).toBe(expected)
    expect(normalizeCidr(expected)).toBe(expected)
  })

  it.each([
    '',
    '10.0.0.0/33',
    '2001:db8::/129',
    '10.0.0/8',
    '0x7f.1',
    '010.0.0.1',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    'fe80::1%eth0',
    'fe80::zz',
    '10.0.0.0/-1',
    '10.0.0.0/1e1',
    'office',
  ])('%j is none', (typed) => {
    expect(normalizeCidr(typed)).toBeNull()
  })

  it('in its normal form has in it what was typed', () => {
    expect(isInRange('10.200.0.1', normalizeCidr('::ffff:10.1.2.3/104') ?? '')).toBe(true)
    expect(isInRange('::ffff:10.200.0.1', normalizeCidr('10.1.2.3/8') ?? '')).toBe(true)
  })
})
