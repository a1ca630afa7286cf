import { expect, test } from 'vitest'
import { csvWriter, type ExportColumn } from './csv.ts'

const writer = csvWriter('Europe/Moscow')

function column(type: ExportColumn['type'], labels: ExportColumn['labels'] = {}): ExportColumn {
  return { type, title: type, labels }
}

/** One value as it stands in its line. */
function cell(type: ExportColumn['type'], value: unknown, labels?: ExportColumn['labels']): string {
  return writer.row([column(type, labels)], [value]).replace(/\r\n$/, '')
}

test('Excel in Russia opens it as it is: UTF-8 with BOM, semicolons, lines of its own', () => {
  const columns = [column('TEXT'), column('NUMBER')]
  expect(writer.head(columns)).toBe('\uFEFFTEXT;NUMBER\r\n')
  expect(writer.row(columns, ['печь', 4.5])).toBe('печь;4,5\r\n')
})

test('quotes, separators and line ends within a value stay within it', () => {
  expect(cell('TEXT', 'ООО "Ромашка"; Казань')).toBe('"ООО ""Ромашка""; Казань"')
  expect(cell('TEXT', 'первая\nвторая')).toBe('"первая\nвторая"')
})

test.each(['=1+1', '+7 843', '-2', '@SUM(A1)', '\tx', '\rx', '\nx', ' =1', '＝1', '＠x'])(
  'a text that a spreadsheet would run, %j, is only shown',
  (text) => {
    expect(cell('TEXT', text).replace(/^"/, '')).toMatch(/^'/)
    expect(cell('RELATION', text).replace(/^"/, '')).toMatch(/^'/)
    expect(cell('ENUM', 'A', { A: text }).replace(/^"/, '')).toMatch(/^'/)
    expect(writer.head([{ ...column('TEXT'), title: text }]).replace(/^\uFEFF"?/, '')).toMatch(/^'/)
  },
)

test('money is roubles to the kopeck, however large, days and instants are of the installation’s zone', () => {
  expect([cell('MONEY', 5), cell('MONEY', -120_050), cell('MONEY', 900_719_925_474_099)]).toEqual([
    '0,05',
    '-1200,50',
    '9007199254740,99',
  ])
  expect(cell('DATE', '2026-11-23')).toBe('23.11.2026')
  expect(cell('DATETIME', '2026-11-23T21:30:05Z')).toBe('24.11.2026 00:30:05')
})

test('known values are words, unknown ones stand, and no key of an object is taken for a word', () => {
  expect(cell('BOOLEAN', true, { true: 'да', false: 'нет' })).toBe('да')
  expect(cell('ENUM', 'NEW', { OLD: 'старая' })).toBe('NEW')
  expect(cell('ENUM', 'constructor')).toBe('constructor')
  expect(cell('TEXT', ['phone', 'city'], { phone: 'телефон' })).toBe('телефон, city')
  expect(cell('TEXT', null)).toBe('')
})
