import {
  DomainError,
  type RequestParty,
  type RequestStatus,
  type RequestStatusRule,
  type RequestTransitionName,
  type RequestTransitionRule,
  requestStatuses,
  requestTransitions,
} from '@naryad/domain'
import type { ServiceRequest } from '../../../generated/prisma/client.ts'
import type { Change } from '../../journal/journal.ts'
import { canSee } from '../../journal/rights.ts'
import { findClient } from '../clients/client-linking.service.ts'
import { findEquipment } from '../equipment/equipment.service.ts'
import { dueDate, type Owner } from '../obligations/obligation.service.ts'

/** The workflow's rule of a stored status. @throws Error for a status that the workflow does not have */
export function statusRule(status: string): RequestStatusRule {
  if (!isStatus(status)) throw new Error(`The request workflow has no status ${status}`)
  return requestStatuses[status]
}

export function isStatus(status: string): status is RequestStatus {
  return Object.hasOwn(requestStatuses, status)
}

/** @throws DomainError TRANSITION_UNAVAILABLE for a name that the workflow does not have */
export function transitionRule(name: string): { name: RequestTransitionName; rule: RequestTransitionRule } {
  if (!Object.hasOwn(requestTransitions, name)) throw new DomainError('TRANSITION_UNAVAILABLE')
  const known = name as RequestTransitionName
  return { name: known, rule: requestTransitions[known] }
}

/** Whether the author reads his mail rather than the app. */
export function isClients(request: Pick<ServiceRequest, 'source'>): boolean {
  return request.source === 'CLIENT' || request.source === 'API'
}

/** When what a status expects falls due, if it is entered now; null when it expects nothing. */
export function dueIn(change: Change, status: string): Date | null {
  const { obligation } = statusRule(status)
  return obligation && dueDate(change, obligation)
}

/** Opens what the request's status expects by its `dueAt`, of whoever answers for it. */
export async function openRequestObligation({ obligation }: Change, request: ServiceRequest): Promise<void> {
  const expected = statusRule(request.status).obligation
  if (!expected || !request.dueAt) return
  const { kind, party } = expected
  const owners: Record<RequestParty, Owner> = {
    MANAGER: { employeeId: request.responsibleId },
    AUTHOR: { employeeId: request.authorId, dealerId: request.dealerId },
    NONE: {},
  }
  const { id: requestId, dueAt } = request
  await obligation.open({ record: { requestId }, kind, party, dueAt, ...owners[party] })
}

/**
 * Links to the client and unit that the author's words name, where a link is still missing; columns to write. A link
 * shows the record it leads to, so that an employee's words link only to what he sees anyway.
 */
export async function recognise(
  { tx, viewer, services }: Change,
  request: Pick<
    ServiceRequest,
    'clientId' | 'equipmentId' | 'inn' | 'phone' | 'email' | 'serialNumber' | 'manufacturerId' | 'model' | 'category'
  >,
) {
  const sees = (entity: string) => async (id: string) => !viewer || canSee(services, tx, viewer, entity, id)
  const equipment = request.equipmentId ? null : await findEquipment(tx, request, sees('equipment'))
  return {
    clientId: request.clientId ?? (await findClient(tx, request, sees('client'))),
    equipmentId: request.equipmentId ?? equipment?.id ?? null,
    manufacturerId: request.manufacturerId ?? equipment?.manufacturerId ?? null,
    model: request.model ?? equipment?.model ?? null,
    category: request.category ?? equipment?.category ?? null,
  }
}
