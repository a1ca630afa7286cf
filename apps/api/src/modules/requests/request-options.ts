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
import { canRead, hasAction, type Viewer } from '../../gate/viewer.ts'
import { canSee, canWriteRow } from '../../journal/rights.ts'
import { authorField } from './request-fields.ts'
import { isStatus } from './request-record.ts'
import { redactGuards, unmetOf } from './request-transition.service.ts'

/**
 * The moves that the viewer may make from the request's present status, the workflow's order kept; those with unmet
 * guards too, so that he sees what is missing. Empty for a request out of his reach.
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
  // The moves there are would tell the status.
  if (!canRead(viewer, services.catalog, 'serviceRequest', 'status')) return []
  const { status } = request
  const names = availableFrom(requestWorkflow, status).filter((name) =>
    hasAction(viewer, requestWorkflow.transitions[name].permission),
  )
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
    isPrimary: isPrimary(rule, status) && isOfParty(viewer, request, rule.party),
    isDangerous: rule.tone === 'danger',
    inputs: name === 'complete' ? [{ name: 'values', isRequired: true }, ...inputs] : inputs,
    unmet: redactGuards({ viewer, services }, missing),
  }
}

function isOfParty(viewer: Viewer, request: ServiceRequest, party: RequestParty): boolean {
  const isColleague = request.dealerId !== null && request.dealerId === viewer.dealerId
  const belongs: Record<RequestParty, boolean> = {
    MANAGER: viewer.affiliation === 'OFFICE',
    AUTHOR: request.authorId === viewer.employeeId || isColleague,
    NONE: false,
  }
  return belongs[party]
}
