import { isDomainError } from '@naryad/domain'
import { expect, test } from 'vitest'
import { normalizeRange, readRanges } from './ip-range.ts'

test.each([
  ['10.1.2.3/8', '10.0.0.0/8'],
  [' 192.168.1.7 ', '192.168.1.7/32'],
  ['0.0.0.0/0', '0.0.0.0/0'],
  ['2001:DB8:0:0::1/32', '2001:db8::/32'],
  ['::1', '::1/128'],
  ['::ffff:10.1.2.3/104', '10.0.0.0/8'],
  ['::ffff:10.1.2.3', '10.1.2.3/32'],
])('%s is the network %s', (typed, normal) => {
  expect(normalizeRange(typed)).toBe(normal)
})

test.each([
  '',
  'office',
  '10.0.0.0/33',
  '10.0.0/24',
  '010.0.0.0/8',
  '0x0a.0.0.1',
  '10.1',
  'fe80::1%eth0',
  '::ffff:10.0.0.0/40',
])('%j is no network', (typed) => {
  expect(normalizeRange(typed)).toBeNull()
})

test('a network written twice is stored once, and what is none is named', () => {
  expect(readRanges([{ cidr: '10.0.0.1/8', note: ' Офис ' }, { cidr: '10.0.0.0/8' }])).toEqual([
    { cidr: '10.0.0.0/8', note: 'Офис' },
  ])
  try {
    readRanges([{ cidr: '10.0.0.1/99' }])
    expect.unreachable()
  } catch (error) {
    expect(isDomainError(error, 'VALIDATION') && error.details).toEqual({ reason: 'INVALID_CIDR', cidr: '10.0.0.1/99' })
  }
})
