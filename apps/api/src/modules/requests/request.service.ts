import { DomainError } from '@naryad/domain'
import type { ServiceRequestInput, ServiceRequestPatch } from '../../../generated/graphql.ts'
import type { Prisma, ServiceRequest } from '../../../generated/prisma/client.ts'
import type { Services } from '../../context.ts'
import type { Actor } from '../../journal/actor.ts'
import { type LinkAnswer, type Links, requireConfirmed } from '../../journal/disclosure.ts'
import { type Change, change } from '../../journal/journal.ts'
import {
  changedEntries,
  columns,
  fieldChanges,
  keysOf,
  type PatchEntry,
  readPatch,
  refuseInput,
  refuseOverwriting,
} from '../../journal/patch.ts'
import { refuseByGuards, requireUndecided } from '../../journal/refusals.ts'
import { requireInputRights, requireTargets } from '../../journal/rights.ts'
import { attachFiles, filesOfEmployee } from '../documents/document.service.ts'
import { notify } from '../notifications/notification.service.ts'
import { fieldGuards } from './request.guards.ts'
import { addRequest, findSubmission, type RequestColumns } from './request-creation.service.ts'
import { requestFields } from './request-fields.ts'
import { dueIn, holdersOf, openRequestObligation, recognise, statusRule } from './request-record.ts'

/** Who checks a request is decided after it has come in. */
const { responsibleId: _, ...creationFields } = requestFields

/**
 * Enters a request inside: a dealer's belongs to his company. Sent twice under one submission key it is one request.
 *
 * @throws DomainError VALIDATION, FORBIDDEN, FORBIDDEN_FIELD, NOT_FOUND for a linked record out of sight, CONFLICT when
 *   the submission key is somebody else's
 */
export async function createServiceRequest(
  services: Services,
  actor: Actor,
  input: ServiceRequestInput,
): Promise<{ serviceRequest: string }> {
  const { submissionKey, fileIds } = input
  if (actor.kind !== 'employee') throw new DomainError('FORBIDDEN')
  const { viewer } = actor
  if (!/^[\w-]{16,100}$/.test(submissionKey)) refuseInput([{ key: 'submissionKey', problem: 'INVALID' }])

  return change(services, actor, async (change) => {
    requireInputRights(change, 'serviceRequest.create', 'ServiceRequestInput', input)
    const filled = readPatch(creationFields, input).filter(({ value }) => value !== null)
    const known = await findSubmission(change, submissionKey)
    if (known && known.authorId !== viewer.employeeId) throw new DomainError('CONFLICT')
    if (known) return { serviceRequest: known.id }
    await requireTargets(change, filled)
    await refuseByGuards(change, fieldGuards, keysOf(filled), { change, after: columns(filled) })

    const given = { ...columns(filled), authorId: viewer.employeeId, dealerId: viewer.dealerId } as RequestColumns
    const source = viewer.affiliation === 'DEALER' ? 'DEALER' : 'EMPLOYEE'
    const request = await addRequest(change, source, submissionKey, given)
    change.keepInScope('serviceRequest', request.id)
    if (fileIds?.length) {
      const files = await filesOfEmployee(change, fileIds)
      await attachFiles(change, { requestId: request.id }, files)
    }
    return { serviceRequest: request.id }
  })
}

/**
 * Writes the given fields of a request; words that name a client or unit link it, where it has no link yet.
 *
 * @param input.expected the values the editor started from
 * @throws DomainError VALIDATION, NOT_FOUND, FORBIDDEN, FORBIDDEN_FIELD, CHANGED_MEANWHILE, CONFIRMATION_REQUIRED when a
 *   link would show a record to a partner who does not see it yet
 */
export async function updateServiceRequest(
  services: Services,
  actor: Actor,
  input: {
    id: string
    patch: ServiceRequestPatch
    expected?: ServiceRequestPatch | null
    answers?: readonly LinkAnswer[] | null
  },
): Promise<{ serviceRequest: string }> {
  const { id, patch, expected, answers } = input
  return change(services, actor, async (change) => {
    await change.lock('serviceRequest', id)
    if (actor.kind === 'client') throw new DomainError('FORBIDDEN')
    requireInputRights(change, 'serviceRequest.update', 'ServiceRequestPatch', patch)
    const entries = readPatch(requestFields, patch)
    const row = await change.tx.serviceRequest.findUniqueOrThrow({ where: { id } })
    await requireUndecided(change, 'serviceRequest', () => statusRule(row.status).isFinal)
    const overwriting = {
      entity: 'serviceRequest',
      rules: requestFields,
      row,
      entries,
      expected,
      record: { requestId: id },
    }
    await refuseOverwriting(change, overwriting)
    const changed = withoutStrangers(row, changedEntries(row, entries))
    if (changed.length === 0) return { serviceRequest: id }
    await requireTargets(change, changed)
    const after = { ...row, ...columns(changed) } as ServiceRequest
    await refuseByGuards(change, fieldGuards, keysOf(changed), { change, after })
    const holders = await holdersOf(change, row)
    await requireConfirmed(change, 'serviceRequest', holders, columns(changed) as Partial<Links>, answers ?? [])
    await writeFields(change, row, changed)
    return { serviceRequest: id }
  })
}

/** With another client, a contact that was chosen among the former one's people is nobody's any more. */
function withoutStrangers(row: ServiceRequest, changed: PatchEntry[]): PatchEntry[] {
  const keys = new Set(changed.map(({ rule }) => rule.key))
  const isStale = keys.has('client') && !keys.has('contact') && row.contactId !== null
  return isStale ? [...changed, { rule: requestFields.contactId, value: null }] : changed
}

/** Writes changed fields of a locked request and everything that follows from them. */
export async function writeFields(
  change: Change,
  row: ServiceRequest,
  changed: readonly PatchEntry[],
): Promise<ServiceRequest> {
  const { tx } = change
  const record = { requestId: row.id }
  const data = columns(changed) as Prisma.ServiceRequestUncheckedUpdateInput
  const written = await tx.serviceRequest.update({ where: { id: row.id }, data })
  await change.feed({ record, kind: 'CHANGE', changes: fieldChanges('serviceRequest', row, changed) })
  const isDecided = statusRule(row.status).isFinal
  if (isDecided) return written
  const request = await linkByWords(change, written, changed)
  if (request.responsibleId === row.responsibleId) return request
  await notify(change, 'REQUEST_RESPONSIBLE', record, [request.responsibleId])
  if (statusRule(request.status).party !== 'MANAGER') return request
  // whoever had it before is not charged with what the new one does late
  await change.obligation.end(record, 'CANCELLED')
  const dueAt = dueIn(change, request.status)
  const renewed = await tx.serviceRequest.update({ where: { id: row.id }, data: { dueAt } })
  await openRequestObligation(change, renewed)
  change.wrote('serviceRequest', request, renewed)
  return renewed
}

/** New words may name a client or unit; a link that the editor has just removed is not put back. */
async function linkByWords(
  change: Change,
  request: ServiceRequest,
  changed: readonly PatchEntry[],
): Promise<ServiceRequest> {
  const keys = new Set(changed.map(({ rule }) => rule.key))
  const isNamed = ['inn', 'phone', 'email', 'serialNumber'].some((key) => keys.has(key))
  if (!isNamed || keys.has('client') || keys.has('equipment')) return request
  const linked = await recognise(change, request)
  const entries = [requestFields.clientId, requestFields.equipmentId].map((rule) => ({
    rule,
    value: linked[rule.column as 'clientId' | 'equipmentId'],
  }))
  const found = changedEntries(request, entries)
  if (found.length === 0) return request
  const changes = fieldChanges('serviceRequest', request, found)
  await change.feed({ record: { requestId: request.id }, kind: 'CHANGE', changes, actor: { kind: 'system' } })
  const data = columns(found) as Prisma.ServiceRequestUncheckedUpdateInput
  return change.tx.serviceRequest.update({ where: { id: request.id }, data })
}
