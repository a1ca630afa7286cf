import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { manualClock, systemClock } from './clock.ts'

const start = new Date('2026-11-23T09:00:00Z')
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

describe('a clock moved by hand', () => {
  it('calls what is due, the earlier first and each once', () => {
    const clock = manualClock(start)
    const called: string[] = []
    clock.at(new Date(start.getTime() + 2 * MINUTE_MS), () => called.push('second'))
    clock.at(new Date(start.getTime() + MINUTE_MS), () => called.push('first'))
    const cancel = clock.at(new Date(start.getTime() + MINUTE_MS), () => called.push('taken back'))
    cancel()
    clock.advance(MINUTE_MS - 1)
    expect(called).toEqual([])
    clock.advance(DAY_MS)
    clock.advance(DAY_MS)
    expect(called).toEqual(['first', 'second'])
  })
})

describe('the machine’s clock', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: start })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('waits for an instant further away than one timer reaches, and not less', () => {
    const callback = vi.fn()
    systemClock.at(new Date(start.getTime() + 60 * DAY_MS), callback)
    vi.advanceTimersByTime(60 * DAY_MS - 1)
    expect(callback).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(callback).toHaveBeenCalledOnce()
  })
})
