import { describe, expect, test } from 'vitest'
import { formatMoney, parseMoney, sumMoney } from './money.ts'

describe('formatMoney', () => {
  test.each([
    [1_234_050, 'ru', '12\u00A0340,50\u00A0₽'],
    [0, 'ru', '0,00\u00A0₽'],
    [5, 'ru', '0,05\u00A0₽'],
    [-5, 'ru', '-0,05\u00A0₽'],
    [100, 'ru', '1,00\u00A0₽'],
    [1_234_050, 'en', '₽12,340.50'],
    [Number.MAX_SAFE_INTEGER, 'ru', '90\u00A0071\u00A0992\u00A0547\u00A0409,91\u00A0₽'],
  ])('%i kopecks in %s', (kopecks, locale, expected) => {
    expect(formatMoney(kopecks, locale)).toBe(expected)
  })

  test.each([0.5, Number.NaN, 2 ** 53])('refuses %d', (kopecks) => {
    expect(() => formatMoney(kopecks)).toThrow(RangeError)
  })
})

describe('parseMoney', () => {
  test.each([
    ['12 340,50 ₽', 1_234_050],
    ['12\u00A0340,50\u00A0₽', 1_234_050],
    ['12\u202F340.5', 1_234_050],
    ['12340', 1_234_000],
    ['12340,', 1_234_000],
    ["12'340 руб.", 1_234_000],
    ['100 рублей', 10_000],
    ['−5,01', -501],
    ['-0', 0],
    ['0,05', 5],
  ])('%s', (text, expected) => {
    expect(parseMoney(text)).toBe(expected)
  })

  test.each(['', '₽', 'сто', '1,234', '1 23', '12,345', '1.2.3', '99999999999999999', '1e5', '--1'])(
    '%j is not a sum',
    (text) => {
      expect(parseMoney(text)).toBeNull()
    },
  )

  test('a comma groups thousands in English', () => {
    expect(parseMoney('12,340.50', 'en')).toBe(1_234_050)
    expect(parseMoney('12,34', 'en')).toBeNull()
  })

  test.each([0, 1, 99, 100, 1_234_050, -7, Number.MAX_SAFE_INTEGER])('reads back %i as it was shown', (kopecks) => {
    expect(parseMoney(formatMoney(kopecks))).toBe(kopecks)
  })
})

test('sumMoney adds exactly or not at all', () => {
  expect(sumMoney([])).toBe(0)
  expect(sumMoney([1, 2, -4])).toBe(-1)
  expect(() => sumMoney([0.1, 0.2])).toThrow(RangeError)
  expect(() => sumMoney([Number.MAX_SAFE_INTEGER, 1])).toThrow(RangeError)
})
