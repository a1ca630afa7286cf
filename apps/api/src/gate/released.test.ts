import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { releasedInSteps } from './released.ts'

const key = Buffer.from('a key of the tests')

/** Milliseconds until the answer to a question whose work takes some. */
async function timeOf(question: string, work: number): Promise<number> {
  const from = performance.now()
  await releasedInSteps(key, question, () => setTimeout(work))
  return performance.now() - from
}

/** How far a time is from another modulo the step. */
function apart(one: number, other: number): number {
  const rest = Math.abs(one - other) % 25
  return Math.min(rest, 25 - rest)
}

test('an answer goes out at instants that its question alone decides, however long the work takes', async () => {
  const times: number[] = []
  for (const work of [1, 3, 6, 9, 40]) times.push(await timeOf('one', work))
  const [first = 0, ...others] = times
  expect(Math.max(...others.map((time) => apart(time, first)))).toBeLessThan(8)
  // a bare timer would be as far off as the work is
  expect(apart(6, 40)).toBeGreaterThan(8)
})

test('another question has other instants', async () => {
  const firsts = await Promise.all(Array.from({ length: 20 }, (_, index) => timeOf(`question ${index}`, 0)))
  expect(Math.max(...firsts) - Math.min(...firsts)).toBeGreaterThan(8)
})

test('a failure is released like a result', async () => {
  const failure = releasedInSteps(key, 'one', () => Promise.reject(new Error('no')))
  await expect(failure).rejects.toThrow('no')
})
