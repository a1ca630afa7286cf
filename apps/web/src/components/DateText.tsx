import { useFormat, useNow } from '../lib/format.ts'

export type DateTextProps = {
  /** Instant or calendar day; null shows nothing. */
  value: string | null | undefined
  /** `day` leaves the time out. */
  kind?: 'dateTime' | 'day'
}

/** «сегодня 14:02»; exact, with weekday and zone, on hover. */
export function DateText({ value, kind = 'dateTime' }: DateTextProps) {
  const format = useFormat()
  // «Today» becomes «yesterday» on a page that stays open overnight.
  useNow()
  if (!value) return null
  const isDay = kind === 'day' || value.length === 10
  return (
    // The browser's own tip: a page may show a hundred of these.
    <time dateTime={value} title={format.exact(value)} style={{ whiteSpace: 'nowrap' }}>
      {isDay ? format.day(value) : format.dateTime(value)}
    </time>
  )
}
