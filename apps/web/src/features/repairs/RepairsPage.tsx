import { repair } from '../../table/generated/repair.ts'
import { ListPage } from '../../table/ListPage.tsx'
import type { ListDefinition } from '../../table/list-definition.ts'
import { repairViews } from './repair-views.ts'

const definition: ListDefinition = {
  source: repair,
  columns: [
    'number',
    'status',
    'client',
    'equipment.model',
    'moveParty',
    'dueAt',
    'serviceCenter',
    'manufacturer',
    'city',
    'visitAt',
    'urgency',
    'manager',
    'totalCost',
    'createdAt',
  ],
  pinned: ['number'],
  sort: [{ field: 'createdAt', isDescending: true }],
  periodField: 'createdAt',
  views: repairViews,
  card: {
    title: ['number'],
    status: 'status',
    lines: [
      ['client', 'equipment.model'],
      ['dueAt', 'moveParty', 'city'],
    ],
  },
  board: { field: 'status', folded: ['CLOSED', 'CANCELLED', 'REFUSED'] },
  empty: { text: 'repairs', link: { to: '/requests', text: 'toRequests', action: 'section.requests' } },
}

export function Component() {
  return <ListPage definition={definition} />
}
