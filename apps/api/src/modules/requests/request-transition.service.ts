import { DomainError, inputRule, type RequestTransitionName, type UnmetGuard, unmetGuards } from '@naryad/domain'
import type { ServiceRequestPatch } from '../../../generated/graphql.ts'
import type { ServiceRequest } from '../../../generated/prisma/client.ts'
import type { Services, Transaction } from '../../context.ts'
import { canRead } from '../../gate/viewer.ts'
import { type Actor, viewerOf } from '../../journal/actor.ts'
import type { LinkAnswer } from '../../journal/disclosure.ts'
import { type Change, change, type FieldChange } from '../../journal/journal.ts'
import {
  changedEntries,
  columns,
  fieldChanges,
  keysOf,
  longText,
  type PatchEntry,
  parse,
  problemsError,
  readPatch,
  refuseInput,
} from '../../journal/patch.ts'
import { refuseByStored, requireReads, unmetError } from '../../journal/refusals.ts'
import { requireInputRights, requireTargets } from '../../journal/rights.ts'
import { requestEffects } from './request.effects.ts'
import { moveGuards } from './request.guards.ts'
import { writeFields } from './request.service.ts'
import { canBeAsked, requestFields } from './request-fields.ts'
import { asksFor } from './request-move-fields.ts'
import { dueIn, openRequestObligation, statusRule, transitionRule } from './request-record.ts'

export interface RequestTransitionInputs {
  comment?: string | null
  /** Catalog keys of what the author is asked for. */
  fields?: readonly string[] | null
  /** Values of exactly these fields, when it is completed. */
  values?: ServiceRequestPatch | null
  /** To the questions about links, when it is accepted. */
  answers?: readonly LinkAnswer[] | null
}

const commentField = longText('comment')

/**
 * Makes a move of the request's workflow for an employee.
 *
 * @returns the request, and the repair that it became
 * @throws DomainError NOT_FOUND, TRANSITION_UNAVAILABLE (not from this status), FORBIDDEN, FORBIDDEN_FIELD, VALIDATION,
 *   GUARDS_UNMET with every unmet guard, CONFIRMATION_REQUIRED with every question about links that has no answer,
 *   CONFLICT when the status changed meanwhile
 */
export async function transitionServiceRequest(
  services: Services,
  actor: Actor,
  input: { id: string; transition: string; input?: RequestTransitionInputs | null },
): Promise<{ serviceRequest: string; repair: string | null }> {
  const { id } = input
  const { name, rule } = transitionRule(input.transition)
  const sent = input.input ?? {}
  const fields = sent.fields ?? []
  const values = sent.values ?? {}

  return change(services, actor, async (change) => {
    await change.lock('serviceRequest', id)
    if (actor.kind !== 'employee') throw new DomainError('FORBIDDEN')
    requireInputRights(change, rule.permission, 'ServiceRequestTransitionInput', sent)
    requireInputRights(change, rule.permission, 'ServiceRequestPatch', values)
    requireReads(change, asksFor(name))
    const comment = readComment(sent.comment)
    const entries = readPatch(requestFields, values)
    const before = await change.tx.serviceRequest.findUniqueOrThrow({ where: { id } })
    await requireTargets(change, entries)
    const answers = sent.answers ?? []
    await moveRequest(change, before, name, { comment, entries, fields: readFields(change, fields), answers })
    const repair = await change.tx.repair.findUnique({ where: { requestId: id }, select: { id: true } })
    return { serviceRequest: id, repair: repair?.id ?? null }
  })
}

/**
 * Makes a move of a locked request; rights have been checked.
 *
 * @throws DomainError TRANSITION_UNAVAILABLE, VALIDATION, GUARDS_UNMET, CONFIRMATION_REQUIRED, CONFLICT
 */
export async function moveRequest(
  change: Change,
  before: ServiceRequest,
  name: RequestTransitionName,
  given: {
    comment: string | null
    fields: string[]
    entries: readonly PatchEntry[]
    answers?: readonly LinkAnswer[]
  },
): Promise<ServiceRequest> {
  const { tx, at, actor } = change
  const { id } = before
  const { rule } = transitionRule(name)
  const { comment, fields, entries, answers = [] } = given
  await refuseByStored(change, asksFor(name), () =>
    rule.from.some((status) => status === before.status) ? null : new DomainError('TRANSITION_UNAVAILABLE'),
  )
  if (fields.length && inputRule(rule, 'fields') === 'none') refuseInput([{ key: 'fields', problem: 'NOT_ASKED' }])
  const isAsked = (key: string) => name === 'complete' && before.returnedFields.includes(key)
  await refuseByStored(change, asksFor(name), () => {
    const unasked = keysOf(entries).filter((key) => !isAsked(key))
    return problemsError(unasked.map((key) => ({ key, problem: 'NOT_ASKED' })))
  })

  const filled = { ...before, ...columns(entries) } as ServiceRequest
  await refuseByStored(change, [...asksFor(name), ...moveGuards[name].restsOn(before.returnedFields)], async () =>
    unmetError(await unmetOf(tx, name, filled, { comment, fields })),
  )
  const changed = changedEntries(before, entries)
  const row = changed.length ? await writeFields(change, before, changed) : before

  const effect = requestEffects[name]
  const employeeId = viewerOf(actor)?.employeeId ?? null
  const kept = rule.commentField === null ? {} : { [rule.commentField]: comment }
  const own = { ...effect.columns({ before: row, at, employeeId, fields }), ...kept }
  const { party } = statusRule(rule.to)
  const data = { ...own, status: rule.to, statusSince: at, moveParty: party, dueAt: dueIn(change, rule.to) }
  const [after] = await tx.serviceRequest.updateManyAndReturn({ where: { id, status: before.status }, data })
  if (!after) throw new DomainError('CONFLICT')
  await change.obligation.end({ requestId: id }, effect.leaves(before))
  await openRequestObligation(change, after)
  await change.feed({
    record: { requestId: id },
    kind: 'TRANSITION',
    transition: name,
    text: comment,
    changes: moveChanges(row, after),
  })
  change.wrote('serviceRequest', row, after)
  await effect.run(change, after, { comment, answers })
  return after
}

/** All guards of the move that are not met, the table's and the code's. */
export async function unmetOf(
  tx: Transaction,
  name: RequestTransitionName,
  request: ServiceRequest,
  input: { comment: string | null; fields: readonly string[] },
): Promise<UnmetGuard[]> {
  const { rule } = transitionRule(name)
  const facts = { fields: new Set<string>(), documents: [], statusSince: request.statusSince, input: { ...input } }
  return [...unmetGuards(rule, facts), ...(await moveGuards[name].find(tx, request))]
}

/** @throws DomainError VALIDATION for a comment that is too long */
function readComment(sent: string | null | undefined): string | null {
  const parsed = parse(commentField, sent)
  if ('problem' in parsed) refuseInput([{ key: 'comment', problem: parsed.problem }])
  return 'value' in parsed && typeof parsed.value === 'string' ? parsed.value : null
}

/** What the author is asked for; a field that the employee may not read is as unknown to him as one there is not. */
function readFields({ viewer, services }: Change, fields: readonly string[]): string[] {
  const isKnown = (key: string) =>
    canBeAsked(key) && (!viewer || canRead(viewer, services.catalog, 'serviceRequest', key))
  if (!fields.every(isKnown)) refuseInput([{ key: 'fields', problem: 'INVALID' }])
  return [...new Set(fields)]
}

function moveChanges(before: ServiceRequest, after: ServiceRequest): FieldChange[] {
  const entity = 'serviceRequest'
  const responsible = { rule: requestFields.responsibleId, value: after.responsibleId }
  const isOtherFields = before.returnedFields.join() !== after.returnedFields.join()
  return [
    { entity, key: 'status', old: before.status, new: after.status },
    ...fieldChanges(entity, before, changedEntries(before, [responsible])),
    ...(isOtherFields
      ? [{ entity, key: 'returnedFields', old: before.returnedFields, new: after.returnedFields }]
      : []),
  ]
}
