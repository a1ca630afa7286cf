import type { FilterInput } from '../gql/graphql.ts'

/** The field has one of the values; `me` and `mine` stand for the viewer and his organisation. */
export function isAnyOf(field: string, ...values: string[]): FilterInput {
  return { field, operator: 'IN', values }
}

/**
 * Any of the conditions, of those that are only over fields the viewer may filter by: the server refuses the others. Null
 * when none is left.
 */
export function anyAllowed(
  conditions: readonly FilterInput[],
  canFilter: (field: string) => boolean,
): FilterInput | null {
  const allowed = conditions.filter((condition) => fieldsOf(condition).every(canFilter))
  return allowed.length > 1 ? { any: allowed } : (allowed[0] ?? null)
}

function fieldsOf({ field, all, any, not }: FilterInput): string[] {
  const inner = [...(all ?? []), ...(any ?? []), ...(not ? [not] : [])]
  return [...(field ? [field] : []), ...inner.flatMap(fieldsOf)]
}
