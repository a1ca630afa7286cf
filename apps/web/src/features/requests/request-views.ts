import type { FilterInput } from '../../gql/graphql.ts'
import { canDo } from '../../lib/viewer.ts'
import type { ListDefinition, ViewContext } from '../../table/list-definition.ts'
import { anyAllowed, isAnyOf } from '../../table/view-filter.ts'

/** Requests to be checked for whoever checks them, those sent back for whoever files them. */
function waiting({ viewer, canFilter }: ViewContext): FilterInput | null {
  if (canDo(viewer, 'serviceRequest.takeIntoReview'))
    return anyAllowed([isAnyOf('status', 'NEW', 'IN_REVIEW')], canFilter)
  return canDo(viewer, 'serviceRequest.complete') ? anyAllowed([isAnyOf('status', 'RETURNED')], canFilter) : null
}

export const requestViews: NonNullable<ListDefinition['views']> = (context) => {
  const own =
    context.viewer.affiliation === 'DEALER'
      ? [isAnyOf('author', 'me')]
      : [isAnyOf('responsible', 'me'), isAnyOf('author', 'me')]
  const byDue = [{ field: 'dueAt', isDescending: false }]
  const views = [
    { key: 'mine', filter: anyAllowed(own, context.canFilter) },
    { key: 'waiting', filter: waiting(context), sort: byDue, hasCount: true },
    {
      key: 'overdue',
      filter: anyAllowed([{ field: 'dueAt', operator: 'LESS', values: ['now'] }], context.canFilter),
      sort: byDue,
      hasCount: true,
    },
  ]
  return views.filter(({ filter }) => filter !== null)
}
