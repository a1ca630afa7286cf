/**
 * How much one client may take of this process. Everything is counted in the memory of one process: with several of them
 * behind a balancer a client has as many times as much. The limits are wide; they are against floods, not against use.
 * What must hold over all processes (passwords, public forms) is counted in the database, see throttle.service.ts.
 */

/** So many a second in the long run, so many at once. */
export interface Rate {
  perSecond: number
  burst: number
}

export interface TrafficLimits {
  /** HTTP requests, and openings of WebSockets, of one address, an office behind one router. Our own files do not count. */
  requestsOfAddress: Rate
  /** HTTP requests of one session. */
  requestsOfSession: Rate
  /** TCP connections of one address; those of our own proxies do not count. */
  connectionsOfAddress: number
  /** WebSockets of one address. */
  socketsOfAddress: number
  /** WebSockets of one session: a tab has one. */
  socketsOfSession: number
  /** Messages in one WebSocket. */
  messagesOfSocket: Rate
  /** Subscriptions in one WebSocket. */
  operationsOfSocket: number
  /** Until when a request's head must have come. */
  headersMs: number
  /** Until when a whole request must have come, an upload's body included. */
  requestMs: number
  /** A connection on which nothing moves is closed. */
  idleMs: number
  /** Until when a WebSocket must have said connection_init. */
  greetingMs: number
  /** How often a WebSocket is asked whether somebody is there. */
  pingMs: number
  /** A reader of a WebSocket who is this many bytes behind is let go: he comes back and reads everything anew. */
  unreadBytes: number
}

export const trafficLimits: TrafficLimits = {
  requestsOfAddress: { perSecond: 200, burst: 2_000 },
  requestsOfSession: { perSecond: 50, burst: 500 },
  connectionsOfAddress: 2_000,
  socketsOfAddress: 2_000,
  socketsOfSession: 100,
  messagesOfSocket: { perSecond: 20, burst: 200 },
  operationsOfSocket: 50,
  headersMs: 15_000,
  requestMs: 300_000,
  idleMs: 120_000,
  greetingMs: 5_000,
  pingMs: 12_000,
  unreadBytes: 1_000_000,
}

/** A bucket that fills again by itself: whoever takes from an empty one is told how many seconds to wait. */
export interface Bucket {
  /** @returns 0 when so many were there to take, else the seconds until there are */
  take(now?: number, many?: number): number
  isFull(now?: number): boolean
}

/** @param now milliseconds of a clock that never goes back */
export function createBucket({ perSecond, burst }: Rate, now = performance.now()): Bucket {
  let left = burst
  let at = now
  const refill = (to: number) => {
    left = Math.min(burst, left + ((to - at) / 1_000) * perSecond)
    at = to
  }
  return {
    take(to = performance.now(), many = 1) {
      refill(to)
      const taken = Math.min(many, burst)
      if (left < taken) return (taken - left) / perSecond
      left -= taken
      return 0
    },
    isFull(to = performance.now()) {
      refill(to)
      return left === burst
    },
  }
}

/** One bucket for each key that is not full. */
export interface Buckets {
  readonly size: number
  /** @returns 0 when so many were there to take, else the whole seconds to wait */
  take(key: string, many?: number): number
  /** Whether something has been taken of this key. */
  has(key: string): boolean
}

/** Nobody can fill the memory by calling himself otherwise each time: beyond so many, the oldest are forgotten. */
const MAX_BUCKETS = 50_000

export function createBuckets(rate: Rate, max = MAX_BUCKETS): Buckets {
  const buckets = new Map<string, Bucket>()

  function forgetSome() {
    for (const [key, bucket] of buckets) if (bucket.isFull()) buckets.delete(key)
    for (const key of buckets.keys()) {
      if (buckets.size <= max / 2) break
      buckets.delete(key)
    }
  }

  return {
    get size() {
      return buckets.size
    },
    has: (key) => buckets.has(key),
    take(key, many = 1) {
      let bucket = buckets.get(key)
      if (!bucket) {
        if (buckets.size >= max) forgetSome()
        bucket = createBucket(rate)
        buckets.set(key, bucket)
      }
      return Math.ceil(bucket.take(performance.now(), many))
    },
  }
}

/** Counts what each key holds at present. */
export interface Tally {
  /** False when the key holds as many as it may. */
  enter(key: string): boolean
  leave(key: string): void
}

export function createTally(max: number): Tally {
  const counts = new Map<string, number>()
  return {
    enter(key) {
      const count = counts.get(key) ?? 0
      if (count >= max) return false
      counts.set(key, count + 1)
      return true
    },
    leave(key) {
      const count = counts.get(key) ?? 0
      if (count > 1) counts.set(key, count - 1)
      else counts.delete(key)
    },
  }
}
