/**
 * Whether two groups of values can be told apart by how long their answers take: the chance that a value of the first
 * group takes longer than one of the second (Mann and Whitney's U over the number of pairs), and how far from an even
 * chance that may lie by luck.
 */
export interface Comparison {
  /** 0.5: not told apart; 0 or 1: always told apart. */
  readonly chance: number
  /** Standard deviations from an even chance, as U is distributed when nothing tells the groups apart. */
  readonly deviation: number
  /** Of the values, how many the best single threshold puts into their own group. */
  readonly sorted: number
}

/** Compares groups of times, one time for each value. */
export function compareTimes(first: readonly number[], second: readonly number[]): Comparison {
  let wins = 0
  for (const one of first) for (const other of second) wins += one > other ? 1 : one === other ? 0.5 : 0
  const pairs = first.length * second.length
  const spread = Math.sqrt((pairs * (first.length + second.length + 1)) / 12)
  return { chance: wins / pairs, deviation: (wins - pairs / 2) / spread, sorted: bestSort(first, second) }
}

function bestSort(first: readonly number[], second: readonly number[]): number {
  const all = [...first, ...second]
  return Math.max(
    ...all.map((threshold) => {
      const right = first.filter((time) => time >= threshold).length + second.filter((time) => time < threshold).length
      return Math.max(right, all.length - right)
    }),
  )
}

/** The time that a quarter of the samples are within: what else ran makes answers slower, never quicker. */
export function lowerQuartile(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 4)] ?? Number.NaN
}
