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
import type { Organisation } from '../../gate/recipient.ts'
import { canRead } from '../../gate/viewer.ts'
import { mayKnowSight, newlyShownTo } from '../../journal/disclosure.ts'
import type { Change } from '../../journal/journal.ts'
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

/** Partners whose people see the request: its dealer's, and the author's colleagues of a service centre. */
export async function holdersOf(
  { tx }: Pick<Change, 'tx'>,
  { dealerId, authorId }: Pick<ServiceRequest, 'dealerId' | 'authorId'>,
): Promise<Organisation[]> {
  const author = authorId && (await tx.employee.findUnique({ where: { id: authorId }, select: affiliationOf }))
  const dealers = [dealerId, author ? author.dealerId : null].filter((id) => id !== null)
  const center = author ? author.serviceCenterId : null
  return [...[...new Set(dealers)].map((id) => ({ dealerId: id })), ...(center ? [{ serviceCenterId: center }] : [])]
}

const affiliationOf = { dealerId: true, serviceCenterId: true } as const

type Words = Pick<
  ServiceRequest,
  'inn' | 'phone' | 'email' | 'clientName' | 'contactName' | 'serialNumber' | 'manufacturerId'
>

/** The words by which known records may be looked for: what the viewer may not read of the request tells nothing. */
export function wordsToSearch(
  { viewer, services }: Pick<Change, 'viewer' | 'services'>,
  request: Words,
): { [key in keyof Words]: Words[key] | null } {
  const reads = (key: string) => !viewer || canRead(viewer, services.catalog, 'serviceRequest', key)
  return {
    inn: reads('inn') ? request.inn : null,
    phone: reads('phone') ? request.phone : null,
    email: reads('email') ? request.email : null,
    clientName: reads('clientName') ? request.clientName : null,
    contactName: reads('contactName') ? request.contactName : null,
    serialNumber: reads('serialNumber') ? request.serialNumber : null,
    manufacturerId: reads('manufacturer') ? request.manufacturerId : null,
  }
}

/**
 * Links to the client and unit that the author's words name, where a link is still missing; columns to write. A link
 * shows the record it leads to: none is made that would show a record to a partner who does not see it yet.
 */
export async function recognise(
  change: Change,
  request: Words & Pick<ServiceRequest, 'clientId' | 'equipmentId' | 'model' | 'category' | 'dealerId' | 'authorId'>,
) {
  const words = wordsToSearch(change, request)
  const holders = await holdersOf(change, request)
  const isOpen = async (entity: 'client' | 'equipment', id: string) =>
    holders.length === 0 || (mayKnowSight(change) && (await newlyShownTo(change, holders, entity, id)).length === 0)
  const client = request.clientId ? null : await findClient(change, words)
  const unit = request.equipmentId ? null : await findEquipment(change, words)
  const linked = {
    clientId: client && (await isOpen('client', client.id)) ? client.id : null,
    unit: unit && (await isOpen('equipment', unit.id)) ? unit : null,
  }
  const { viewer, services } = change
  const copied = <Key extends 'manufacturerId' | 'model' | 'category'>(key: Key, field: string) =>
    linked.unit && (!viewer || canRead(viewer, services.catalog, 'equipment', field)) ? linked.unit[key] : null
  return {
    clientId: request.clientId ?? linked.clientId,
    equipmentId: request.equipmentId ?? linked.unit?.id ?? null,
    manufacturerId: request.manufacturerId ?? copied('manufacturerId', 'manufacturer'),
    model: request.model ?? copied('model', 'model'),
    category: request.category ?? copied('category', 'category'),
  }
}
