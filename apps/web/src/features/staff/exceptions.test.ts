import { expect, test } from 'vitest'
import { endOf, exceptionRows } from './exceptions.ts'

// half past midnight in Moscow, still the day before in UTC
const now = new Date('2026-11-23T21:30:00Z')

test('«today» and «tomorrow» are the organisation’s days, to their last minute', () => {
  expect(endOf({ kind: 'today' }, now)).toBe('2026-11-24T20:59:00.000Z')
  expect(endOf({ kind: 'tomorrow' }, now)).toBe('2026-11-25T20:59:00.000Z')
  expect(endOf({ kind: 'date', day: '2026-12-31' }, now)).toBe('2026-12-31T20:59:00.000Z')
})

test('an exception without an end has none, and a day that is not chosen yet is told apart from it', () => {
  expect(endOf({ kind: 'forever' }, now)).toBeNull()
  expect(endOf({ kind: 'date', day: null }, now)).toBeUndefined()
})

test('expired exceptions stand last, each knows how it is taken back', () => {
  const common = { setByName: null, setAt: '2026-11-01T00:00:00Z', expiresAt: null }
  const rows = exceptionRows({
    fieldExceptions: [
      {
        ...common,
        __typename: 'FieldException',
        entity: 'repair',
        field: 'laborCost',
        access: 'READ',
        roleAccess: 'NONE',
        isExpired: false,
      },
    ],
    actionExceptions: [
      {
        ...common,
        __typename: 'ActionException',
        action: 'repair.close',
        isAllowed: true,
        isAllowedByRole: false,
        isExpired: true,
      },
    ],
    scopeExceptions: [],
  })
  expect(rows.map(({ id, keys }) => [id, keys])).toEqual([
    ['field repair.laborCost', { fields: [{ entity: 'repair', field: 'laborCost' }] }],
    ['action repair.close', { actions: ['repair.close'] }],
  ])
})
