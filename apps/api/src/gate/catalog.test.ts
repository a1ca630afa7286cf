import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeExecutableSchema } from '@graphql-tools/schema'
import pg from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase } from '../../test/database.ts'
import { internalColumns, internalTables } from '../../test/internal-columns.ts'
import { type CatalogEntity, readCatalog, syncFieldDefinitions, UnruledSchemaError } from './catalog.ts'
import { computedFrom } from './computed.ts'
import { entitiesWithoutRowRule } from './scopes.ts'

const source = join(import.meta.dirname, '..')
const typeDefs = globSync('**/*.graphql', { cwd: source }).map((file) => readFileSync(join(source, file), 'utf8'))
const catalog = readCatalog(makeExecutableSchema({ typeDefs }))

/** What the start says about the schema with one definition added. */
function problemsWith(definition: string): readonly string[] {
  try {
    readCatalog(makeExecutableSchema({ typeDefs: [...typeDefs, definition] }))
    return []
  } catch (error) {
    if (error instanceof UnruledSchemaError) return error.problems
    throw error
  }
}

describe('nothing starts without a rule', () => {
  test.each([
    ['a type', 'type Secret { a: String }', 'Secret: needs @entity or @open'],
    ['an input', 'input SecretInput { a: String }', 'SecretInput: needs @entity or @open'],
    ['an enum', 'enum Secret { A }', 'Secret: needs @entity or @open'],
    [
      'a field of an entity',
      'extend type Repair { secret: String }',
      'Repair.secret: needs exactly one of @field, @open',
    ],
    [
      'a field with two rules',
      'extend type Repair { secret: String @field(key: "secret") @open(reason: "x") }',
      'Repair.secret: needs exactly one of @field, @open',
    ],
    [
      'an input field',
      'extend input RepairPatch { secret: String }',
      'RepairPatch.secret: needs exactly one of @field, @open',
    ],
    [
      'an input field of an unknown key',
      'extend input RepairPatch { secret: String @field(key: "secret") }',
      'RepairPatch.secret: no field repair.secret',
    ],
    [
      'a query',
      'extend type Query { secret: String }',
      'Query.secret: needs exactly one of @read, @action, @signedIn, @public',
    ],
    [
      'a mutation',
      'extend type Mutation { secret: String }',
      'Mutation.secret: needs exactly one of @read, @action, @signedIn, @public',
    ],
    [
      'a subscription',
      'extend type Subscription { secret: String }',
      'Subscription.secret: needs exactly one of @read, @action, @signedIn, @public',
    ],
    [
      'a root field with two rules',
      'extend type Query { secret: String @signedIn(reason: "x") @public(reason: "x") }',
      'Query.secret: needs exactly one of @read, @action, @signedIn, @public',
    ],
    [
      'a read of no entity',
      'extend type Query { secret: Repair @read(entity: "secret") }',
      'Query.secret: no entity secret',
    ],
    ['a scalar that hides its fields', 'scalar JSON', 'JSON: a scalar whose fields the gate cannot see'],
    [
      'an interface',
      'interface Node @open(reason: "x") { id: ID }',
      'Node: interfaces and unions are not read through the gate',
    ],
    [
      'a field that cannot be hidden',
      'extend type Repair { secret: String! @field(key: "secret") }',
      'repair.secret: a field that may be hidden must be nullable',
    ],
    [
      'a list of records without its column',
      'extend type Repair { secret: [Repair!] @field(key: "secret") }',
      'repair.secret: a list of records needs @many',
    ],
    [
      'an object beside the gate',
      'extend type Repair { secret: Viewer @field(key: "secret") }',
      'repair.secret: Viewer is not read through the gate',
    ],
    [
      'an entity declared twice',
      'type Second @entity(key: "repair") { id: ID @open(reason: "x") }',
      'Second: entity repair is declared twice',
    ],
    [
      'an entity with a title that it has not',
      'type Secret @entity(key: "secret", title: "no") { id: ID @open(reason: "x") }',
      'secret: no title field no',
    ],
    [
      'a field under a key of another name',
      'extend type Repair { secret: String @field(key: "other") }',
      'Repair.secret: its key is other',
    ],
    [
      'a field with values that are listed nowhere',
      'extend type Repair { secret: String @field(key: "secret", values: "no") }',
      'repair.secret: no value list no',
    ],
    [
      'an input that writes no entity',
      'input SecretInput @entity(key: "secret") { a: String @open(reason: "x") }',
      'SecretInput: writes an unknown entity',
    ],
    [
      'a dependency on nothing',
      'extend type Repair { secret: String @field(key: "secret", deps: ["no"]) }',
      'repair.secret: depends on unknown repair.no',
    ],
    [
      'a dependency on nothing of another entity',
      'extend type Repair { secret: String @field(key: "secret", deps: ["client.no"]) }',
      'repair.secret: depends on unknown client.no',
    ],
    [
      'a copy that stands nowhere',
      'extend type Repair { secret: String @field(key: "secret", alsoIn: ["client.no"]) }',
      'repair.secret: stands in unknown client.no',
    ],
  ])('%s', (_, definition, problem) => {
    // Directives of an interface are refused by GraphQL itself unless its place is named.
    const text = definition.replace('interface Node @open(reason: "x")', 'interface Node')
    expect(problemsWith(text)).toContain(problem)
  })

  test.each([
    [
      'an argument that is a text',
      'extend type Query { secret(a: String): Int @public(reason: "x") }',
      'Query.secret(a): a text needs @max(length:)',
    ],
    [
      'an argument that is a list',
      'extend type Mutation { secret(a: [ID!]!): Int @public(reason: "x") }',
      'Mutation.secret(a): a list needs @max(items:)',
    ],
    [
      'an argument that is a list of texts',
      'extend type Subscription { secret(a: [String!] @max(items: 5)): Int @public(reason: "x") }',
      'Subscription.secret(a): a text needs @max(length:)',
    ],
    [
      'an input field that is a text',
      'extend input RepairPatch { secret: String @open(reason: "x") }',
      'RepairPatch.secret: a text needs @max(length:)',
    ],
    [
      'an input field that is a list',
      'extend input RepairPatch { secret: [Urgency!] @open(reason: "x") }',
      'RepairPatch.secret: a list needs @max(items:)',
    ],
    [
      'a field of an input in an input',
      'input Secret @open(reason: "x") { a: String } extend input RepairPatch { secret: Secret @open(reason: "x") }',
      'Secret.a: a text needs @max(length:)',
    ],
    [
      'a maximum of nothing',
      'extend input RepairPatch { secret: String @open(reason: "x") @max(length: 0) }',
      'RepairPatch.secret: a text needs @max(length:)',
    ],
    [
      'a length of what is no text',
      'extend input RepairPatch { secret: Int @open(reason: "x") @max(length: 9) }',
      'RepairPatch.secret: has no text for @max(length:)',
    ],
    [
      'an input that contains itself, by way of another one too',
      `input Secret @open(reason: "x") { inner: Other } input Other @open(reason: "x") { outer: Secret }
       extend input RepairPatch { secret: Secret @open(reason: "x") }`,
      'Secret: contains itself and needs @nested',
    ],
    [
      'a text below the root, where nothing checks it',
      'extend type Repair { secret(a: String @max(length: 5)): Int @open(reason: "x") }',
      'Repair.secret(a): only a number or flag is taken below the root',
    ],
  ])('nor without a maximum: %s', (_, definition, problem) => {
    expect(problemsWith(definition)).toContain(problem)
  })

  test('what is not in the catalog cannot be asked of it', () => {
    expect(() => catalog.entity('secret')).toThrow('No entity secret')
    expect(() => catalog.field('repair', 'secret')).toThrow('No field repair.secret')
  })

  test('every entity says which rows are whose', () => {
    expect(entitiesWithoutRowRule(catalog)).toEqual([])
  })
})

describe('a field is known by its declaration', () => {
  test('as what it is compared as', () => {
    const types = ['city', 'status', 'client', 'documents', 'laborCost', 'isWarranty', 'visitAt', 'travelKm']
    expect(types.map((key) => catalog.field('repair', key).type)).toEqual([
      ...['TEXT', 'ENUM', 'RELATION', 'RELATION', 'MONEY', 'BOOLEAN', 'DATETIME', 'NUMBER'],
    ])
  })

  test('as sortable unless it is many or says that it is not', () => {
    const names = ['repair.city', 'repair.complaint', 'repair.documents', 'serviceRequest.returnedFields']
    const sortable = names.map((name) => {
      const [entity = '', key = ''] = name.split('.')
      return catalog.field(entity, key).isSortable
    })
    expect(sortable).toEqual([true, false, false, false])
  })

  test('as required where an input cannot be given without it', () => {
    expect(catalog.inputs.get('CommentInput')?.required).toEqual(new Set(['text']))
  })
})

describe('the catalog and the database are one', () => {
  let columns: string[] = []
  const read = new Set([...catalog.entities.values()].flatMap(columnsOf))

  test('every field is given a bit of its own, those of one name in several entities too', async () => {
    await using database = await createTestDatabase()
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    const fresh = readCatalog(makeExecutableSchema({ typeDefs }))
    await syncFieldDefinitions(client, fresh)
    await client.query(`delete from field_definitions where entity = 'client'`)
    await syncFieldDefinitions(client, fresh)
    const ids = [...fresh.entities.values()].flatMap((entity) => [...entity.fields.values()].map(({ id }) => id))
    await client.end()
    expect(Math.min(...ids)).toBeGreaterThanOrEqual(0)
    expect(new Set(ids).size).toBe(ids.length)
  })

  beforeAll(async () => {
    await using database = await createTestDatabase()
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    const { rows } = await client.query<{ name: string }>(
      `select table_name || '.' || column_name as name from information_schema.columns
       where table_schema = 'public' and table_name <> '_prisma_migrations' order by 1`,
    )
    await client.end()
    columns = rows.map((row) => row.name)
  })

  test('every column is a catalog field or internal with a reason', () => {
    expect(columns.filter((name) => !read.has(name) && !isInternal(name))).toEqual([])
  })

  test('no column is both a catalog field and internal', () => {
    expect(Object.keys(internalColumns).filter((name) => read.has(name))).toEqual([])
  })

  test('every internal column still exists', () => {
    expect(Object.keys(internalColumns).filter((name) => !columns.includes(name))).toEqual([])
  })

  test('every field of the catalog has its column', () => {
    expect([...read].filter((name) => !columns.includes(name))).toEqual([])
  })
})

/** The columns that the entity's fields are read from. */
function columnsOf(entity: CatalogEntity): string[] {
  const fields = [...entity.fields.values()].flatMap((field) => {
    if (field.many) return [`${catalog.entity(field.target ?? '').table}.${field.many.column}`]
    return computedFrom[`${field.entity}.${field.key}`] ?? [`${entity.table}.${field.column}`]
  })
  // Identity is open by its own rule, and the search text is only ever compared, see searchCondition.
  return [
    ...fields,
    ...(hasIdentity(entity) ? [`${entity.table}.id`] : []),
    ...(entity.isSearchable ? [`${entity.table}.search`] : []),
  ]
}

function hasIdentity(entity: CatalogEntity): boolean {
  return entity.key !== 'feedChange'
}

function isInternal(name: string): boolean {
  return name in internalColumns || (name.split('.')[0] ?? '') in internalTables
}
