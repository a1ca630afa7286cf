import { describe, expect, test } from 'vitest'
import {
  addWorkingHours,
  defaultWorkCalendar,
  instantAt,
  isWorkingDay,
  localDay,
  type WorkCalendar,
  workingHoursBetween,
} from './calendar.ts'

const moscow = defaultWorkCalendar
const roundTheClock = (timeZone: string): WorkCalendar => ({
  timeZone,
  workdayStart: 0,
  workdayEnd: 24 * 60,
  weekend: new Set(),
  holidays: new Set(),
  extraWorkingDays: new Set(),
})
const at = (text: string) => new Date(text)

describe('isWorkingDay', () => {
  test.each([
    ['2026-11-23', true, 'Monday'],
    ['2026-11-22', false, 'Sunday'],
    ['2026-11-21', false, 'Saturday'],
    ['2026-11-04', false, 'holiday on a Wednesday'],
    ['2026-01-09', false, 'moved from 3 January'],
    ['2026-01-12', true, 'first working day of 2026'],
    ['2026-12-31', false, 'moved from 4 January'],
    ['2025-11-01', true, 'worked Saturday'],
    ['2025-11-03', false, 'moved from that Saturday'],
    ['2025-12-30', true, 'last working day of 2025'],
    ['2027-05-10', false, 'moved from 9 May, a Sunday'],
    ['2027-06-14', false, 'moved from 12 June, a Saturday'],
  ])('%s: %s (%s)', (day, expected) => {
    expect(isWorkingDay(day, moscow)).toBe(expected)
  })

  test.each([
    // Working days of the five-day week in the official production calendars.
    [2025, 247],
    [2026, 247],
  ])('%i has %i working days', (year, expected) => {
    let working = 0
    for (let day = Date.UTC(year, 0, 1); day < Date.UTC(year + 1, 0, 1); day += 86_400_000) {
      working += Number(isWorkingDay(new Date(day).toISOString().slice(0, 10), moscow))
    }
    expect(working).toBe(expected)
  })
})

describe('addWorkingHours', () => {
  test.each([
    ['within the day', '2026-11-23T10:00+03:00', 4, '2026-11-23T14:00+03:00'],
    ['up to the end of the day', '2026-11-23T10:00+03:00', 8, '2026-11-23T18:00+03:00'],
    ['into the next day', '2026-11-23T16:00+03:00', 4, '2026-11-24T11:00+03:00'],
    ['a fraction', '2026-11-23T17:45+03:00', 0.5, '2026-11-24T09:15+03:00'],
    ['from before the opening', '2026-11-23T03:00+03:00', 1, '2026-11-23T10:00+03:00'],
    ['from after the closing', '2026-11-23T21:00+03:00', 1, '2026-11-24T10:00+03:00'],
    ['over a weekend', '2026-11-20T17:00+03:00', 2, '2026-11-23T10:00+03:00'],
    ['from a Sunday', '2026-11-22T12:00+03:00', 9, '2026-11-23T18:00+03:00'],
    ['over the long January holidays', '2025-12-30T17:00+03:00', 2, '2026-01-12T10:00+03:00'],
    ['over a worked Saturday', '2025-10-31T17:00+03:00', 2, '2025-11-01T10:00+03:00'],
    ['nothing, in working time', '2026-11-23T10:00+03:00', 0, '2026-11-23T10:00+03:00'],
    ['nothing, at night', '2026-11-23T21:00+03:00', 0, '2026-11-24T09:00+03:00'],
    ['when it is another day in UTC', '2026-11-23T00:30+03:00', 1, '2026-11-23T10:00+03:00'],
  ])('%s', (_, from, hours, expected) => {
    expect(addWorkingHours(at(from), hours, moscow)).toEqual(at(expected))
  })

  test.each([
    ['Europe/Berlin', '2026-03-27T17:00+01:00', 2, '2026-03-30T10:00+02:00'],
    ['Europe/Berlin', '2026-10-23T17:00+02:00', 2, '2026-10-26T10:00+01:00'],
    ['America/New_York', '2027-03-12T17:00-05:00', 2, '2027-03-15T10:00-04:00'],
    ['Asia/Kamchatka', '2026-11-23T17:00+12:00', 2, '2026-11-24T10:00+12:00'],
  ])(
    'keeps the wall clock of %s when the clocks change between %s and %i hours later',
    (timeZone, from, hours, expected) => {
      expect(addWorkingHours(at(from), hours, { ...moscow, timeZone })).toEqual(at(expected))
    },
  )

  test.each([
    ['spring, a day of 23 hours', '2026-03-29T00:00+01:00', 23, '2026-03-30T00:00+02:00'],
    ['autumn, a day of 25 hours', '2026-10-25T00:00+02:00', 25, '2026-10-26T00:00+01:00'],
  ])('counts hours that pass, not marks on the clock: %s', (_, from, hours, expected) => {
    expect(addWorkingHours(at(from), hours, roundTheClock('Europe/Berlin'))).toEqual(at(expected))
    expect(workingHoursBetween(at(from), at(expected), roundTheClock('Europe/Berlin'))).toBe(hours)
  })

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d hours', (hours) => {
    expect(() => addWorkingHours(at('2026-11-23T10:00+03:00'), hours, moscow)).toThrow(RangeError)
  })

  test('refuses a calendar in which nobody ever works instead of looking for ever', () => {
    const idle = { ...moscow, weekend: new Set([1, 2, 3, 4, 5, 6, 7]) }
    expect(() => addWorkingHours(at('2027-11-23T10:00+03:00'), 1, idle)).toThrow(RangeError)
  })
})

describe('workingHoursBetween', () => {
  test.each([
    ['within a day', '2026-11-23T10:00+03:00', '2026-11-23T14:30+03:00', 4.5],
    ['over a night', '2026-11-23T17:00+03:00', '2026-11-24T10:00+03:00', 2],
    ['over a weekend', '2026-11-20T17:00+03:00', '2026-11-23T10:00+03:00', 2],
    ['inside a night', '2026-11-23T19:00+03:00', '2026-11-24T08:00+03:00', 0],
    ['a whole week', '2026-11-16T00:00+03:00', '2026-11-23T00:00+03:00', 45],
    ['backwards', '2026-11-23T14:00+03:00', '2026-11-23T10:00+03:00', -4],
  ])('%s', (_, from, to, expected) => {
    expect(workingHoursBetween(at(from), at(to), moscow)).toBe(expected)
  })

  test('gives back what addWorkingHours added', () => {
    const from = at('2026-04-28T15:20:00+03:00')
    for (let hours = 0.5; hours < 120; hours += 3.5) {
      expect(workingHoursBetween(from, addWorkingHours(from, hours, moscow), moscow)).toBe(hours)
    }
  })
})

describe('instantAt, localDay', () => {
  test.each([
    ['Europe/Moscow', '2026-11-23', 540, '2026-11-23T06:00Z'],
    ['Europe/Berlin', '2026-03-29', 150, '2026-03-29T01:30Z'],
    ['Europe/Berlin', '2026-10-25', 150, '2026-10-25T00:30Z'],
    ['Europe/Berlin', '2026-10-25', 180, '2026-10-25T02:00Z'],
    ['America/St_Johns', '2026-07-01', 0, '2026-07-01T02:30Z'],
    ['Europe/Moscow', '2026-11-23', 1440, '2026-11-23T21:00Z'],
    // Samoa skipped 30 December 2011 whole.
    ['Pacific/Apia', '2011-12-31', 0, '2011-12-30T10:00Z'],
  ])('%s %s + %i min is %s', (timeZone, day, minutes, expected) => {
    expect(instantAt(day, minutes, timeZone)).toEqual(at(expected))
  })

  test('the day is that of the zone', () => {
    expect(localDay(at('2026-11-22T21:30Z'), 'Europe/Moscow')).toBe('2026-11-23')
    expect(localDay(at('2026-11-22T21:30Z'), 'Europe/Berlin')).toBe('2026-11-22')
    expect(localDay(at('2026-11-22T21:30:00.999Z'), 'Europe/Moscow')).toBe('2026-11-23')
  })
})
