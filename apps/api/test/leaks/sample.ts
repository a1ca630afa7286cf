import { createHash } from 'node:crypto'
import { appendFileSync } from 'node:fs'

/** Everything is asked of every field; otherwise of a part that is another one each day. */
export const isComplete = process.env.LEAK_ALL === '1'

/** What the day's part is drawn by; a failure is repeated with LEAK_SEED set to what the run says. */
export const seed = process.env.LEAK_SEED ?? new Date().toISOString().slice(0, 10)

/** Of each entity one in so many fields, and never none. */
const PART = 12

function place(name: string): string {
  return createHash('sha256').update(`${seed} ${name}`).digest('hex')
}

/** The day's part of the items, as many of each group whatever the day. */
export function sampleOf<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
  groupOf: (item: Item) => string,
) {
  if (isComplete) return [...items]
  const groups = Map.groupBy(items, groupOf)
  return [...groups.values()].flatMap((group) =>
    group.toSorted((a, b) => (place(nameOf(a)) < place(nameOf(b)) ? -1 : 1)).slice(0, Math.ceil(group.length / PART)),
  )
}

/** One of the items, which depends on the day and the name alone. */
export function pick<Item>(items: readonly Item[], name: string): Item | undefined {
  return items[Number.parseInt(place(name).slice(0, 8), 16) % Math.max(items.length, 1)]
}

/** What was asked, for the report of a complete run. */
export interface Asked {
  readonly path: string
  readonly field: string
  readonly role: string
  /** Questions, each of them asked in every state. */
  readonly questions: number
  readonly states: number
  readonly findings: number
}

/** Kept only when LEAK_REPORT names a file. */
export function report(asked: readonly Asked[]): void {
  const file = process.env.LEAK_REPORT
  if (file) appendFileSync(file, asked.map((one) => `${JSON.stringify(one)}\n`).join(''))
}
