import type { ApolloClient } from '@apollo/client'
import type { FilterInput } from '../gql/graphql.ts'
import { type ColumnFlags, documentsOf, type ListVariables, type TableSource, valueAt } from './table-source.ts'
import type { SortKey } from './url-state.ts'

/** What a list holds of a row; its values stand in Apollo's cache, where changes reach them. */
export type ListItem = { id: string; title: string | null }

export type ListQuery = { filter: FilterInput | null; sort: readonly SortKey[]; search: string }

/** `loading`: the first page; `more`: a further one; `refreshing`: the present rows are being read again. */
export type ListStatus = 'idle' | 'loading' | 'more' | 'refreshing' | 'ready' | 'error'

export type ListSnapshot = {
  items: readonly ListItem[]
  status: ListStatus
  hasMore: boolean
  error: unknown
  /** What failed, when the status is `error`. */
  failed: ListStatus | null
  /** When the rows were read; 0 before. */
  loadedAt: number
}

export type RecordList = {
  query: ListQuery
  getSnapshot: () => ListSnapshot
  subscribe: (listener: () => void) => () => void
  /** Says which columns are shown; loads the first page, or reads the present rows again for columns they lack. */
  show: (flags: ColumnFlags) => void
  loadMore: () => void
  /** Reads what is loaded again, in place; the old rows stay until the new ones are here. */
  refresh: () => void
  /** Takes out a row that left the viewer's sight. */
  remove: (id: string) => void
  /** Puts rows that have come to belong here before the others. */
  insert: (items: readonly ListItem[]) => void
  /** Of the given titles, those that belong to this list now. */
  matching: (titles: readonly string[]) => Promise<ListItem[]>
  /** Where the reader was; kept for his return. */
  place: { offset: number; activeId: string | null }
}

export const PAGE_SIZE = 50
/** Rows read again go in larger pages: the server's largest. */
const REFRESH_PAGE_SIZE = 200
/** Rows read again at most; what lies deeper is dropped and loaded anew when scrolled to. */
const REFRESH_ROWS = 1000

/** A list that loads page by page behind a keyset cursor. */
export function createRecordList(client: ApolloClient, source: TableSource, query: ListQuery): RecordList {
  const { list: document } = documentsOf(source)
  const titleColumn = source.title ? source.columns[source.title] : undefined
  const listeners = new Set<() => void>()
  let flags: ColumnFlags = {}
  let cursor: string | null = null
  /** Answers to earlier questions than the last are dropped. */
  let question = 0
  let snapshot: ListSnapshot = { items: [], status: 'idle', hasMore: false, error: null, failed: null, loadedAt: 0 }

  function set(change: Partial<ListSnapshot>) {
    snapshot = { ...snapshot, ...change }
    for (const listener of listeners) listener()
  }

  async function fetchPage(variables: ListVariables) {
    const { data } = await client.query({
      query: document,
      variables: {
        filter: query.filter,
        sort: query.sort,
        search: query.search || null,
        first: PAGE_SIZE,
        ...flags,
        ...variables,
      },
      fetchPolicy: 'network-only',
    })
    const page = data?.[source.listField]
    if (!page) throw new Error(`No ${source.listField} in the answer`)
    const items = page.nodes.map((row): ListItem => {
      const title = titleColumn ? valueAt(row, titleColumn.field) : null
      return { id: row.id, title: typeof title === 'string' ? title : null }
    })
    return { items, endCursor: page.endCursor }
  }

  async function run(status: ListStatus, load: (isCurrent: () => boolean) => Promise<void>) {
    const mine = ++question
    set({ status, error: null })
    try {
      await load(() => mine === question)
    } catch (error) {
      if (mine === question) set({ status: 'error', error, failed: status })
    }
  }

  function reload(status: 'loading' | 'refreshing') {
    const wanted = Math.min(REFRESH_ROWS, Math.max(PAGE_SIZE, snapshot.items.length))
    void run(status, async (isCurrent) => {
      const items: ListItem[] = []
      let after: string | null = null
      do {
        const first = Math.min(REFRESH_PAGE_SIZE, wanted - items.length)
        const page: Awaited<ReturnType<typeof fetchPage>> = await fetchPage({ first, after })
        if (!isCurrent()) return
        items.push(...page.items)
        after = page.endCursor
      } while (after !== null && items.length < wanted)
      cursor = after
      set({ items, status: 'ready', hasMore: after !== null, loadedAt: Date.now() })
    })
  }

  return {
    query,
    getSnapshot: () => snapshot,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    show: (wanted) => {
      const titled = titleColumn ? { ...wanted, [titleColumn.variable]: true } : wanted
      const lacks = Object.keys(titled).some((name) => !flags[name])
      // Columns once fetched stay fetched: hiding one and showing it again asks for nothing.
      flags = { ...flags, ...titled }
      if (snapshot.status === 'idle') reload('loading')
      else if (lacks) reload(snapshot.items.length > 0 ? 'refreshing' : 'loading')
    },
    loadMore: () => {
      const isIdle = snapshot.status === 'ready' || snapshot.status === 'error'
      if (!isIdle || cursor === null) return
      void run('more', async (isCurrent) => {
        const page = await fetchPage({ after: cursor })
        if (!isCurrent()) return
        const known = new Set(snapshot.items.map(({ id }) => id))
        cursor = page.endCursor
        // A row that moved down between two pages comes twice.
        const items = [...snapshot.items, ...page.items.filter(({ id }) => !known.has(id))]
        set({ items, status: 'ready', hasMore: cursor !== null })
      })
    },
    refresh: () => {
      if (snapshot.status !== 'idle') reload(snapshot.items.length > 0 ? 'refreshing' : 'loading')
    },
    remove: (id) => set({ items: snapshot.items.filter((item) => item.id !== id) }),
    insert: (items) => {
      const known = new Set(snapshot.items.map(({ id }) => id))
      set({ items: [...items.filter(({ id }) => !known.has(id)), ...snapshot.items] })
    },
    matching: async (titles) => {
      if (!source.title || titles.length === 0) return []
      const named: FilterInput = { field: source.title, operator: 'IN', values: [...titles] }
      const page = await fetchPage({ filter: query.filter ? { all: [query.filter, named] } : named, sort: [] })
      return page.items
    },
    place: { offset: 0, activeId: null },
  }
}

const lists = new Map<string, RecordList>()
const KEPT_LISTS = 24
const watched = new WeakSet<ApolloClient>()

/** A list knows only which rows it has; once the store is emptied (other rights, somebody else) they are not there. */
function forgetWithStore(client: ApolloClient) {
  if (watched.has(client)) return
  watched.add(client)
  const forget = async () => lists.clear()
  client.onClearStore(forget)
  client.onResetStore(forget)
}

/**
 * The list that answers the query, as it was left, or a new one. `scope` keeps lists of different rights apart.
 */
export function recordList(client: ApolloClient, source: TableSource, query: ListQuery, scope: string): RecordList {
  forgetWithStore(client)
  const key = JSON.stringify([source.entity, scope, query])
  const found = lists.get(key)
  const list = found ?? createRecordList(client, source, query)
  // The most lately used stand last.
  lists.delete(key)
  lists.set(key, list)
  for (const oldest of lists.keys()) {
    if (lists.size <= KEPT_LISTS) break
    lists.delete(oldest)
  }
  return list
}
