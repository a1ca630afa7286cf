import { repairStatuses, repairStatusNames, repairTransitions } from '@naryad/domain'
import type { FilterInput } from '../../../generated/graphql.ts'
import type { Context } from '../../context.ts'
import { countRecords } from '../../gate/execute.ts'
import { canRead, hasAction, type Viewer } from '../../gate/viewer.ts'
import { requireViewer } from './session.service.ts'
import { countUnread } from './viewer.query.ts'

export interface Counter {
  key: 'requests' | 'repairs' | 'myMove' | 'overdue' | 'notifications'
  count: number
}

/** What waits for the viewer in each section he has. Counted inside his rows, over fields that he may read. */
export async function countersOf(ctx: Context): Promise<Counter[]> {
  const viewer = requireViewer(ctx)
  const wanted: [Counter['key'], Promise<number>][] = [['notifications', countUnread(ctx, viewer.employeeId)]]
  const count = (key: Counter['key'], entity: string, filter: FilterInput | null) => {
    if (filter && fieldsOf(filter).every((field) => canRead(viewer, ctx.catalog, entity, field))) {
      wanted.push([key, countRecords(ctx, entity, filter)])
    }
  }
  if (hasAction(viewer, 'section.requests')) count('requests', 'serviceRequest', requestsToHandle(viewer))
  if (hasAction(viewer, 'section.repairs')) {
    const open = is('status', 'NOT_IN', ...repairStatusNames.filter((status) => repairStatuses[status].isFinal))
    count('repairs', 'repair', open)
    count('myMove', 'repair', movesOf(viewer))
    count('overdue', 'repair', { all: [open, is('dueAt', 'LESS', 'now')] })
  }
  return Promise.all(wanted.map(async ([key, counted]) => ({ key, count: await counted })))
}

/** Those to be checked for whoever checks them, those sent back for whoever files them. */
function requestsToHandle(viewer: Viewer): FilterInput | null {
  if (hasAction(viewer, 'serviceRequest.takeIntoReview')) return is('status', 'IN', 'NEW', 'IN_REVIEW')
  return hasAction(viewer, 'serviceRequest.complete') ? is('status', 'EQUALS', 'RETURNED') : null
}

/** Repairs where a move of the viewer's party is awaited; in the office, where it is awaited of him by name. */
function movesOf(viewer: Viewer): FilterInput | null {
  const parties = new Set<string>(
    Object.values(repairTransitions)
      .filter((transition) => hasAction(viewer, transition.permission))
      .map((transition) => transition.party),
  )
  if (viewer.affiliation !== 'OFFICE') {
    return parties.has('SERVICE_CENTER') ? is('moveParty', 'EQUALS', 'SERVICE_CENTER') : null
  }
  const mine: FilterInput[] = []
  if (parties.has('MANAGER')) {
    const isMineOrNobodys = { any: [is('manager', 'EQUALS', 'me'), is('manager', 'IS_EMPTY')] }
    mine.push({ all: [is('moveParty', 'IN', 'MANAGER', 'SUPPLIER'), isMineOrNobodys] })
  }
  if (parties.has('TECH_EXPERT')) {
    mine.push({ all: [is('moveParty', 'EQUALS', 'TECH_EXPERT'), is('techExpert', 'EQUALS', 'me')] })
  }
  return mine.length ? { any: mine } : null
}

function is(field: string, operator: NonNullable<FilterInput['operator']>, ...values: string[]): FilterInput {
  return values.length ? { field, operator, values } : { field, operator }
}

function fieldsOf(filter: FilterInput): string[] {
  const inner = [...(filter.all ?? []), ...(filter.any ?? []), ...(filter.not ? [filter.not] : [])]
  return [...(filter.field ? [filter.field] : []), ...inner.flatMap(fieldsOf)]
}
