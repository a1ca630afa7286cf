import type { DocumentNode, TypedDocumentNode } from '@apollo/client'
import type { FilterInput } from '../gql/graphql.ts'
import { changesDocument, fragmentDocument, listDocument } from './table-documents.ts'
import type { SortKey } from './url-state.ts'

/** Where a column's value stands in a row, and the variables that ask for it. */
export type SourceColumn = {
  /** Path in the row: `number`, `client.phone`. */
  field: string
  variable: string
  /** Second variable, of the relation that the value stands in. */
  relation?: string
  /** Entity of the relation, or of the related record's field. */
  target?: string
  /** Field that names the related record; null when it has none. Absent unless the column is a relation. */
  title?: string | null
  /** List of known values; their labels are `values:<list>.<value>`. */
  values?: string
}

/** What scripts/table-documents.mjs reads off the schema for one entity. */
export type TableSource = {
  entity: string
  typeName: string
  listField: string
  title: string | null
  columns: Readonly<Record<string, SourceColumn>>
  /** Hash by which the server knows the document of the list. */
  list: string
  /** The same of its changes; null when nothing tells of them. */
  live: string | null
}

/** A row as far as its columns were asked for. */
export type RowData = { __typename: string; id: string; [field: string]: unknown }

/** `c_number: true …`: which columns to fetch. */
export type ColumnFlags = Readonly<Record<string, boolean>>

export type ListVariables = {
  filter?: FilterInput | null
  sort?: readonly SortKey[]
  search?: string | null
  first?: number
  after?: string | null
}

export type ListData = Record<string, { nodes: RowData[]; endCursor: string | null }>

export type ChangeData = Record<string, { id: string; isGone: boolean; changed: string[] } & Record<string, unknown>>

type Documents = {
  list: TypedDocumentNode<ListData, ListVariables & Record<string, unknown>>
  live: TypedDocumentNode<ChangeData, ColumnFlags> | null
}

const made = new Map<string, Documents>()

/** The documents of a source, carrying the hash by which the server knows them. */
export function documentsOf(source: TableSource): Documents {
  const found = made.get(source.entity)
  if (found) return found
  const documents: Documents = {
    list: hashed(listDocument(source), source.list),
    live: source.live === null ? null : hashed(changesDocument(source), source.live),
  }
  made.set(source.entity, documents)
  return documents
}

/** With the hash under which it is sent: see lib/apollo.ts. */
function hashed(document: DocumentNode, hash: string): DocumentNode {
  return Object.assign(document, { __meta__: { hash } })
}

const fragments = new Map<string, TypedDocumentNode<RowData, Record<string, never>>>()

/** Fragment that reads the columns of one row from the cache. */
export function rowFragment(
  source: TableSource,
  keys: Iterable<string>,
): TypedDocumentNode<RowData, Record<string, never>> {
  const fields = new Map<string, Set<string>>()
  for (const key of keys) {
    const column = source.columns[key]
    if (!column) continue
    const [own = '', related = column.title] = column.field.split('.')
    const inner = fields.get(own) ?? new Set()
    fields.set(own, inner)
    if (column.relation) inner.add('__typename').add('id')
    if (related) inner.add(related)
  }
  const selection = [...fields].map(([own, inner]) => (inner.size > 0 ? `${own} { ${[...inner].join(' ')} }` : own))
  const text = `${source.typeName} ${selection.join(' ')}`
  const found =
    fragments.get(text) ?? fragmentDocument({ name: `${source.typeName}Columns`, type: source.typeName }, fields)
  fragments.set(text, found)
  return found
}

/** Variables that ask for the columns. Keys that the source does not have are passed over. */
export function columnFlags(source: TableSource, keys: Iterable<string>): ColumnFlags {
  const flags: Record<string, boolean> = {}
  for (const key of keys) {
    const column = source.columns[key]
    if (!column) continue
    flags[column.variable] = true
    if (column.relation) flags[column.relation] = true
  }
  return flags
}

/** The value under a dotted path; undefined while it has not been fetched, null when there is none to be read. */
export function valueAt(row: unknown, path: string): unknown {
  let value = row
  for (const key of path.split('.')) {
    if (value === null || value === undefined) return value
    value = (value as Record<string, unknown>)[key]
  }
  return value
}
