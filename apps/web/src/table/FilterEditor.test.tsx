import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { CatalogFieldType } from '../gql/graphql.ts'
import table from '../i18n/locales/ru/table.json' with { type: 'json' }
import values from '../i18n/locales/ru/values.json' with { type: 'json' }
import type { TableColumn } from './columns.ts'
import { FilterEditor } from './FilterEditor.tsx'
import { type Condition, operatorsOf, toFilterInput } from './filter.ts'
import { repair } from './generated/repair.ts'

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: 'ru', resources: { ru: { table, values } }, ns: ['table', 'values'] })
})
afterEach(cleanup)

function edit(key: string, type: CatalogFieldType, known: string[] | null = null) {
  const source = repair.columns[key]
  if (!source) throw new Error(`no column ${key}`)
  const field = {
    __typename: 'CatalogField' as const,
    key,
    type,
    group: 'main',
    target: null,
    isMany: false,
    isFilterable: true,
    isSortable: true,
    isSearchable: false,
    isWritable: false,
    values: known,
  }
  const column: TableColumn = { key, label: 'Поле', field, source, width: 100, isNumeric: false }
  const onApply = vi.fn<(condition: Condition) => void>()
  const condition: Condition = { field: key, operator: operatorsOf(type)[0] ?? 'equals', values: [] }
  render(<FilterEditor source={repair} column={column} condition={condition} onApply={onApply} onRemove={null} />)
  const apply = () => {
    fireEvent.click(screen.getByRole('button', { name: 'Применить' }))
    const [applied] = onApply.mock.lastCall ?? []
    return applied ? toFilterInput([applied], { typeOf: () => type, today: '2026-11-23' }) : null
  }
  return { apply }
}

test('chosen statuses become one condition; nothing chosen cannot be applied', () => {
  const { apply } = edit('status', 'ENUM', ['ASSIGNED', 'DIAGNOSIS', 'CLOSED'])
  expect(apply()).toBeNull()
  fireEvent.click(screen.getByLabelText('Назначен'))
  fireEvent.click(screen.getByLabelText('Закрыт'))
  expect(apply()).toEqual({ field: 'status', operator: 'IN', values: ['ASSIGNED', 'CLOSED'] })
})

test('money is typed in roubles and compared in kopecks; what is no sum cannot be applied', () => {
  const { apply } = edit('totalCost', 'MONEY')
  const field = screen.getByLabelText('Значение')
  fireEvent.change(field, { target: { value: 'много' } })
  expect(apply()).toBeNull()
  fireEvent.change(field, { target: { value: '12 340,50' } })
  expect(apply()).toEqual({ field: 'totalCost', operator: 'EQUALS', values: ['1234050'] })
})

test('a period is one choice', () => {
  const { apply } = edit('createdAt', 'DATETIME')
  fireEvent.click(screen.getByLabelText('этот месяц'))
  expect(apply()).toEqual({ field: 'createdAt', operator: 'BETWEEN', values: ['2026-11-01', '2026-11-30'] })
})
