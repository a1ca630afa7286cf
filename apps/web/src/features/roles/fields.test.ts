import { expect, test } from 'vitest'
import { type AccessCatalog, fieldEntities, findFields } from './fields.ts'
import { fieldRule, type Rules } from './rules.ts'

const field = (
  key: string,
  group: string,
  type: 'TEXT' | 'MONEY' = 'TEXT',
  computedFrom: string[] = [],
): AccessCatalog['entities'][number]['fields'][number] => ({
  __typename: 'AccessField',
  key,
  group,
  type,
  target: null,
  isCustom: false,
  isWritable: computedFrom.length === 0,
  requiredBy: [],
  computedFrom,
  emptiedBy: [],
  alsoIn: key === 'laborCost' ? ['client.name', 'id'] : [],
})

const catalog: AccessCatalog = {
  __typename: 'AccessCatalog',
  entities: [
    {
      __typename: 'AccessEntity',
      key: 'repair',
      hasScope: true,
      isWalled: true,
      fields: [
        field('number', 'main'),
        field('laborCost', 'money', 'MONEY'),
        field('totalCost', 'money', 'MONEY', ['repair.laborCost', 'client.name']),
      ],
    },
    { __typename: 'AccessEntity', key: 'client', hasScope: true, isWalled: true, fields: [field('name', 'main')] },
  ],
  actions: [],
  notifications: [],
}
const names = {
  entity: (key: string) => ({ repair: 'Ремонты', client: 'Клиенты' })[key] ?? key,
  field: (_entity: string, key: string) =>
    ({ number: '№', laborCost: 'Работы', totalCost: 'Итого', name: 'Название' })[key] ?? key,
  group: (key: string) => key,
  identity: 'id записи',
}
const entities = fieldEntities(catalog, names)
const none: Rules = new Map()
const saved: Rules = new Map([
  [fieldRule('repair', 'number'), 'READ'],
  [fieldRule('repair', 'laborCost'), null],
  [fieldRule('repair', 'totalCost'), 'NONE'],
  [fieldRule('client', 'name'), 'READ'],
])
const find = (search: Partial<Parameters<typeof findFields>[1]>, other: Rules | null = null, changes = none) =>
  findFields(entities, { entity: null, query: '', filter: null, ...search }, { saved, changes, other }).flatMap(
    ({ key, fields }) => fields.map((each) => `${key}.${each.key}`),
  )

test('fields are found by name, key and group, over all entities', () => {
  expect(find({ query: 'работ' })).toEqual(['repair.laborCost'])
  expect(find({ query: 'LABOR' })).toEqual(['repair.laborCost'])
  expect(find({ query: 'клиенты назв' })).toEqual(['client.name'])
  expect(find({ query: 'money' })).toEqual(['repair.laborCost', 'repair.totalCost'])
  expect(find({ entity: 'client' })).toEqual(['client.name'])
  expect(find({ query: 'нет такого' })).toEqual([])
})

test('undecided fields stay in sight while they are being decided about', () => {
  const changes: Rules = new Map([[fieldRule('repair', 'laborCost'), 'READ']])
  expect(find({ filter: 'undecided' }, null, changes)).toEqual(['repair.laborCost'])
  expect(find({ filter: 'changed' }, null, changes)).toEqual(['repair.laborCost'])
  expect(find({ filter: 'changed' })).toEqual([])
})

test('undecided and closed are the same to a comparison', () => {
  const other: Rules = new Map([
    [fieldRule('repair', 'number'), 'WRITE'],
    [fieldRule('repair', 'laborCost'), 'NONE'],
    [fieldRule('repair', 'totalCost'), null],
    [fieldRule('client', 'name'), 'READ'],
  ])
  expect(find({ filter: 'differs' }, other)).toEqual(['repair.number'])
  expect(find({ filter: 'money' })).toEqual(['repair.laborCost', 'repair.totalCost'])
})

test('a computed field knows its sources, those of other entities too', () => {
  const total = entities[0]?.fields.find(({ key }) => key === 'totalCost')
  expect(total?.sources.map(({ rule }) => rule)).toEqual([
    fieldRule('repair', 'laborCost'),
    fieldRule('client', 'name'),
  ])
})
