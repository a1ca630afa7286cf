import { expect, test } from 'vitest'
import { formatDateTime, formatDay, formatDue, formatDuration } from './format.ts'

// 15:00 in Moscow.
const now = new Date('2026-11-23T12:00:00Z')

test('days near now are named, in the organisation’s zone', () => {
  expect(formatDateTime('2026-11-23T11:02:00Z', 'ru', now)).toBe('сегодня 14:02')
  expect(formatDateTime('2026-11-22T06:30:00Z', 'ru', now)).toBe('вчера 09:30')
  expect(formatDateTime('2026-11-24T07:00:00Z', 'ru', now)).toBe('завтра 10:00')
  // Past midnight in Moscow, not yet in UTC.
  expect(formatDateTime('2026-11-22T21:30:00Z', 'ru', now)).toBe('сегодня 00:30')
})

test('other days are day and month, with the year when it is another one', () => {
  expect(formatDay('2026-10-12T10:00:00Z', 'ru', now)).toBe('12 окт')
  expect(formatDay('2025-10-12', 'ru', now)).toBe('12 окт 2025')
  expect(formatDay('2026-11-23', 'ru', now)).toBe('сегодня')
})

test('lengths of time are words of one or two units', () => {
  const minutes = (count: number) => count * 60_000
  expect(formatDuration(minutes(200), 'ru')).toBe('3 часа 20 минут')
  expect(formatDuration(minutes(60 * 50), 'ru')).toBe('2 дня')
  expect(formatDuration(minutes(7 * 60 + 20), 'ru', 'narrow')).toBe('7 ч')
})

test('a missed deadline is overdue by the time since', () => {
  expect(formatDue('2026-11-21T10:00:00Z', 'ru', now)).toMatchObject({ isOverdue: true, words: '2 дня' })
  expect(formatDue('2026-11-21T10:00:00Z', 'ru', now).text).toBe('−2 д')
  expect(formatDue('2026-11-23T14:00:00Z', 'ru', now)).toMatchObject({ isOverdue: false, isSoon: true })
})
