/**
 * How much of what is costly goes on at a time: so much for one account or address, so much in a lane. Whoever is beyond
 * waits in turn, for a while; in the memory of one process.
 */
import { DomainError } from '@naryad/domain'

export interface Lanes<Lane extends string> {
  /**
   * Runs the work once there is room for it.
   *
   * @param key whose it is: one that others cannot take
   * @throws DomainError THROTTLED after waiting in vain, or at once when too much of the same key waits already
   */
  run<Result>(lane: Lane, key: string, work: () => Promise<Result>): Promise<Result>
}

export interface LaneLimits<Lane extends string> {
  readonly perKey: number
  readonly perLane: Readonly<Record<Lane, number>>
  /** How much of one key may wait. */
  readonly waitingPerKey: number
  readonly waitMs: number
  /** Goes into the refusal. */
  readonly reason: string
}

interface Waiting<Lane> {
  readonly lane: Lane
  readonly key: string
  admit(): void
}

export function createLanes<Lane extends string>(limits: LaneLimits<Lane>): Lanes<Lane> {
  const running = new Map<string, number>()
  const inLane = new Map<Lane, number>()
  const queue: Waiting<Lane>[] = []
  const countOf = <Key>(counts: Map<Key, number>, key: Key) => counts.get(key) ?? 0
  const add = <Key>(counts: Map<Key, number>, key: Key, by: 1 | -1) => {
    const count = countOf(counts, key) + by
    if (count > 0) counts.set(key, count)
    else counts.delete(key)
  }
  const isRoom = (lane: Lane, key: string) =>
    countOf(running, key) < limits.perKey && countOf(inLane, lane) < limits.perLane[lane]
  const enter = (lane: Lane, key: string) => {
    add(running, key, 1)
    add(inLane, lane, 1)
  }
  const refused = () =>
    new DomainError('THROTTLED', { reason: limits.reason, retryAfter: Math.ceil(limits.waitMs / 1_000) })

  function leave(lane: Lane, key: string) {
    add(running, key, -1)
    add(inLane, lane, -1)
    const next = queue.findIndex((one) => isRoom(one.lane, one.key))
    if (next >= 0) queue.splice(next, 1)[0]?.admit()
  }

  function turn(lane: Lane, key: string): Promise<void> {
    if (queue.filter((one) => one.key === key).length >= limits.waitingPerKey) throw refused()
    return new Promise((resolve, reject) => {
      const waiting = {
        lane,
        key,
        admit() {
          clearTimeout(timer)
          enter(lane, key)
          resolve()
        },
      }
      const timer = setTimeout(() => {
        queue.splice(queue.indexOf(waiting), 1)
        reject(refused())
      }, limits.waitMs)
      queue.push(waiting)
    })
  }

  return {
    async run(lane, key, work) {
      if (isRoom(lane, key)) enter(lane, key)
      else await turn(lane, key)
      try {
        return await work()
      } finally {
        leave(lane, key)
      }
    },
  }
}

/** Heavy reads: at most two of an account, and fewer than a pool has connections, so that light ones always find one. */
export function createHeavyReads(): Lanes<'OFFICE' | 'SERVICE_CENTER' | 'DEALER'> {
  return createLanes({
    perKey: 2,
    perLane: { OFFICE: 4, SERVICE_CENTER: 2, DEALER: 2 },
    waitingPerKey: 40,
    waitMs: 10_000,
    reason: 'BUSY',
  })
}

/** Mutations, each of which may hold a connection for as long as its transaction takes. */
export function createWrites(): Lanes<'OFFICE' | 'PARTNERS' | 'PUBLIC'> {
  return createLanes({
    perKey: 2,
    perLane: { OFFICE: 4, PARTNERS: 3, PUBLIC: 3 },
    waitingPerKey: 40,
    waitMs: 10_000,
    reason: 'BUSY',
  })
}
