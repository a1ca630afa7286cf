import { employee } from '../../table/generated/employee.ts'
import { ListPage } from '../../table/ListPage.tsx'
import type { ListDefinition } from '../../table/list-definition.ts'

const definition: ListDefinition = {
  source: employee,
  columns: ['name', 'role', 'position', 'email', 'phone', 'serviceCenter', 'dealer', 'isActive', 'createdAt'],
  pinned: ['name'],
  sort: [{ field: 'name', isDescending: false }],
  views: ({ canFilter }) =>
    canFilter('isActive')
      ? [{ key: 'active', filter: { field: 'isActive', operator: 'EQUALS', values: ['true'] } }]
      : [],
  card: {
    title: ['name'],
    lines: [
      ['role', 'serviceCenter', 'dealer'],
      ['phone', 'email'],
    ],
  },
  empty: { text: 'staff' },
}

export function Component() {
  return <ListPage definition={definition} />
}
