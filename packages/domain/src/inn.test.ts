import { expect, test } from 'vitest'
import { isValidInn } from './inn.ts'

test.each(['7707083893', '7736050003', '500100732259', '526317984689'])('%s has right check digits', (inn) => {
  expect(isValidInn(inn)).toBe(true)
})

test.each([
  '7707083894',
  '500100732258',
  '500100732249',
  '0000000000',
  '000000000000',
  '770708389',
  '77070838930',
  'a707083893',
  ' 7707083893',
])('%j is no taxpayer number', (inn) => {
  expect(isValidInn(inn)).toBe(false)
})
