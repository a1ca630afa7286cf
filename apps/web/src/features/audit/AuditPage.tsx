import { auditEntry } from '../../table/generated/auditEntry.ts'
import { ListPage } from '../../table/ListPage.tsx'
import type { ListDefinition } from '../../table/list-definition.ts'
import { isAnyOf } from '../../table/view-filter.ts'

const definition: ListDefinition = {
  source: auditEntry,
  columns: ['createdAt', 'kind', 'actor', 'subjectType', 'subject', 'ip'],
  sort: [{ field: 'createdAt', isDescending: true }],
  periodField: 'createdAt',
  views: ({ canFilter }) =>
    canFilter('kind')
      ? [
          { key: 'refusals', filter: isAnyOf('kind', 'accessRefused', 'signInRefused', 'identityRefused') },
          {
            key: 'rights',
            filter: isAnyOf(
              'kind',
              'roleCreated',
              'roleChanged',
              'roleDeleted',
              'employeeCreated',
              'employeeChanged',
              'employeeDeactivated',
              'employeeReactivated',
              'exceptionSet',
              'exceptionRemoved',
              'ipRangesChanged',
            ),
          },
          { key: 'takenOut', filter: isAnyOf('kind', 'export', 'print') },
        ]
      : [],
  card: {
    title: ['kind'],
    lines: [
      ['actor', 'subject'],
      ['createdAt', 'ip'],
    ],
  },
  empty: { text: 'audit' },
}

export function Component() {
  return <ListPage definition={definition} />
}
