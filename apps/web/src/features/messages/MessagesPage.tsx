import { outboxMessage } from '../../table/generated/outboxMessage.ts'
import { ListPage } from '../../table/ListPage.tsx'
import type { ListDefinition } from '../../table/list-definition.ts'

const definition: ListDefinition = {
  source: outboxMessage,
  columns: [
    'createdAt',
    'subject',
    'recipient',
    'status',
    'template',
    'repair',
    'request',
    'attempts',
    'lastError',
    'sentAt',
  ],
  sort: [{ field: 'createdAt', isDescending: true }],
  periodField: 'createdAt',
  views: ({ canFilter }) =>
    canFilter('status')
      ? [{ key: 'failed', filter: { field: 'status', operator: 'EQUALS', values: ['FAILED'] }, hasCount: true }]
      : [],
  card: { title: ['subject'], status: 'status', lines: [['recipient'], ['createdAt', 'template']] },
  empty: { text: 'messages' },
}

export function Component() {
  return <ListPage definition={definition} />
}
