import { useLazyQuery, useQuery } from '@apollo/client/react'
import type { FilterInput } from '../gql/graphql.ts'
import { graphql } from '../gql/index.ts'

export const TotalsDocument = graphql(`
  query Totals($entity: String!, $filter: FilterInput, $search: String, $sums: [String!], $isExact: Boolean) {
    totals(entity: $entity, filter: $filter, search: $search, sums: $sums, isExact: $isExact) {
      count
      isCapped
      sums {
        field
        sum
      }
    }
  }
`)

export type TotalsQuery = { entity: string; filter: FilterInput | null; search: string; sums?: readonly string[] }

/**
 * Count and sums of a whole list; undefined until they are known. Asked for when filter, search or summed columns change,
 * and again by `refetch`. The count stops at 10 000 until `countAll` is called.
 */
export function useTotals({ entity, filter, search, sums = [] }: TotalsQuery, isNeeded = true) {
  const variables = { entity, filter, search: search || null, sums: [...sums] }
  const { data, previousData, error, refetch } = useQuery(TotalsDocument, {
    variables,
    skip: !isNeeded,
    fetchPolicy: 'cache-and-network',
  })
  const [askExact, exact] = useLazyQuery(TotalsDocument, { fetchPolicy: 'network-only' })
  const exactTotals = exact.called && sameQuestion(exact.variables, variables) ? exact.data?.totals : undefined
  return {
    // The former count stands until the new one is known, unless it will not be.
    totals: exactTotals ?? data?.totals ?? (error ? undefined : previousData?.totals),
    isCountingAll: exact.loading,
    error,
    refetch: () => void refetch().catch(() => undefined),
    countAll: () => void askExact({ variables: { ...variables, isExact: true } }).catch(() => undefined),
  }
}

function sameQuestion(asked: Record<string, unknown> | undefined, present: Record<string, unknown>): boolean {
  return Object.keys(present).every((key) => JSON.stringify(asked?.[key]) === JSON.stringify(present[key]))
}
