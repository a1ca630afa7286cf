import type { RuleDifference } from '../../components/access/use-access-text.ts'

export type AuditFact = { key: string; value: string | number | boolean | readonly string[] }

export type AuditDetails = {
  /** What of rules or accounts became different. */
  changes: readonly RuleDifference[]
  /** What was refused: a root field of the schema or a route of the server. Null where nothing was. */
  operation: string | null
  /** The right that the operation asks for. */
  action: string | null
  /** Everything else, in the order of a story; what nobody foresaw comes last. */
  facts: readonly AuditFact[]
}

/** JSON of the database comes in no order that means anything. */
const order = ['code', 'reason', 'times', 'columns', 'filteredBy', 'isSearched', 'rows', 'outcome']

/** Details of an entry as the server keeps them: JSON of a kind of its own for every kind of entry. */
export function readDetails(text: string | null | undefined): AuditDetails {
  const { changes, operation, action, ...rest } = parsed(text)
  return {
    changes: Array.isArray(changes) ? changes.flatMap(differenceOf) : [],
    operation: typeof operation === 'string' ? operation : null,
    action: typeof action === 'string' ? action : null,
    facts: Object.entries(rest)
      .flatMap(([key, value]) => (isFact(value) ? [{ key, value }] : []))
      .sort((a, b) => place(a) - place(b)),
  }
}

function place({ key }: AuditFact): number {
  const index = order.indexOf(key)
  return index < 0 ? order.length : index
}

function parsed(text: string | null | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
  } catch {
    return {}
  }
}

function differenceOf(value: unknown): RuleDifference[] {
  if (typeof value !== 'object' || value === null) return []
  const text = (key: string): string | null => {
    const part: unknown = Reflect.get(value, key)
    return typeof part === 'string' ? part : null
  }
  const subject = text('subject')
  if (subject === null) return []
  return [{ subject, entity: text('entity'), key: text('key'), before: text('before'), after: text('after') }]
}

function isFact(value: unknown): value is AuditFact['value'] {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string')
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}
