import type { FeedEntryRow_FeedEntryFragment, FeedKind } from '../../../gql/graphql.ts'
import { graphql } from '../../../gql/index.ts'

export const FeedEntryFragment = graphql(`
  fragment FeedEntryRow_FeedEntry on FeedEntry {
    id
    kind
    actor
    createdAt
    isLocked
    text
    transition
    reasonCode
    author {
      id
      name
    }
    changes {
      field
      oldValue
      newValue
    }
    document {
      ...DocumentTile_Document
    }
    message {
      id
      recipient
      subject
      status
    }
  }
`)

export type FeedEntry = FeedEntryRow_FeedEntryFragment
export type FeedChange = NonNullable<FeedEntry['changes']>[number]

export const feedFilters = ['all', 'comments', 'documents', 'changes'] as const
export type FeedFilter = (typeof feedFilters)[number]

/** Kinds that a filter of the feed shows; null: every kind. */
export const feedKinds: Readonly<Record<FeedFilter, readonly FeedKind[] | null>> = {
  all: null,
  comments: ['COMMENT', 'MESSAGE', 'RATING'],
  documents: ['DOCUMENT'],
  changes: ['CREATED', 'CHANGE', 'TRANSITION', 'ASSIGNMENT'],
}

export function isInFilter(entry: FeedEntry, filter: FeedFilter): boolean {
  const kinds = feedKinds[filter]
  return kinds === null || (entry.kind !== null && kinds.includes(entry.kind))
}

/**
 * Entries that came with the card, and below them the older ones that were loaded by and by, newest first. `head`
 * speaks for its own stretch of time: an older copy of an entry that it no longer has (locked meanwhile) is dropped.
 */
export function joinFeed(head: readonly FeedEntry[], older: readonly FeedEntry[]): FeedEntry[] {
  const last = head.at(-1)
  if (!last) return [...older]
  const known = new Set(head.map((entry) => entry.id))
  const isOlder = (entry: FeedEntry) => !known.has(entry.id) && (entry.createdAt ?? '') <= (last.createdAt ?? '')
  return [...head, ...older.filter(isOlder)]
}
