import { makeExecutableSchema } from '@graphql-tools/schema'
import { isDomainError } from '@naryad/domain'
import { describe, expect, test } from 'vitest'
import { boundsOf, isShallow, readArguments } from './bounds.ts'

const schema = makeExecutableSchema({
  typeDefs: `
    directive @max(length: Int, items: Int) on ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION
    directive @nested(depth: Int!, inputs: Int!, texts: Int!) on INPUT_OBJECT
    directive @field(key: String!) on INPUT_FIELD_DEFINITION
    enum Color { RED }
    input Tree @nested(depth: 3, inputs: 5, texts: 4) {
      all: [Tree!] @max(items: 10)
      not: Tree
      values: [String!] @max(length: 5, items: 10)
    }
    input Part { name: String! @max(length: 5) }
    input Patch {
      city: String @max(length: 5) @field(key: "town")
      names: [String] @max(length: 5, items: 2)
      parts: [Part!] @max(items: 2)
      id: ID
      colors: [Color!] @max(items: 2)
      count: Int
    }
    type Query {
      list(tree: Tree, text: String @max(length: 5), ids: [ID!] @max(items: 2), first: Int): Int
      write(patch: Patch!, parts: [Part!] @max(items: 2)): Int
    }
  `,
})

function rootField(name: string) {
  const field = schema.getQueryType()?.getFields()[name]
  if (!field) throw new Error(`No field ${name}`)
  const problems: string[] = []
  const bounds = boundsOf(schema, problems)(`Query.${name}`, field)
  expect(problems).toEqual([])
  return { field, bounds }
}

/** Details of the refusal; null when the arguments pass. */
function refusal(work: () => unknown): unknown {
  try {
    work()
    return null
  } catch (error) {
    if (isDomainError(error, 'VALIDATION')) return error.details
    throw error
  }
}

const list = rootField('list')
const write = rootField('write')
const refusalOf = ({ bounds }: typeof list, args: Record<string, unknown>) => refusal(() => bounds(args))

/** A tree of so many levels. */
const tower = (levels: number): object => (levels <= 1 ? { values: [] } : { not: tower(levels - 1) })

describe('an argument', () => {
  test('within its maxima passes', () => {
    const tree = { all: [{ values: ['12345', '1'] }, { not: { values: ['1', '2'] } }] }
    expect(refusalOf(list, { tree, text: 'ёЁ😀1', ids: ['a', 'b'], first: 5 })).toBeNull()
    expect(refusalOf(list, { tree: null, text: undefined })).toBeNull()
    expect(refusalOf(list, {})).toBeNull()
  })

  test.each([
    ['a long text', { text: '123456' }, { reason: 'TOO_LONG', argument: 'text' }],
    ['a text with NUL', { text: 'a\0' }, { reason: 'INVALID', argument: 'text' }],
    ['half a sign', { text: 'a\ud83d' }, { reason: 'INVALID', argument: 'text' }],
    ['a long list', { ids: ['a', 'b', 'c'] }, { reason: 'TOO_MANY', argument: 'ids' }],
    ['a long id', { ids: ['a'.repeat(101)] }, { reason: 'TOO_LONG', argument: 'ids' }],
    ['an id with NUL', { ids: ['\0'] }, { reason: 'INVALID', argument: 'ids' }],
    ['a deep input', { tree: tower(4) }, { reason: 'TOO_DEEP', argument: 'tree' }],
    [
      'too many inputs in all',
      { tree: { all: [{ all: [{}, {}] }, { all: [{}] }] } },
      { reason: 'TOO_MANY', argument: 'tree' },
    ],
    [
      'too many texts in all',
      { tree: { all: [{ values: ['1', '2', '3'] }, { values: ['4', '5'] }] } },
      { reason: 'TOO_MANY', argument: 'tree' },
    ],
    ['a long text deep inside', { tree: { not: { values: ['123456'] } } }, { reason: 'TOO_LONG', argument: 'tree' }],
  ])('with %s is refused under its name', (_, args, details) => {
    expect(refusalOf(list, args)).toEqual(details)
  })

  test('has its full measure each time', () => {
    const tree = { values: ['1', '2', '3', '4'] }
    for (let time = 0; time < 3; time++) expect(refusalOf(list, { tree })).toBeNull()
    expect(refusalOf(list, { tree: tower(3) })).toBeNull()
  })
})

describe('an input', () => {
  test('within its maxima passes', () => {
    const patch = { city: '12345', names: ['1', null], parts: [{ name: 'a' }], id: 'a', colors: ['RED'], count: 1 }
    expect(refusalOf(write, { patch, parts: [] })).toBeNull()
  })

  test('says every field that is beyond, by its catalog key where it has one', () => {
    const parts = [{ name: '123456' }]
    const patch = { city: '123456', names: ['1', '2', '3'], parts, id: '\0', colors: ['RED', 'RED', 'RED'] }
    expect(refusalOf(write, { patch })).toEqual({
      problems: [
        { key: 'town', problem: 'TOO_LONG' },
        { key: 'names', problem: 'TOO_MANY' },
        { key: 'parts', problem: 'TOO_LONG' },
        { key: 'id', problem: 'INVALID' },
        { key: 'colors', problem: 'TOO_MANY' },
      ],
    })
  })

  test('in a list is refused under the argument', () => {
    expect(refusalOf(write, { patch: {}, parts: [{ name: '\0' }] })).toEqual({ reason: 'INVALID', argument: 'parts' })
  })
})

describe('values that came in beside GraphQL', () => {
  const read = (given: Record<string, unknown>) => readArguments(list.field, list.bounds, given)

  test('are read by the types of the arguments', () => {
    expect(read({ text: null, ids: 'a', other: 1 })).toEqual({ text: null, ids: ['a'] })
  })

  test.each([
    ['of a wrong type', { text: 5 }, { reason: 'INVALID', argument: 'text' }],
    ['with what an input has not', { tree: { any: [] } }, { reason: 'INVALID', argument: 'tree' }],
    ['beyond a maximum', { text: '123456' }, { reason: 'TOO_LONG', argument: 'text' }],
  ])('%s are refused', (_, given, details) => {
    expect(refusal(() => read(given))).toEqual(details)
  })
})

test('JSON of any depth can be asked whether it is shallow and small', () => {
  const deep = JSON.parse(`${'[{"a":'.repeat(100_000)}1${'}]'.repeat(100_000)}`) as unknown
  expect(isShallow(deep)).toBe(false)
  expect(isShallow({ a: Object.fromEntries(Array.from({ length: 501 }, (_, n) => [n, n])) })).toBe(false)
  expect(isShallow({ filter: { all: [{ any: [{ values: ['a', null] }] }] } })).toBe(true)
})
