/** Whether two answers say the same. */

/**
 * An answer without what may differ: absent and null are one, instants are compared as such whatever their notation, and
 * the cursor, which only our API has, is left out.
 */
export function canonical(answer: string): string {
  return JSON.stringify(simplify(JSON.parse(answer)), null, 1)
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/

function simplify(value: unknown): unknown {
  if (typeof value === 'string') return instant.test(value) ? new Date(value).toISOString() : value
  if (Array.isArray(value)) return value.map(simplify)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
    .filter(([key, inner]) => inner !== null && key !== 'endCursor')
    .map(([key, inner]): [string, unknown] => [key, simplify(inner)])
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The first lines in which two canonical texts differ, null when they are equal. */
export function difference(a: string, b: string): string | null {
  if (a === b) return null
  const [left, right] = [a.split('\n'), b.split('\n')]
  const at = left.findIndex((line, index) => line !== right[index])
  const from = Math.max(0, at - 2)
  return [`line ${at + 1}`, ...left.slice(from, at + 3), '---', ...right.slice(from, at + 3)].join('\n')
}
