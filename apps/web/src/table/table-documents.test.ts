import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'graphql'
import { expect, test } from 'vitest'
// biome-ignore lint/correctness/useImportExtensions: the generator is a plain script with a declaration beside it
import { readSchema, tableSources } from '../../../../scripts/table-documents.mjs'
import { columnFlags } from './table-source.ts'

const sdl = `
  directive @entity(key: String!, title: String) on OBJECT
  directive @field(key: String!, values: String) on FIELD_DEFINITION
  directive @many(column: String!) on FIELD_DEFINITION
  input FilterInput { field: String }
  input SortInput { field: String }
  type Query {
    boxes(filter: FilterInput, sort: [SortInput!], search: String, first: Int, after: String): BoxPage!
    counts: Counts!
  }
  type Subscription { boxChanged(id: ID): BoxChange! }
  type BoxChange { id: ID! isGone: Boolean! changed: [String!]! box: Box }
  type Counts { nodes: [Int!]! }
  type BoxPage { nodes: [Box!]! endCursor: String }
  enum BoxKind { LARGE SMALL }
  type Box @entity(key: "box", title: "label") {
    id: ID!
    label: String @field(key: "label")
    kind: BoxKind @field(key: "kind")
    state: String @field(key: "state", values: "boxState")
    owner: Person @field(key: "holder")
    inner: [Box!] @field(key: "inner") @many(column: "outer_id")
    secret: String
  }
  type Person @entity(key: "person", title: "name") {
    id: ID!
    name: String @field(key: "name")
    phone: String @field(key: "phone")
    boss: Person @field(key: "boss")
  }
`

test('columns are the scalars of the entity, its relations to one record, and the scalars of those', () => {
  const [found, ...others] = tableSources(parse(sdl))
  const source = found?.source
  expect(others).toEqual([])
  expect(source).toMatchObject({ entity: 'box', typeName: 'Box', listField: 'boxes', title: 'label' })
  expect(source?.columns).toEqual({
    label: { field: 'label', variable: 'c_label' },
    kind: { field: 'kind', variable: 'c_kind', values: 'boxKind' },
    state: { field: 'state', variable: 'c_state', values: 'boxState' },
    holder: { field: 'owner', variable: 'c_holder', relation: 'r_holder', target: 'person', title: 'name' },
    'holder.name': { field: 'owner.name', variable: 'c_holder', relation: 'r_holder', target: 'person' },
    'holder.phone': { field: 'owner.phone', variable: 'c_holder__phone', relation: 'r_holder', target: 'person' },
  })
})

test('a list asks only for the columns that are shown', () => {
  const source = tableSources(parse(sdl))[0]?.source
  if (!source) throw new Error('no source')
  expect(columnFlags(source, ['label', 'holder.phone', 'unknown'])).toEqual({
    c_label: true,
    c_holder__phone: true,
    r_holder: true,
  })
})

test('every column stands behind its variable, those of a related record inside its field', () => {
  const [found] = tableSources(parse(sdl))
  const list = found?.documents[found.source.list] ?? ''
  expect(list.replace(/\s+/g, ' ')).toBe(
    'query BoxTable($filter: FilterInput, $sort: [SortInput!], $search: String, $first: Int, $after: String, ' +
      '$c_label: Boolean = false, $c_kind: Boolean = false, $c_state: Boolean = false, $r_holder: Boolean = false, ' +
      '$c_holder: Boolean = false, $c_holder__phone: Boolean = false) { ' +
      'boxes( filter: $filter sort: $sort search: $search first: $first after: $after ) { ' +
      '__typename nodes { ...BoxRow __typename } endCursor } } ' +
      'fragment BoxRow on Box { __typename id label @include(if: $c_label) kind @include(if: $c_kind) ' +
      'state @include(if: $c_state) owner @include(if: $r_holder) { __typename id ' +
      'name @include(if: $c_holder) phone @include(if: $c_holder__phone) } }',
  )
  expect(found?.documents[found.source.live ?? '']).toContain('boxChanged')
})

test('every list of the schema has a source, and the server knows its documents by hash', () => {
  const sources = tableSources(readSchema())
  expect(sources.map(({ source }) => source.entity)).toEqual(
    expect.arrayContaining(['repair', 'serviceRequest', 'client', 'equipment', 'employee', 'outboxMessage']),
  )
  const file = join(import.meta.dirname, '../gql/persisted-documents.json')
  const persisted: Record<string, string> = JSON.parse(readFileSync(file, 'utf8'))
  for (const { documents } of sources) expect(persisted).toMatchObject(documents)
})
