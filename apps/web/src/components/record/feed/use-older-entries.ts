import { useApolloClient } from '@apollo/client/react'
import { useCallback, useRef, useState } from 'react'
import { graphql } from '../../../gql/index.ts'
import { useSnackbar } from '../../snackbar.ts'
import type { RecordRef } from '../documents/use-documents.ts'
import { type FeedEntry, type FeedFilter, feedKinds } from './feed-entry.ts'

const OlderEntries = graphql(`
  query FeedOlderEntries($filter: FilterInput!, $after: String) {
    feedEntries(filter: $filter, sort: [{ field: "createdAt", isDescending: true }], first: 30, after: $after) {
      nodes {
        ...FeedEntryRow_FeedEntry
      }
      endCursor
    }
  }
`)

interface Older {
  entries: readonly FeedEntry[]
  /** Where the next page begins; undefined before the first one, null after the last. */
  cursor: string | null | undefined
}

const nothing: Older = { entries: [], cursor: undefined }

/** Entries older than those that came with the card, thirty at a time, for each filter of its own. */
export function useOlderEntries(owner: RecordRef, head: readonly FeedEntry[], filter: FeedFilter) {
  const client = useApolloClient()
  const snackbar = useSnackbar()
  const [pages, setPages] = useState<Readonly<Partial<Record<FeedFilter, Older>>>>({})
  const [isLoading, setIsLoading] = useState(false)
  const isBusy = useRef(false)
  const older = pages[filter] ?? nothing
  const oldest = head.at(-1)?.createdAt
  const { entity, id } = owner

  const load = useCallback(async () => {
    if (isBusy.current || older.cursor === null || !oldest) return
    isBusy.current = true
    setIsLoading(true)
    try {
      const kinds = feedKinds[filter]
      const { data } = await client.query({
        query: OlderEntries,
        variables: {
          filter: {
            all: [
              { field: entity === 'repair' ? 'repair' : 'request', operator: 'EQUALS', values: [id] },
              { field: 'createdAt', operator: 'LESS_OR_EQUAL', values: [oldest] },
              ...(kinds ? [{ field: 'kind', operator: 'IN' as const, values: [...kinds] }] : []),
            ],
          },
          after: older.cursor ?? null,
        },
        fetchPolicy: 'network-only',
      })
      if (!data) return
      const { nodes, endCursor } = data.feedEntries
      setPages((current) => ({
        ...current,
        [filter]: { entries: [...(current[filter]?.entries ?? []), ...nodes], cursor: endCursor ?? null },
      }))
    } catch (error) {
      snackbar.showError(error)
    } finally {
      isBusy.current = false
      setIsLoading(false)
    }
  }, [client, entity, id, filter, older.cursor, oldest, snackbar])

  return { older: older.entries, hasMore: older.cursor !== null && oldest !== undefined, isLoading, load }
}
