import { expect, test } from 'vitest'
import type { CatalogField } from '../../lib/catalog.ts'
import { readForm } from './form-values.ts'

function field(key: string, type: CatalogField['type'], values: string[] | null = null): CatalogField {
  return {
    __typename: 'CatalogField',
    key,
    type,
    values,
    group: null,
    target: null,
    isMany: false,
    isFilterable: true,
    isSortable: true,
    isSearchable: false,
    isWritable: true,
  }
}

const fields = [
  field('clientName', 'TEXT'),
  field('inn', 'TEXT'),
  field('phone', 'TEXT'),
  field('manufacturer', 'RELATION'),
  field('isWarranty', 'BOOLEAN'),
  field('laborCost', 'MONEY'),
]

test('what was typed becomes what the server takes: phones in E.164, money in kopecks, relations by id', () => {
  const { input, problems } = readForm(
    fields,
    {
      clientName: '  ООО «Ромашка» ',
      phone: '8 (843) 200-11-22',
      manufacturer: { id: 'm1', title: 'Тепломаш' },
      isWarranty: false,
      laborCost: '12 340,50',
    },
    new Set(['clientName']),
    'ru',
  )
  expect(problems.size).toBe(0)
  expect(input).toEqual({
    clientName: 'ООО «Ромашка»',
    phone: '+78432001122',
    manufacturerId: 'm1',
    isWarranty: false,
    laborCost: 1234050,
  })
})

test('every blank required field and every value that cannot be read is named at once', () => {
  const { problems } = readForm(fields, { inn: '7707083894', phone: '12' }, new Set(['clientName']), 'ru')
  expect(Object.fromEntries(problems)).toEqual({ clientName: 'REQUIRED', inn: 'INVALID', phone: 'INVALID' })
})
