import { expect, test } from 'vitest'
import { emptyState, readState, type TableState, toggleSort, writeState } from './url-state.ts'

const full: TableState = {
  search: 'Печь «Ё», 100 % & more',
  conditions: [
    { field: 'status', operator: 'in', values: ['ASSIGNED', 'DIAGNOSIS'] },
    { field: 'client.name', operator: 'contains', values: ['ООО "Кафе, бар: \\ и +"'] },
    { field: 'createdAt', operator: 'period', values: ['month'] },
    { field: 'visitAt', operator: 'empty', values: [] },
    { field: 'totalCost', operator: 'between', values: ['10000', '250000'] },
    { field: 'complaint', operator: 'contains', values: [''] },
  ],
  sort: [
    { field: 'dueAt', isDescending: true },
    { field: 'client', isDescending: false },
  ],
  tab: 'mine',
  view: 'board',
  columns: ['number', 'client.phone', 'totalCost'],
  widths: { number: 120, 'client.phone': 333 },
  pinned: [],
  sums: ['totalCost'],
  density: 'compact',
}

test('a state comes back from the address as it went in', () => {
  const address = writeState(new URLSearchParams(), full).toString()
  expect(readState(new URLSearchParams(address))).toEqual(full)
})

test('the default state leaves no trace in the address, and foreign parameters stay', () => {
  const address = writeState(new URLSearchParams('x=1&q=old&f=status:in:NEW'), emptyState)
  expect(address.toString()).toBe('x=1')
  expect(readState(address)).toEqual(emptyState)
})

test('what cannot be understood in an address is passed over', () => {
  const state = readState(new URLSearchParams('f=status&f=:in:A&f=status:drop:x&w=number:abc,client:5&d=huge&view=map'))
  expect(state).toEqual({ ...emptyState, widths: { client: 48 } })
})

test('no sort and no pinned columns are a choice, unlike the default', () => {
  const state = { ...emptyState, sort: [], pinned: [] }
  expect(readState(writeState(new URLSearchParams(), state))).toEqual(state)
})

test('a hundred round trips of an address take less than half a second', () => {
  const start = performance.now()
  let state = full
  for (let i = 0; i < 100; i++)
    state = readState(new URLSearchParams(writeState(new URLSearchParams(), state).toString()))
  expect(performance.now() - start).toBeLessThan(500)
  expect(state).toEqual(full)
})

test('a header goes through ascending, descending and none; shift keeps the other keys', () => {
  const one = toggleSort([], 'dueAt', false)
  expect(one).toEqual([{ field: 'dueAt', isDescending: false }])
  const two = toggleSort(one, 'client', true)
  expect(two).toEqual([...one, { field: 'client', isDescending: false }])
  const flipped = toggleSort(two, 'dueAt', true)
  expect(flipped).toEqual([{ field: 'dueAt', isDescending: true }, two[1]])
  expect(toggleSort(flipped, 'dueAt', true)).toEqual([two[1]])
  expect(toggleSort(two, 'number', false)).toEqual([{ field: 'number', isDescending: false }])
})
