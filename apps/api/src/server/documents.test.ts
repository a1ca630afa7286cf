import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDocuments, parseRequest } from './documents.ts'

let dir: string
let file: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'naryad-documents-'))
  file = join(dir, 'persisted-documents.json')
  await writeFile(file, JSON.stringify({ abc: 'query Viewer { viewer { id } }' }))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

const byHash = (sha256Hash: string, query?: string) =>
  parseRequest({ query, extensions: { persistedQuery: { sha256Hash } } })

describe('a closed server', () => {
  it('knows the client’s own operations by hash and takes nothing else', () => {
    const documents = createDocuments(file, true)
    expect(documents.textOf(byHash('abc'))).toBe('query Viewer { viewer { id } }')
    // a text sent along with a known hash is not looked at
    expect(documents.textOf(byHash('abc', '{ __schema { types { name } } }'))).toBe('query Viewer { viewer { id } }')
    for (const request of [
      { query: '{ viewer { id } }' },
      byHash('other', '{ viewer { id } }'),
      byHash('constructor'),
      byHash('__proto__'),
      {},
    ]) {
      expect(() => documents.textOf(request)).toThrow(expect.objectContaining({ code: 'VALIDATION' }))
    }
  })

  it('without a list of operations takes none', () => {
    expect(() => createDocuments(join(dir, 'absent.json'), true).textOf({ query: '{ viewer { id } }' })).toThrow()
  })
})

it('an open server takes texts too', () => {
  expect(createDocuments(file, false).textOf({ query: '{ viewer { id } }' })).toBe('{ viewer { id } }')
})

it.each([null, 1, 'text', [], { query: 1 }, { variables: [] }, { extensions: { persistedQuery: 1 } }])(
  '%j is no request',
  (body) => {
    expect(() => parseRequest(body)).toThrow(expect.objectContaining({ code: 'VALIDATION' }))
  },
)

it('a request with more values than any of ours is refused before its types are looked at', () => {
  const request = (count: number) => ({ query: '{ a }', variables: { filter: { values: Array(count).fill('x') } } })
  expect(() => parseRequest(request(15_000))).toThrow(
    expect.objectContaining({ code: 'QUERY_TOO_COMPLEX', details: { limit: 'values', max: 15_000 } }),
  )
  expect(parseRequest(request(14_000))).toBeTruthy()
})
