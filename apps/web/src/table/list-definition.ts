import type { FilterInput } from '../gql/graphql.ts'
import type { Viewer } from '../lib/viewer.ts'
import type { TableFields } from './columns.ts'
import type { TableSource } from './table-source.ts'
import type { SortKey } from './url-state.ts'

/** A tab above the list: a filter that stands beside the reader's own. Saved views will join these. */
export type TableView = {
  key: string
  label: string
  filter: FilterInput | null
  sort?: readonly SortKey[]
  /** Shows how many there are. */
  hasCount?: boolean
}

/** What views are made from: filters over fields the viewer may not filter by are refused by the server. */
export type ViewContext = {
  viewer: Viewer
  canFilter: (field: string) => boolean
}

/** What a page says about its list; the rest is read off the catalog. */
export type ListDefinition = {
  source: TableSource
  columns: readonly string[]
  sort: readonly SortKey[]
  pinned?: readonly string[]
  /** Date that the period filter is over. */
  periodField?: string
  views?: (context: ViewContext) => readonly Omit<TableView, 'label'>[]
  /** Rows on a phone, and cards of the board: a title, a status, two lines. */
  card: { title: readonly string[]; status?: string; lines: readonly [readonly string[], readonly string[]] }
  /** Field whose values are the columns of the board. */
  board?: { field: string; folded: readonly string[] }
  /** `table:empty.<text>` is said of a list without a single record; the link is the one thing to do about it. */
  empty: { text: string; link?: { to: string; text: string; action: string } }
}

/** Keys of a definition that the viewer may see. */
export function readable(fields: TableFields, keys: readonly string[]): string[] {
  return keys.filter((key) => fields.column(key) !== undefined)
}

/** What a card shows, as far as the viewer may see it. */
export function cardKeys({ card }: ListDefinition, fields: TableFields): string[] {
  return readable(fields, [...card.title, ...(card.status ? [card.status] : []), ...card.lines.flat()])
}
