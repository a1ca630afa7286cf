import { expect, test } from 'vitest'
import { formatRepairNumber, formatRequestNumber, parseNumber } from './numbers.ts'

test('a number has its kind, year and six digits, more when there are more', () => {
  expect(formatRequestNumber(2026, 123)).toBe('З-2026-000123')
  expect(formatRepairNumber(2026, 123)).toBe('Р-2026-000123')
  expect(formatRepairNumber(2026, 1_234_567)).toBe('Р-2026-1234567')
  expect(() => formatRepairNumber(2026, 0)).toThrow(RangeError)
})

test.each([
  ['Р-2026-000123', 'REPAIR', 2026, 123],
  ['р-2026-123', 'REPAIR', 2026, 123],
  ['P-2026-000123', 'REPAIR', 2026, 123],
  ['p-123', 'REPAIR', null, 123],
  ['р123', 'REPAIR', null, 123],
  ['р 26 123', 'REPAIR', 2026, 123],
  ['№ Р‑2026–000123', 'REPAIR', 2026, 123],
  ['Р-1234567', 'REPAIR', null, 1_234_567],
  ['З-2026-000123', 'REQUEST', 2026, 123],
  ['з-123', 'REQUEST', null, 123],
  ['3-2026-000123', 'REQUEST', 2026, 123],
  ['Z-2026-000123', 'REQUEST', 2026, 123],
])('%s', (text, kind, year, sequence) => {
  expect(parseNumber(text)).toEqual({ kind, year, sequence })
})

test.each(['', '123', '3123', '3 123', 'Р', 'Р-', 'Р-0', 'Р-2026-000123-1', 'Ремонт 123', 'К-2026-000123', 'Р-1-2-3'])(
  '%j is no number of ours',
  (text) => {
    expect(parseNumber(text)).toBeNull()
  },
)
