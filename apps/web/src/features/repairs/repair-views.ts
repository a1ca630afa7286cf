import type { FilterInput } from '../../gql/graphql.ts'
import { canDo } from '../../lib/viewer.ts'
import type { ListDefinition, ViewContext } from '../../table/list-definition.ts'
import { anyAllowed, isAnyOf } from '../../table/view-filter.ts'

/** Repairs that name the viewer, or his organisation. */
function mine({ viewer, canFilter }: ViewContext): FilterInput | null {
  switch (viewer.affiliation) {
    case 'OFFICE':
      return anyAllowed([isAnyOf('manager', 'me'), isAnyOf('techExpert', 'me')], canFilter)
    case 'SERVICE_CENTER':
      return anyAllowed([isAnyOf('serviceCenter', 'mine')], canFilter)
    case 'DEALER':
      return anyAllowed([isAnyOf('dealer', 'mine')], canFilter)
  }
}

/** Repairs where his move is awaited; in the office of him by name, or of whoever takes what is nobody's. */
function waiting({ viewer, canFilter }: ViewContext): FilterInput | null {
  if (viewer.affiliation === 'SERVICE_CENTER') return anyAllowed([isAnyOf('moveParty', 'SERVICE_CENTER')], canFilter)
  if (viewer.affiliation === 'DEALER') return null
  const ownOrNobodys: FilterInput = { any: [isAnyOf('manager', 'me'), { field: 'manager', operator: 'IS_EMPTY' }] }
  const asManager: FilterInput = { all: [isAnyOf('moveParty', 'MANAGER', 'SUPPLIER'), ownOrNobodys] }
  const asExpert: FilterInput = { all: [isAnyOf('moveParty', 'TECH_EXPERT'), isAnyOf('techExpert', 'me')] }
  const parts = [
    ...(canDo(viewer, 'repair.close') ? [asManager] : []),
    ...(canDo(viewer, 'repair.confirmDiagnosis') ? [asExpert] : []),
  ]
  return anyAllowed(parts, canFilter)
}

export const repairViews: NonNullable<ListDefinition['views']> = (context) => {
  const views = [
    { key: 'mine', filter: mine(context) },
    { key: 'waiting', filter: waiting(context), sort: [{ field: 'dueAt', isDescending: false }], hasCount: true },
    {
      key: 'overdue',
      // Nothing is due of a repair that has ended.
      filter: anyAllowed([{ field: 'dueAt', operator: 'LESS', values: ['now'] }], context.canFilter),
      sort: [{ field: 'dueAt', isDescending: false }],
      hasCount: true,
    },
  ]
  return views.filter(({ filter }) => filter !== null)
}
