import { defaultWorkCalendar, isWorkingDay } from '@naryad/domain'
import type { Chance } from './chance.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** The demo's company is in Moscow, which has no summer time. */
const MOSCOW = 3 * HOUR
const OPENS = 9 * 60
const CLOSES = 18 * 60

/** Midnight in Moscow that begins the day of an instant. */
function midnight(time: number): number {
  return Math.floor((time + MOSCOW) / DAY) * DAY - MOSCOW
}

function isWorkday(time: number): boolean {
  return isWorkingDay(new Date(time + MOSCOW).toISOString().slice(0, 10), defaultWorkCalendar)
}

/** So many working minutes after an instant; never the instant itself, and not on the dot. */
export function afterWork(from: Date, minutes: number, chance: Chance): Date {
  let time = from.getTime()
  let left = Math.max(1, Math.round(minutes)) * MINUTE
  for (;;) {
    const day = midnight(time)
    const start = Math.max(time, day + OPENS * MINUTE)
    const end = day + CLOSES * MINUTE
    if (isWorkday(time) && start < end) {
      if (left <= end - start) return new Date(start + left - chance.whole(0, 50) * 1_000)
      left -= end - start
    }
    time = day + DAY
  }
}

/** A round time of day, some working days later. */
export function visitTime(from: Date, workdays: number, chance: Chance): Date {
  let day = midnight(from.getTime())
  for (let left = Math.max(1, workdays); left > 0; ) {
    day += DAY
    if (isWorkday(day)) left--
  }
  return new Date(day + (9 * 60 + 30 * chance.whole(0, 15)) * MINUTE)
}

/** Some time of the day that lies so many days before an instant: in working hours, or whenever a client finds time. */
export function timeOfDay(now: Date, daysAgo: number, isWork: boolean, chance: Chance): Date {
  let day = midnight(now.getTime()) - daysAgo * DAY
  if (isWork) while (!isWorkday(day)) day -= DAY
  return timeIn(day, isWork ? [OPENS, CLOSES - 10] : [8 * 60, 22 * 60], chance)
}

/** Some time of the day that lies so many working days before an instant: as people come, or later when they are at work. */
export function timeOfWorkday(now: Date, workdaysAgo: number, when: 'COMING' | 'AT_WORK', chance: Chance): Date {
  let day = midnight(now.getTime())
  for (let left = workdaysAgo; left > 0; ) {
    day -= DAY
    if (isWorkday(day)) left--
  }
  return timeIn(day, when === 'COMING' ? [OPENS - 10, OPENS + 20] : [OPENS + 120, CLOSES - 30], chance)
}

function timeIn(day: number, [from, to]: readonly [from: number, to: number], chance: Chance): Date {
  return new Date(day + chance.whole(from, to) * MINUTE + chance.whole(0, 59) * 1_000)
}

/** The last second of the day, in Moscow, that lies so many days after an instant; a negative number: before it. */
export function endOfDay(now: Date, daysAhead: number): Date {
  return new Date(midnight(now.getTime()) + (daysAhead + 1) * DAY - 1_000)
}
