import { formatMoney as formatKopecks, formatPhone } from '@naryad/domain'
import { useMemo, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'

export { formatPhone }

/** The organisation's zone: everybody speaks of the same «today», wherever his browser stands. */
export function organisationTimeZone(): string {
  return 'Europe/Moscow'
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const cache = new Map<string, unknown>()

function cached<T>(key: string, make: () => T): T {
  const found = cache.get(key)
  if (found !== undefined) return found as T
  const made = make()
  cache.set(key, made)
  return made
}

function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return cached(`d${locale}${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(locale, options))
}

/** Day number of the instant in the organisation's zone; differences of these are calendar days. */
function dayNumber(date: Date): number {
  const parts = dateFormat('en-CA', {
    timeZone: organisationTimeZone(),
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  return Date.parse(parts.format(date)) / DAY
}

function dayMonth(date: Date, now: Date, locale: string, timeZone: string): string {
  const year = (each: Date) => dateFormat('en', { timeZone: organisationTimeZone(), year: 'numeric' }).format(each)
  const isThisYear = year(date) === year(now)
  const text = dateFormat(locale, {
    timeZone,
    day: 'numeric',
    month: 'short',
    ...(isThisYear ? {} : { year: 'numeric' }),
  }).format(date)
  return text.replace(/\s?г\.$/u, '').replace(/\./gu, '')
}

function relativeDay(days: number, locale: string): string {
  return cached(`r${locale}`, () => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })).format(days, 'day')
}

/** «сегодня 14:02», «вчера 9:30», «завтра 10:00», «12 окт 14:02», with the year when it is another one. */
export function formatDateTime(iso: string, locale: string, now = new Date()): string {
  const date = new Date(iso)
  const time = dateFormat(locale, { timeZone: organisationTimeZone(), hour: '2-digit', minute: '2-digit' }).format(date)
  return `${formatDay(iso, locale, now)} ${time}`
}

/** The day alone: «сегодня», «вчера», «12 окт»; of an instant or of a calendar day (YYYY-MM-DD). */
export function formatDay(iso: string, locale: string, now = new Date()): string {
  const isCalendarDay = iso.length === 10
  const date = new Date(iso)
  const days = (isCalendarDay ? Date.parse(iso) / DAY : dayNumber(date)) - dayNumber(now)
  if (Math.abs(days) <= 1) return relativeDay(days, locale)
  return dayMonth(date, now, locale, isCalendarDay ? 'UTC' : organisationTimeZone())
}

/** To the minute, with weekday and zone: what is shown on hover. Calendar days without time. */
export function formatExact(iso: string, locale: string): string {
  const isCalendarDay = iso.length === 10
  return dateFormat(locale, {
    timeZone: isCalendarDay ? 'UTC' : organisationTimeZone(),
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    ...(isCalendarDay ? {} : { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' }),
  }).format(new Date(iso))
}

function unit(value: number, name: 'day' | 'hour' | 'minute', display: 'narrow' | 'long', locale: string): string {
  const text = cached(
    `u${locale}${name}${display}`,
    () => new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: display }),
  ).format(value)
  // Russian has «д.» beside «ч» and «мин».
  return text.replace(/\.$/, '')
}

/** A length of time in its largest one or two units: «2 дня», «3 часа 20 минут»; `narrow`: «2 д», «3 ч 20 мин». */
export function formatDuration(ms: number, locale: string, display: 'narrow' | 'long' = 'long'): string {
  const minutes = Math.max(0, Math.round(Math.abs(ms) / MINUTE))
  if (minutes >= 24 * 60) return unit(Math.floor(minutes / (24 * 60)), 'day', display, locale)
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  if (hours === 0) return unit(rest, 'minute', display, locale)
  const text = unit(hours, 'hour', display, locale)
  return rest === 0 || hours >= 6 ? text : `${text} ${unit(rest, 'minute', display, locale)}`
}

export type Due = { isOverdue: boolean; isSoon: boolean; text: string; words: string }

/**
 * How a deadline stands. `text` is what fits a cell («−2 д», «3 ч»); `words` is the length of time alone, for a
 * sentence. Soon: within eight hours.
 */
export function formatDue(iso: string, locale: string, now = new Date()): Due {
  const left = Date.parse(iso) - now.getTime()
  const isOverdue = left < 0
  return {
    isOverdue,
    isSoon: !isOverdue && left <= 8 * HOUR,
    text: `${isOverdue ? '−' : ''}${formatDuration(left, locale, 'narrow')}`,
    words: formatDuration(left, locale),
  }
}

/** «1 240» with non-breaking spaces; averages with as many `digits` after the point each, so that they compare. */
export function formatNumber(value: number, locale: string, digits?: number): string {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits }
  return cached(`n${locale}${digits}`, () => new Intl.NumberFormat(locale, options)).format(value)
}

/** «12 340,50 ₽» from kopecks. */
export function formatMoney(kopecks: number, locale: string): string {
  return formatKopecks(kopecks, locale)
}

/** «1,4 МБ» */
export function formatBytes(bytes: number, locale: string): string {
  const [name, size] =
    bytes >= 1_000_000
      ? (['megabyte', 1_000_000] as const)
      : bytes >= 1000
        ? (['kilobyte', 1000] as const)
        : (['byte', 1] as const)
  return cached(
    `b${locale}${name}`,
    () => new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: 1 }),
  ).format(bytes / size)
}

/** The formatters in the language of the interface. */
export function useFormat() {
  const locale = useTranslation().i18n.language
  return useMemo(
    () => ({
      dateTime: (iso: string) => formatDateTime(iso, locale),
      day: (iso: string) => formatDay(iso, locale),
      exact: (iso: string) => formatExact(iso, locale),
      duration: (ms: number, display?: 'narrow' | 'long') => formatDuration(ms, locale, display),
      due: (iso: string, now?: Date) => formatDue(iso, locale, now),
      number: (value: number, digits?: number) => formatNumber(value, locale, digits),
      money: (kopecks: number) => formatMoney(kopecks, locale),
      bytes: (bytes: number) => formatBytes(bytes, locale),
      phone: formatPhone,
    }),
    [locale],
  )
}

const minuteListeners = new Set<() => void>()
let minuteTimer: ReturnType<typeof setInterval> | undefined
let minute = new Date()

function subscribeToMinutes(listener: () => void): () => void {
  minuteListeners.add(listener)
  minuteTimer ??= setInterval(() => {
    minute = new Date()
    for (const each of minuteListeners) each()
  }, MINUTE)
  return () => {
    minuteListeners.delete(listener)
    if (minuteListeners.size > 0) return
    clearInterval(minuteTimer)
    minuteTimer = undefined
  }
}

/** The present minute. One timer for the page; deadlines count down without being asked for again. */
export function useNow(): Date {
  return useSyncExternalStore(subscribeToMinutes, () => minute)
}
