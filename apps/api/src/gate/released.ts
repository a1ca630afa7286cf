import { createHmac } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'

/** Milliseconds from one instant at which an answer may go out to the next. */
export const STEP_MS = 25

/**
 * Gives the result of work out at one of a row of instants, STEP_MS apart, so that some microseconds more or less of work
 * are not seen from outside. Where the row begins depends on the question alone: asking again shows the same instants,
 * and another question about the same value shows others, so that a mean over many tells as little as one.
 *
 * @param key secret of the installation
 * @param question who asks and what
 */
export async function releasedInSteps<T>(key: Buffer, question: string, work: () => Promise<T>): Promise<T> {
  const from = performance.now()
  try {
    return await work()
  } finally {
    await setTimeout(untilRelease(key, question, performance.now() - from))
  }
}

/** Milliseconds from now to the next instant, when so many have passed since the question came. */
export function untilRelease(key: Buffer, question: string, passed: number): number {
  const first = (createHmac('sha256', key).update(question).digest().readUInt32BE() / 2 ** 32) * STEP_MS
  const step = Math.max(0, Math.ceil((passed - first) / STEP_MS))
  return first + step * STEP_MS - passed
}
