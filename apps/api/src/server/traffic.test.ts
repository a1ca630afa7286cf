import { describe, expect, it } from 'vitest'
import { createBucket, createBuckets, createTally } from './traffic.ts'

describe('a bucket', () => {
  it('gives what is in it at once, then as fast as it fills, and says how long to wait', () => {
    const bucket = createBucket({ perSecond: 2, burst: 3 }, 0)
    expect([0, 0, 0].map((now) => bucket.take(now))).toEqual([0, 0, 0])
    expect(bucket.take(0)).toBe(0.5)
    expect(bucket.take(499)).toBeGreaterThan(0)
    expect(bucket.take(500)).toBe(0)
    expect(bucket.take(500)).toBe(0.5)
  })

  it('never holds more than its burst', () => {
    const bucket = createBucket({ perSecond: 100, burst: 2 }, 0)
    const later = 1_000_000
    expect([later, later, later].map((now) => bucket.take(now) === 0)).toEqual([true, true, false])
  })
})

describe('buckets by key', () => {
  it('are one each, and tell whole seconds', () => {
    const buckets = createBuckets({ perSecond: 0.001, burst: 1 })
    expect([buckets.take('a'), buckets.take('b')]).toEqual([0, 0])
    expect(buckets.take('a')).toBeGreaterThan(900)
    expect(Number.isInteger(buckets.take('b'))).toBe(true)
  })

  it('give several at once, as many as there are at the most', () => {
    const buckets = createBuckets({ perSecond: 0.001, burst: 10 })
    expect([buckets.take('a', 8), buckets.take('b', 50)]).toEqual([0, 0])
    expect([buckets.take('a', 8) > 0, buckets.take('a', 2), buckets.take('b') > 0]).toEqual([true, 0, true])
  })

  it('take a bounded part of the memory, whatever keys somebody makes up', () => {
    const buckets = createBuckets({ perSecond: 0.001, burst: 1 }, 100)
    for (let n = 0; n < 10_000; n++) buckets.take(`made up ${n}`)
    expect(buckets.size).toBeLessThanOrEqual(100)
  })
})

describe('a tally', () => {
  it('lets in so many of a key, and others when some have left', () => {
    const tally = createTally(2)
    expect(['a', 'a', 'a', 'b'].map((key) => tally.enter(key))).toEqual([true, true, false, true])
    tally.leave('a')
    expect([tally.enter('a'), tally.enter('a')]).toEqual([true, false])
  })
})
