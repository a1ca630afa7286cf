import { manufacturer } from '../../table/generated/manufacturer.ts'
import { ListPage } from '../../table/ListPage.tsx'
import type { ListDefinition } from '../../table/list-definition.ts'

const definition: ListDefinition = {
  source: manufacturer,
  columns: ['name', 'country', 'isActive'],
  pinned: ['name'],
  sort: [{ field: 'name', isDescending: false }],
  views: ({ canFilter }) =>
    canFilter('isActive')
      ? [{ key: 'active', filter: { field: 'isActive', operator: 'EQUALS', values: ['true'] } }]
      : [],
  card: { title: ['name'], lines: [['country'], []] },
  empty: { text: 'manufacturers' },
}

export function Component() {
  return <ListPage definition={definition} />
}
