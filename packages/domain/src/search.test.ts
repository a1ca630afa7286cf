import { describe, expect, test } from 'vitest'
import { escapeLike, normalizeSearch, searchDocument, searchTerms } from './search.ts'

test.each([
  ['  Ёлка   ЁЖ ', 'елка еж'],
  ['е\u0308лка', 'елка'],
  ['Йод', 'йод'],
  ['ПКА\u00A010\n№4412', 'пка 10 4412'],
  ['ﬁлтр ＡＢＣ１', 'fiлтр abc1'],
  ['', ''],
])('normalizeSearch(%j)', (text, expected) => {
  expect(normalizeSearch(text)).toBe(expected)
})

test('searchDocument normalises, drops what is empty or repeated, and keeps the parts apart', () => {
  expect(searchDocument(['Р-2026-000123', 'ООО «Ёлочка»', null, ' ', 'ООО «Ёлочка»'], ['+78435551234', null])).toBe(
    'р-2026-000123\nооо «елочка»\n8435551234',
  )
})

describe('searchTerms', () => {
  test.each<[string, string[]]>([
    ['', []],
    ['  ', []],
    ['%', []],
    ['я', []],
    ['Ёлочка  Казань', ['елочка', 'казань']],
    ['а Казань', ['казань']],
    ['"не греет" печь', ['не греет', 'печь']],
    ['«Ромашка» печь', ['ромашка', 'печь']],
    ['"не закрыта печь', ['не', 'закрыта', 'печь']],
    ['печь печь', ['печь']],
    ['казань-сервис казань', ['казань-сервис']],
    ['8 (843) 555-12-34', ['8435551234']],
    ['+7 843 555 12 34', ['8435551234']],
    ['88435551234', ['8435551234']],
    ['8435551234', ['8435551234']],
    ['Анна 8 843 555-12-34 печь', ['анна', '8435551234', 'печь']],
    ['8 843 555-12-34 4412', ['8435551234', '4412']],
    ['555-12-34', ['5551234']],
    ['+7 917 12', ['91712']],
    ['8 (843) 5', ['8435']],
    ['(843) 555', ['843555']],
    ['+7', []],
    ['+375 29 123-45-67', ['375291234567']],
    ['№4412', ['4412']],
    ['ПКА-10 4412', ['пка-10', '4412']],
    ['SN-2044/7', ['sn-2044/7']],
    ['P-2026-000123', ['р-2026-000123']],
    ['3-2026-123', ['з-2026-000123']],
    ['P-123', ['p-123']],
  ])('%j becomes %j', (query, expected) => {
    expect(searchTerms(query)).toEqual(expected)
  })

  test('is bounded whatever is pasted', () => {
    const terms = searchTerms(Array.from({ length: 50 }, (_, index) => `слово${index + 100}`).join(' '))
    expect(terms).toHaveLength(8)
    expect(searchTerms('ы'.repeat(5000))[0]).toHaveLength(100)
  })

  test.each([
    '8 (843) 555-12-34',
    '+7 843 555',
    '555-12-34',
    'р-2026-000123',
    'Р-2026-123',
    'ёлочка',
    'ЕЛОЧКА 5551234',
    '"ооо «ёлочка»"',
    'ПКА-10',
  ])('finds the record by %j', (query) => {
    const document = searchDocument(['Р-2026-000123', 'ООО «Ёлочка»', 'ПКА-10'], ['+78435551234'])
    const terms = searchTerms(query)
    expect(terms.length).toBeGreaterThan(0)
    expect(terms.filter((term) => !document.includes(term))).toEqual([])
  })
})

test('escapeLike makes every character stand for itself', () => {
  expect(escapeLike(String.raw`50%_\а`)).toBe(String.raw`50\%\_\\а`)
})
