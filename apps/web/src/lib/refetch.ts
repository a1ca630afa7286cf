import type { ApolloClient } from '@apollo/client'

/** Asks anew for those of the named queries that are on the screen; unlike Apollo's own, silent about the others. */
export async function refetchActive(client: ApolloClient, names: readonly string[]): Promise<void> {
  const queries = [...client.getObservableQueries('active')].filter((query) => names.includes(query.queryName ?? ''))
  await Promise.all(queries.map((query) => query.refetch()))
}
