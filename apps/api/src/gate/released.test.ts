import { expect, test } from 'vitest'
import { releasedInSteps, STEP_MS, untilRelease } from './released.ts'

const key = Buffer.from('a key of the tests')
const releaseOf = (question: string, passed: number) => passed + untilRelease(key, question, passed)

test('an answer goes out at instants that its question alone decides, however long the work takes', () => {
  const first = releaseOf('one', 0)
  for (const passed of [0.01, 0.02, 1, 3.5, 24, 26, 99.99, 1_000]) {
    const release = releaseOf('one', passed)
    expect(release).toBeGreaterThanOrEqual(passed)
    expect(release - passed).toBeLessThanOrEqual(STEP_MS)
    const steps = (release - first) / STEP_MS
    expect(Math.abs(steps - Math.round(steps))).toBeLessThan(1e-9)
  }
})

test('another question has other instants, over all of a step', () => {
  const firsts = Array.from({ length: 200 }, (_, index) => releaseOf(`question ${index}`, 0))
  const quarters = new Set(firsts.map((first) => Math.floor((first / STEP_MS) * 4)))
  expect([...quarters].sort()).toEqual([0, 1, 2, 3])
})

test('a result is given out and a failure is told, no sooner than that', async () => {
  const from = performance.now()
  expect(await releasedInSteps(key, 'one', async () => 'found')).toBe('found')
  // a timer may be early by its rounding
  expect(performance.now() - from).toBeGreaterThan(releaseOf('one', 0) - 2)
  const failure = releasedInSteps(key, 'one', () => Promise.reject(new Error('no')))
  await expect(failure).rejects.toThrow('no')
})
