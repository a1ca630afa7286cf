/**
 * Working time. Deadlines run in hours of the organisation's working days, in its own time zone; instants are
 * `Date`s, days are 'YYYY-MM-DD' in that zone.
 */

export type WorkCalendar = {
  /** IANA name. */
  timeZone: string
  /** Minutes of the wall clock from midnight; the end may be 1440. */
  workdayStart: number
  workdayEnd: number
  /** ISO weekdays off: 1 is Monday, 7 Sunday. */
  weekend: ReadonlySet<number>
  /** Days off beside the weekend. */
  holidays: ReadonlySet<string>
  /** Working days that fall on a weekend or holiday; they win over both. */
  extraWorkingDays: ReadonlySet<string>
}

const newYear = ['01-01', '01-02', '01-03', '01-04', '01-05', '01-06', '01-07', '01-08']

const russianDaysOff = {
  2025: [
    ...newYear,
    ...['02-23', '03-08', '05-01', '05-02', '05-08', '05-09', '06-12', '06-13', '11-03', '11-04', '12-31'],
  ],
  2026: [...newYear, ...['01-09', '02-23', '03-08', '03-09', '05-01', '05-09', '05-11', '06-12', '11-04', '12-31']],
  2027: [...newYear, ...['02-23', '03-08', '05-01', '05-03', '05-09', '05-10', '06-12', '06-14', '11-04']],
}

/**
 * Russia's non-working holidays, and the days off that they move to in a five-day week.
 * 2025: Government decree of 04.10.2024 No. 1335. 2026: decree of 24.09.2025 No. 1466. 2027: what follows from
 * article 112 of the Labour Code alone; the two January days and any swaps that the Government moves by its decree
 * are to be added in settings.
 */
export const russianHolidays: ReadonlySet<string> = new Set(
  Object.entries(russianDaysOff).flatMap(([year, days]) => days.map((day) => `${year}-${day}`)),
)

/** Saturdays that Russia works in exchange for a day off elsewhere; see `russianHolidays` for the sources. */
export const russianExtraWorkingDays: ReadonlySet<string> = new Set(['2025-11-01'])

/** Monday to Friday, 9 to 18 in Moscow. */
export const defaultWorkCalendar: WorkCalendar = {
  timeZone: 'Europe/Moscow',
  workdayStart: 9 * 60,
  workdayEnd: 18 * 60,
  weekend: new Set([6, 7]),
  holidays: russianHolidays,
  extraWorkingDays: russianExtraWorkingDays,
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Whether people work on `day` ('YYYY-MM-DD'). */
export function isWorkingDay(day: string, calendar: WorkCalendar): boolean {
  if (calendar.extraWorkingDays.has(day)) return true
  const weekday = new Date(dayNumber(day)).getUTCDay() || 7
  return !calendar.weekend.has(weekday) && !calendar.holidays.has(day)
}

/**
 * The instant at which `hours` of working time have passed since `from`. It falls on the end of a working day rather
 * than on the beginning of the next one. With 0 hours: `from` itself in working time, else when work next begins.
 * @throws RangeError for negative or infinite hours, and for a calendar without a working hour in a whole year.
 */
export function addWorkingHours(from: Date, hours: number, calendar: WorkCalendar): Date {
  if (!(hours >= 0 && Number.isFinite(hours))) throw new RangeError(`not a number of hours: ${hours}`)
  let left = Math.round(hours * HOUR)
  let idleDays = 0
  for (let day = localDay(from, calendar.timeZone); idleDays <= 366; day = nextDay(day)) {
    const { opens, closes } = workingTime(day, calendar, from.getTime(), Number.POSITIVE_INFINITY)
    if (opens >= closes) {
      idleDays++
      continue
    }
    if (left <= closes - opens) return new Date(opens + left)
    left -= closes - opens
    idleDays = 0
  }
  throw new RangeError('the calendar has no working time')
}

/** Working time from one instant to another, in hours and their fractions; negative when `to` is the earlier one. */
export function workingHoursBetween(from: Date, to: Date, calendar: WorkCalendar): number {
  if (to < from) return -workingHoursBetween(to, from, calendar)
  const lastDay = localDay(to, calendar.timeZone)
  let worked = 0
  for (let day = localDay(from, calendar.timeZone); day <= lastDay; day = nextDay(day)) {
    const { opens, closes } = workingTime(day, calendar, from.getTime(), to.getTime())
    worked += Math.max(0, closes - opens)
  }
  return worked / HOUR
}

/** The day ('YYYY-MM-DD') that an instant falls on in a time zone. */
export function localDay(instant: Date, timeZone: string): string {
  return formatDay(instant.getTime() + zoneOffset(instant.getTime(), timeZone))
}

/**
 * The instant of a wall-clock time in a time zone. An hour that the clocks skip is taken after the change, one that
 * they repeat the first time round (as Temporal's 'compatible').
 */
export function instantAt(day: string, minutes: number, timeZone: string): Date {
  const wall = dayNumber(day) + minutes * MINUTE
  const offsetBefore = zoneOffset(wall - DAY, timeZone)
  const offsetAfter = zoneOffset(wall + DAY, timeZone)
  const isRight = (offset: number) => zoneOffset(wall - offset, timeZone) === offset
  return new Date(wall - (isRight(offsetBefore) || !isRight(offsetAfter) ? offsetBefore : offsetAfter))
}

/** The working time of one day that lies between two instants, in milliseconds; empty when `opens >= closes`. */
function workingTime(day: string, calendar: WorkCalendar, notBefore: number, notAfter: number) {
  if (!isWorkingDay(day, calendar)) return { opens: 0, closes: 0 }
  return {
    opens: Math.max(notBefore, instantAt(day, calendar.workdayStart, calendar.timeZone).getTime()),
    closes: Math.min(notAfter, instantAt(day, calendar.workdayEnd, calendar.timeZone).getTime()),
  }
}

/** @throws RangeError when it is no day */
function dayNumber(day: string): number {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) throw new RangeError('not a day')
  return Date.parse(`${day}T00:00:00Z`)
}

function formatDay(utcMidnight: number): string {
  return new Date(utcMidnight).toISOString().slice(0, 10)
}

function nextDay(day: string): string {
  return formatDay(dayNumber(day) + DAY)
}

const formatters = new Map<string, Intl.DateTimeFormat>()

/** Milliseconds that the zone's wall clock is ahead of UTC at an instant. */
function zoneOffset(instant: number, timeZone: string): number {
  let formatter = formatters.get(timeZone)
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formatters.set(timeZone, formatter)
  }
  const part: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {}
  for (const { type, value } of formatter.formatToParts(instant)) part[type] = Number(value)
  const { year = 0, month = 1, day = 0, hour = 0, minute = 0, second = 0 } = part
  const wall = Date.UTC(year, month - 1, day, hour, minute, second)
  return wall - Math.floor(instant / 1000) * 1000
}
