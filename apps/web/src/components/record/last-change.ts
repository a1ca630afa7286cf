import type { ChangeAuthor } from './record-editing.ts'

interface Entry {
  createdAt: string | null
  author: { name: string | null } | null
  changes: readonly { field: string | null }[] | null
}

function isEntryList(value: unknown): value is readonly Entry[] {
  return Array.isArray(value)
}

/** Who changed the field last, by the entries of the feed that came with the card; null when none of them tells. */
export function lastChangeOf(record: Readonly<Record<string, unknown>>, key: string): ChangeAuthor | null {
  if (!isEntryList(record.feed)) return null
  const entry = record.feed.find((each) => each.changes?.some((change) => change.field === key))
  return entry?.createdAt ? { name: entry.author?.name ?? null, at: entry.createdAt } : null
}
