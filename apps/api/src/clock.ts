/** The only source of the present time, so that a year can be simulated and a deadline tested. */
export interface Clock {
  now(): Date
}

/** The machine's own time. */
export const systemClock: Clock = { now: () => new Date() }

/** A clock that stands still until it is moved. */
export interface ManualClock extends Clock {
  set(time: Date): void
  /** Moves it on; negative milliseconds move it back. */
  advance(milliseconds: number): void
}

export function manualClock(start: Date): ManualClock {
  let time = start.getTime()
  return {
    now: () => new Date(time),
    set(value) {
      time = value.getTime()
    },
    advance(milliseconds) {
      time += milliseconds
    },
  }
}
