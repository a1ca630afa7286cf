import { assignmentRule } from '../../table/generated/assignmentRule.ts'
import { ListPage } from '../../table/ListPage.tsx'
import type { ListDefinition } from '../../table/list-definition.ts'

const definition: ListDefinition = {
  source: assignmentRule,
  columns: ['manufacturer', 'region', 'category', 'priority', 'serviceCenter', 'manager', 'techExpert', 'isActive'],
  pinned: ['manufacturer'],
  sort: [
    { field: 'manufacturer', isDescending: false },
    { field: 'priority', isDescending: true },
  ],
  views: ({ canFilter }) =>
    canFilter('isActive')
      ? [{ key: 'active', filter: { field: 'isActive', operator: 'EQUALS', values: ['true'] } }]
      : [],
  card: {
    title: ['manufacturer'],
    lines: [
      ['serviceCenter', 'region'],
      ['category', 'manager'],
    ],
  },
  empty: { text: 'assignmentRules' },
}

export function Component() {
  return <ListPage definition={definition} />
}
