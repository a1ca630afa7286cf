import { expect, test } from 'vitest'
import { columnHeads } from './columns.ts'

test('a head says the field without its relation, unless another column is called the same', () => {
  const labels = ['№', 'Оборудование · Модель', 'Телефон', 'Клиент · Телефон']
  expect(columnHeads(labels.map((label) => ({ label })))).toEqual(['№', 'Модель', 'Телефон', 'Клиент · Телефон'])
})
