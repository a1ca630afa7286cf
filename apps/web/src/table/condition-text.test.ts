import { expect, test } from 'vitest'
import type { TableColumn } from './columns.ts'
import { conditionText } from './condition-text.ts'

const texts: Parameters<typeof conditionText>[2] = {
  t: ((key: string) => key) as Parameters<typeof conditionText>[2]['t'],
  format: { day: (iso: string) => `day ${iso}`, money: (kopecks: number) => `${kopecks} kop` } as Parameters<
    typeof conditionText
  >[2]['format'],
  titles: new Map([['1', 'Казань-Сервис']]),
}

function column(type: TableColumn['field']['type'], values?: string): TableColumn {
  return { label: 'Поле', field: { type }, source: { field: 'x', variable: 'c_x', values } } as TableColumn
}

test('a chip says what is compared, with names for ids and periods', () => {
  const dates = column('DATETIME')
  expect(conditionText(dates, { field: 'x', operator: 'period', values: ['last30'] }, texts)).toBe(
    'Поле: table:period.last30',
  )
  expect(conditionText(dates, { field: 'x', operator: 'between', values: ['a', 'b'] }, texts)).toBe(
    'Поле: day a – day b',
  )
  const relation = column('RELATION')
  expect(conditionText(relation, { field: 'x', operator: 'in', values: ['mine', '1'] }, texts)).toBe(
    'Поле: table:filter.mine, Казань-Сервис',
  )
  expect(conditionText(relation, { field: 'x', operator: 'empty', values: [] }, texts)).toBe(
    'Поле table:operator.empty',
  )
})

test('more than two values are counted', () => {
  const condition = { field: 'x', operator: 'in', values: ['A', 'B', 'C'] } as const
  expect(conditionText(column('ENUM', 'list'), condition, texts)).toBe('Поле: values:list.A, +2')
})
