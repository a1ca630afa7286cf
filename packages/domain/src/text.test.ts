import { expect, test } from 'vitest'
import { isSoundText, withoutHeaps } from './text.ts'

test.each([
  '',
  'Ёлка\n\tпечь',
  '😀 👩‍🔧 \u{10ffff}\ufffe',
  'e\u0301'.repeat(50),
  `и${'\u0306'.repeat(30)}`,
  'क्षि'.repeat(20),
])('%j is sound', (text) => {
  expect(isSoundText(text)).toBe(true)
})

test.each(['\0', 'печь\0', 'a\ud83d', '\ude00a', '\ude00\ud83d', `и${'\u0306'.repeat(31)}`])(
  '%j is not sound',
  (text) => {
    expect(isSoundText(text)).toBe(false)
  },
)

test('a heap of marks is cut to thirty', () => {
  const marks = '\u0301\u0316'.repeat(500)
  expect(withoutHeaps(`а${marks}б${marks}`)).toBe(`а${marks.slice(0, 30)}б${marks.slice(0, 30)}`)
  expect(withoutHeaps('ё й')).toBe('ё й')
})
