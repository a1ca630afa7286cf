/** The only source of the present time, so that a year can be simulated and a deadline tested. */
export interface Clock {
  now(): Date
  /**
   * Calls once, when the instant has come; at the next turn of the event loop when it has already.
   *
   * @returns takes the order back
   */
  at(instant: Date, callback: () => void): () => void
}

/** What a timer of the machine can wait for: longer waits overflow and would be none at all. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => new Date(),
  at(instant, callback) {
    let timer: NodeJS.Timeout
    const wait = () => {
      const left = instant.getTime() - Date.now()
      timer = setTimeout(left > MAX_TIMEOUT_MS ? wait : callback, Math.min(Math.max(left, 0), MAX_TIMEOUT_MS))
      // who waits for a deadline must not keep the process from ending
      timer.unref()
    }
    wait()
    return () => clearTimeout(timer)
  },
}

/** A clock that stands still until it is moved. */
export interface ManualClock extends Clock {
  set(time: Date): void
  /** Moves it on; negative milliseconds move it back. */
  advance(milliseconds: number): void
}

export function manualClock(start: Date): ManualClock {
  let time = start.getTime()
  const waiting = new Set<{ instant: number; callback: () => void }>()

  function move(to: number) {
    time = to
    const due = [...waiting].filter(({ instant }) => instant <= time).sort((a, b) => a.instant - b.instant)
    for (const one of due) if (waiting.delete(one)) one.callback()
  }

  return {
    now: () => new Date(time),
    at(instant, callback) {
      const order = { instant: instant.getTime(), callback }
      waiting.add(order)
      if (order.instant <= time) setImmediate(() => move(time))
      return () => void waiting.delete(order)
    },
    set: (value) => move(value.getTime()),
    advance: (milliseconds) => move(time + milliseconds),
  }
}
