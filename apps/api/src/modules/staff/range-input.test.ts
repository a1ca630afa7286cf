import { isDomainError } from '@naryad/domain'
import { expect, test } from 'vitest'
import { readRanges } from './range-input.ts'

test('a network written twice is stored once, and what is none is named', () => {
  expect(readRanges([{ cidr: '::ffff:10.0.0.1/104', note: ' Офис ' }, { cidr: '10.0.0.0/8' }])).toEqual([
    { cidr: '10.0.0.0/8', note: 'Офис' },
  ])
  try {
    readRanges([{ cidr: '10.0.0.1/99' }])
    expect.unreachable()
  } catch (error) {
    expect(isDomainError(error, 'VALIDATION') && error.details).toEqual({ reason: 'INVALID_CIDR', cidr: '10.0.0.1/99' })
  }
})
