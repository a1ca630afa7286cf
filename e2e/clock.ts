import type { Clock } from '../apps/api/src/clock.ts'

/** The machine's time, moved on by whoever tells a tale of several days. */
export interface ShiftedClock extends Clock {
  /** Everything that was waited for in between has come then. */
  shift(milliseconds: number): void
}

interface Order {
  instant: number
  callback: () => void
  timer?: NodeJS.Timeout
}

export function shiftedClock(): ShiftedClock {
  let offset = 0
  const waiting = new Set<Order>()
  const now = () => Date.now() + offset
  const arm = (order: Order) => {
    clearTimeout(order.timer)
    // a longer wait than any test takes is not waited for; a shift arms it anew
    const left = Math.min(Math.max(order.instant - now(), 0), 3_600_000)
    order.timer = setTimeout(() => {
      if (order.instant > now()) return arm(order)
      if (waiting.delete(order)) order.callback()
    }, left).unref()
  }
  return {
    now: () => new Date(now()),
    at(instant, callback) {
      const order: Order = { instant: instant.getTime(), callback }
      waiting.add(order)
      arm(order)
      return () => {
        if (waiting.delete(order)) clearTimeout(order.timer)
      }
    },
    shift(milliseconds) {
      offset += milliseconds
      for (const order of waiting) arm(order)
    },
  }
}
