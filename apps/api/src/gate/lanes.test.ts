import { expect, it, vi } from 'vitest'
import { createLanes } from './lanes.ts'

const limits = { perKey: 2, perLane: { A: 3, B: 1 }, waitingPerKey: 2, waitMs: 60_000, reason: 'BUSY' }

/** Work that is done when it is told so. */
function work() {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const run = vi.fn(() => promise)
  return { run, resolve, reject }
}
const settled = () => new Promise((done) => setImmediate(done))

it('runs so much of a key and so much in a lane; the rest has its turn when there is room', async () => {
  const lanes = createLanes<'A' | 'B'>(limits)
  const [first, second, third, other, late] = [work(), work(), work(), work(), work()]
  const all = [
    lanes.run('A', 'x', first.run),
    lanes.run('A', 'x', second.run),
    lanes.run('A', 'x', third.run),
    lanes.run('A', 'y', other.run),
    lanes.run('A', 'z', late.run),
  ]
  await settled()
  expect([first, second, third, other, late].map(({ run }) => run.mock.calls.length)).toEqual([1, 1, 0, 1, 0])
  other.resolve()
  await settled()
  // the third of x has come before, but x has two already
  expect([third, late].map(({ run }) => run.mock.calls.length)).toEqual([0, 1])
  first.resolve()
  await settled()
  expect(third.run).toHaveBeenCalled()
  for (const one of [second, third, late]) one.resolve()
  await Promise.all(all)
})

it('gives the place back when the work fails, and one lane takes nothing from another', async () => {
  const lanes = createLanes<'A' | 'B'>(limits)
  const failing = work()
  const failed = lanes.run('B', 'x', failing.run)
  const next = lanes.run('B', 'y', async () => 'next')
  expect(await lanes.run('A', 'z', async () => 'other lane')).toBe('other lane')
  failing.reject(new Error('broken'))
  await expect(failed).rejects.toThrow('broken')
  expect(await next).toBe('next')
})

it('refuses what has waited in vain, and at once what is too much of one key', async () => {
  const lanes = createLanes<'A' | 'B'>({ ...limits, waitMs: 1 })
  const busy = work()
  const running = lanes.run('B', 'x', busy.run)
  const never = vi.fn(async () => {})
  const refusal = { code: 'THROTTLED', details: { reason: 'BUSY', retryAfter: 1 } }
  const waiting = [lanes.run('B', 'x', never), lanes.run('B', 'x', never)]
  await expect(lanes.run('B', 'x', never)).rejects.toMatchObject(refusal)
  for (const one of waiting) await expect(one).rejects.toMatchObject(refusal)
  busy.resolve()
  await running
  expect(never).not.toHaveBeenCalled()
  expect(await lanes.run('B', 'x', async () => 'again')).toBe('again')
})
