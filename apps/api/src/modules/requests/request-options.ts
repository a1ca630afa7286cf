import {
  availableFrom,
  inputRule,
  isPrimary,
  type RequestParty,
  type RequestTransitionName,
  type RequestTransitionRule,
  requestWorkflow,
} from '@naryad/domain'
import type { TransitionOption } from '../../../generated/graphql.ts'
import type { ServiceRequest } from '../../../generated/prisma/client.ts'
import type { Services } from '../../context.ts'
import { readsAll } from '../../gate/field-name.ts'
import { canRead, hasAction, type Viewer } from '../../gate/viewer.ts'
import { canSee, canWriteRow } from '../../journal/rights.ts'
import { moveGuards } from './request.guards.ts'
import { authorField } from './request-fields.ts'
import { asksFor } from './request-move-fields.ts'
import { isStatus } from './request-record.ts'
import { unmetOf } from './request-transition.service.ts'

/**
 * The moves that the viewer may make from the request's present status, in the workflow's order; those with unmet guards
 * too, to show what is missing. Leaves out a move that depends on a field which the viewer may not read: it would be
 * refused. Empty for a request out of reach.
 */
export async function serviceRequestTransitions(
  services: Services,
  viewer: Viewer,
  id: string,
): Promise<TransitionOption[]> {
  const { prisma } = services
  if (!(await canSee(services, prisma, viewer, 'serviceRequest', id))) return []
  if (!(await canWriteRow(services, prisma, viewer, 'serviceRequest', id))) return []
  const request = await prisma.serviceRequest.findUnique({ where: { id } })
  if (!request || !isStatus(request.status)) return []
  // the moves there are would tell the status
  if (!canRead(viewer, services.catalog, 'serviceRequest', 'status')) return []
  const { status } = request
  const names = availableFrom(requestWorkflow, status)
    .filter((name) => hasAction(viewer, requestWorkflow.transitions[name].permission))
    .filter((name) => readsAll(viewer, services.catalog, asksFor(name)))
    .filter((name) => readsAll(viewer, services.catalog, moveGuards[name].restsOn(request.returnedFields)))
  return Promise.all(names.map((name) => toOption(services, viewer, request, status, name)))
}

async function toOption(
  services: Services,
  viewer: Viewer,
  request: ServiceRequest,
  status: keyof typeof requestWorkflow.statuses,
  name: RequestTransitionName,
): Promise<TransitionOption> {
  const rule: RequestTransitionRule = requestWorkflow.transitions[name]
  const unmet = await unmetOf(services.prisma, name, request, { comment: null, fields: [] })
  // the move's own dialog asks for these
  const isAskedFor = (key: string) =>
    inputRule(rule, key) !== 'none' || (name === 'complete' && authorField(key) !== undefined)
  const missing = unmet.filter(({ key }) => !isAskedFor(key))
  const inputs = Object.keys(rule.input).map((key) => ({ name: key, isRequired: inputRule(rule, key) === 'required' }))
  return {
    name,
    to: rule.to,
    isPrimary: isPrimary(rule, status) && isOfParty(services, viewer, request, rule.party),
    isDangerous: rule.tone === 'danger',
    inputs: name === 'complete' ? [{ name: 'values', isRequired: true }, ...inputs] : inputs,
    unmet: missing,
  }
}

function isOfParty({ catalog }: Services, viewer: Viewer, request: ServiceRequest, party: RequestParty): boolean {
  const reads = (key: string) => canRead(viewer, catalog, 'serviceRequest', key)
  const isAuthor = reads('author') && request.authorId === viewer.employeeId
  const isColleague = reads('dealer') && request.dealerId !== null && request.dealerId === viewer.dealerId
  const belongs: Record<RequestParty, boolean> = {
    MANAGER: viewer.affiliation === 'OFFICE',
    AUTHOR: isAuthor || isColleague,
    NONE: false,
  }
  return belongs[party]
}
