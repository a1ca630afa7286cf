import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseAst } from 'vitest/node'
import { applyMutant, guardedFiles, mutantsOf, onePerLine } from './mutants.ts'
import { explained, explanationOf } from './survivors.ts'

const read = (file: string) => readFileSync(join(import.meta.dirname, '../..', file), 'utf8')
const kinds = (source: string) => mutantsOf('a.ts', source).map(({ kind }) => kind)

describe('a guard taken away', () => {
  test.each([
    [
      'a refusal',
      'function f(a) { if (a) throw new Error() }',
      'never so',
      'function f(a) { if (false) throw new Error() }',
    ],
    [
      'an early return',
      'function f(a) { if (a) { return 1 } }',
      'never so',
      'function f(a) { if (false) { return 1 } }',
    ],
    ['a demand', 'function f(a) { requireWrite(a) }', 'not required', 'function f(a) { {} }'],
    [
      'a demand that is waited for',
      'async function f(a) { await requireVisible(a) }',
      'not required',
      'async function f(a) { {} }',
    ],
    ['a verdict', 'function f(a) { return a.has(1) }', 'returned as true', 'function f(a) { return true }'],
    ['one of two conditions', 'const c = and([a, b])', 'and without', 'const c = and([always, b])'],
    ['a filter', 'const c = a.filter(isMine)', 'all for the filtered', 'const c = a.filter(() => true)'],
    [
      'a condition of SQL',
      'q(`select 1 from a where b is null and c = $1`)',
      'in SQL, true',
      'q(`select 1 from a where (b is null or true) and c = $1`)',
    ],
    ['no rows', 'const c = a ? never : b', 'always for never', 'const c = a ? always : b'],
  ])('%s', (_, source, kind, expected) => {
    const mutant = mutantsOf('a.ts', source).find((one) => one.kind === kind)
    expect(mutant && applyMutant(source, mutant)).toBe(expected)
  })

  test('is none of what guards nothing', () => {
    expect(kinds('const a = 1\nexport function f() { return a + 1 }\ntype B = { never: never }')).toEqual([])
  })
})

describe.each(guardedFiles)('%s', (file) => {
  const source = read(file)
  const mutants = mutantsOf(file, source)

  test('has guards, each named once, and is a program without any one of them', () => {
    expect(mutants.length).toBeGreaterThan(0)
    expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length)
    for (const mutant of onePerLine(mutants)) {
      const text = applyMutant(source, mutant)
      expect(text).not.toBe(source)
      parseAst(text, { lang: 'ts' })
    }
  })
})

test('every survivor that is explained is still a mutant', () => {
  const all = guardedFiles.flatMap((file) => mutantsOf(file, read(file)))
  const gone = explained.filter(
    ({ file, original }) => !all.some((one) => one.file === file && one.original === original),
  )
  expect(gone).toEqual([])
  expect(all.filter((mutant) => explanationOf(mutant) === '')).toEqual([])
})
