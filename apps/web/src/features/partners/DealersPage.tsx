import { dealer } from '../../table/generated/dealer.ts'
import { ListPage } from '../../table/ListPage.tsx'
import type { ListDefinition } from '../../table/list-definition.ts'

const definition: ListDefinition = {
  source: dealer,
  columns: ['name', 'city', 'region', 'phone', 'email', 'inn', 'isActive'],
  pinned: ['name'],
  sort: [{ field: 'name', isDescending: false }],
  views: ({ canFilter }) =>
    canFilter('isActive')
      ? [{ key: 'active', filter: { field: 'isActive', operator: 'EQUALS', values: ['true'] } }]
      : [],
  card: {
    title: ['name'],
    lines: [
      ['city', 'region'],
      ['phone', 'email'],
    ],
  },
  empty: { text: 'dealers' },
}

export function Component() {
  return <ListPage definition={definition} />
}
