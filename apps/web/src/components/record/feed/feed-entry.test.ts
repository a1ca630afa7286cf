import { expect, test } from 'vitest'
import { type FeedEntry, isInFilter, joinFeed } from './feed-entry.ts'

function entry(id: string, minute: number, part: Partial<FeedEntry> = {}): FeedEntry {
  return {
    __typename: 'FeedEntry',
    id,
    kind: 'COMMENT',
    actor: 'EMPLOYEE',
    createdAt: new Date(Date.UTC(2026, 10, 23, 12, minute)).toISOString(),
    isLocked: false,
    text: id,
    transition: null,
    reasonCode: null,
    author: null,
    changes: [],
    document: null,
    message: null,
    ...part,
  }
}

const ids = (entries: readonly FeedEntry[]) => entries.map((each) => each.id)

test('older entries follow those that came with the card, each of them once', () => {
  const head = [entry('c', 30), entry('b', 20)]
  expect(ids(joinFeed(head, [entry('b', 20), entry('a', 10)]))).toEqual(['c', 'b', 'a'])
})

test('an entry that the card no longer has, because it was locked, is not kept from an older page', () => {
  const head = [entry('d', 40), entry('b', 20)]
  expect(ids(joinFeed(head, [entry('c', 30), entry('a', 10)]))).toEqual(['d', 'b', 'a'])
})

test('a filter shows its kinds alone', () => {
  const change = entry('x', 1, { kind: 'CHANGE' })
  expect(isInFilter(change, 'all')).toBe(true)
  expect(isInFilter(change, 'changes')).toBe(true)
  expect(isInFilter(change, 'comments')).toBe(false)
})
