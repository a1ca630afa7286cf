import type { Step } from './story.ts'

const AT_ONCE = 6
const LOOKAHEAD = 64

/**
 * Makes the steps, several at once and yet with the outcome of one after the other: a step waits for every earlier one
 * that it could depend on.
 */
export async function runSteps(
  steps: readonly Step[],
  make: (step: Step) => Promise<void>,
  onDone: (done: number) => void,
): Promise<void> {
  const last = new Map<string, Promise<void>>()
  const waiting = new Set<Promise<void>>()
  const free = slots(AT_ONCE)
  let done = 0
  for (const step of steps) {
    const lanes = lanesOf(step)
    const earlier = lanes.flatMap((lane) => last.get(lane) ?? [])
    const made = Promise.all(earlier)
      .then(() => free(() => make(step)))
      .then(() => onDone(++done))
    for (const lane of lanes) last.set(lane, made)
    waiting.add(made)
    // a failure is thrown by the race below
    made.then(
      () => waiting.delete(made),
      () => {},
    )
    if (waiting.size >= LOOKAHEAD) await Promise.race(waiting)
  }
  await Promise.all(waiting)
}

/** What a step and others need in the order of time: its story, the numbers that are given out, who has how much work. */
function lanesOf({ story, deed }: Step): string[] {
  const lanes = [`story ${story}`]
  if (deed.kind === 'file') lanes.push('numbers')
  const isLoad = deed.kind === 'move' && ['reassign', 'close', 'cancel', 'refuse', 'reopen'].includes(deed.transition)
  if (isLoad || deed.kind === 'accept' || deed.kind === 'entrust' || deed.kind === 'rate') lanes.push('load')
  return lanes
}

/** Runs what it is given, so many at once. */
function slots(count: number): <T>(work: () => Promise<T>) => Promise<T> {
  const queue: (() => void)[] = []
  let taken = 0
  return async (work) => {
    if (taken >= count) await new Promise<void>((go) => queue.push(go))
    else taken++
    try {
      return await work()
    } finally {
      const next = queue.shift()
      if (next) next()
      else taken--
    }
  }
}
