import { serviceCenter } from '../../table/generated/serviceCenter.ts'
import { ListPage } from '../../table/ListPage.tsx'
import type { ListDefinition } from '../../table/list-definition.ts'

const definition: ListDefinition = {
  source: serviceCenter,
  columns: ['name', 'city', 'region', 'phone', 'email', 'inn', 'rating', 'ratingCount', 'isActive'],
  pinned: ['name'],
  sort: [{ field: 'name', isDescending: false }],
  views: ({ canFilter }) =>
    canFilter('isActive')
      ? [{ key: 'active', filter: { field: 'isActive', operator: 'EQUALS', values: ['true'] } }]
      : [],
  card: {
    title: ['name'],
    lines: [
      ['city', 'rating'],
      ['phone', 'email'],
    ],
  },
  empty: { text: 'serviceCenters' },
}

export function Component() {
  return <ListPage definition={definition} />
}
