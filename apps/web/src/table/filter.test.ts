import { expect, test } from 'vitest'
import type { CatalogFieldType } from '../gql/graphql.ts'
import { type Condition, isComplete, operatorsOf, toFilterInput } from './filter.ts'

const types: Record<string, CatalogFieldType> = {
  status: 'ENUM',
  client: 'RELATION',
  'client.name': 'TEXT',
  totalCost: 'MONEY',
  isWarranty: 'BOOLEAN',
  purchasedOn: 'DATE',
  createdAt: 'DATETIME',
  dueAt: 'DATETIME',
}

function input(...conditions: Condition[]) {
  return toFilterInput(conditions, { typeOf: (field) => types[field], today: '2026-11-23' })
}

test('no condition restricts nothing; one stands alone; several hold together', () => {
  const status: Condition = { field: 'status', operator: 'in', values: ['ASSIGNED', 'CLOSED'] }
  const name: Condition = { field: 'client.name', operator: 'contains', values: ['кафе'] }
  expect(input()).toBeNull()
  expect(input(status)).toEqual({ field: 'status', operator: 'IN', values: ['ASSIGNED', 'CLOSED'] })
  expect(input(status, name)).toEqual({
    all: [
      { field: 'status', operator: 'IN', values: ['ASSIGNED', 'CLOSED'] },
      { field: 'client.name', operator: 'CONTAINS', values: ['кафе'] },
    ],
  })
})

test('an unfinished condition and one over a field that may not be filtered by are left out', () => {
  expect(input({ field: 'client.name', operator: 'contains', values: [''] })).toBeNull()
  expect(input({ field: 'totalCost', operator: 'between', values: ['100'] })).toBeNull()
  expect(input({ field: 'internalNote', operator: 'contains', values: ['x'] })).toBeNull()
  expect(isComplete({ field: 'totalCost', operator: 'empty', values: [] })).toBe(true)
})

test('days are sent as days: the server knows the zone they are days of', () => {
  expect(input({ field: 'createdAt', operator: 'between', values: ['2026-11-01', '2026-11-30'] })).toEqual({
    field: 'createdAt',
    operator: 'BETWEEN',
    values: ['2026-11-01', '2026-11-30'],
  })
  expect(input({ field: 'purchasedOn', operator: 'from', values: ['2026-11-01'] })).toEqual({
    field: 'purchasedOn',
    operator: 'GREATER_OR_EQUAL',
    values: ['2026-11-01'],
  })
})

test.each([
  ['today', '2026-11-23', '2026-11-23'],
  ['yesterday', '2026-11-22', '2026-11-22'],
  ['last7', '2026-11-17', '2026-11-23'],
  ['week', '2026-11-23', '2026-11-29'],
  ['month', '2026-11-01', '2026-11-30'],
  ['previousMonth', '2026-10-01', '2026-10-31'],
  ['quarter', '2026-10-01', '2026-12-31'],
  ['year', '2026-01-01', '2026-12-31'],
])('the period %s is counted from today', (period, from, to) => {
  expect(input({ field: 'purchasedOn', operator: 'period', values: [period] })).toEqual({
    field: 'purchasedOn',
    operator: 'BETWEEN',
    values: [from, to],
  })
})

test('overdue is left to the server’s clock', () => {
  expect(input({ field: 'dueAt', operator: 'period', values: ['overdue'] })).toEqual({
    field: 'dueAt',
    operator: 'LESS',
    values: ['now'],
  })
})

test('every operator offered for a type makes a filter', () => {
  for (const [field, type] of Object.entries(types)) {
    for (const operator of operatorsOf(type)) {
      const values = operator === 'period' ? ['today'] : ['2026-01-01', '2026-01-02']
      expect(input({ field, operator, values }), `${type} ${operator}`).not.toBeNull()
    }
  }
})
