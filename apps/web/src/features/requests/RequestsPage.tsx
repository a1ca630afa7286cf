import { serviceRequest } from '../../table/generated/serviceRequest.ts'
import { ListPage } from '../../table/ListPage.tsx'
import type { ListDefinition } from '../../table/list-definition.ts'
import { requestViews } from './request-views.ts'

const definition: ListDefinition = {
  source: serviceRequest,
  columns: [
    'number',
    'status',
    'clientName',
    'model',
    'serialNumber',
    'dueAt',
    'moveParty',
    'manufacturer',
    'city',
    'phone',
    'source',
    'urgency',
    'responsible',
    'createdAt',
  ],
  pinned: ['number'],
  sort: [{ field: 'createdAt', isDescending: true }],
  periodField: 'createdAt',
  views: requestViews,
  card: {
    title: ['number'],
    status: 'status',
    lines: [
      ['clientName', 'model'],
      ['dueAt', 'city', 'createdAt'],
    ],
  },
  board: { field: 'status', folded: ['ACCEPTED', 'REJECTED'] },
  empty: { text: 'requests', link: { to: '/requests/new', text: 'newRequest', action: 'serviceRequest.create' } },
}

export function Component() {
  return <ListPage definition={definition} />
}
