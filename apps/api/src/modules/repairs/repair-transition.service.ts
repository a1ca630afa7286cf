import {
  DomainError,
  inputRule,
  type RepairTransitionInput,
  type RepairTransitionRule,
  unmetGuards,
} from '@naryad/domain'
import type { Repair } from '../../../generated/prisma/client.ts'
import type { Services, Transaction } from '../../context.ts'
import type { Actor } from '../../journal/actor.ts'
import { requireOfficeForLinks } from '../../journal/disclosure.ts'
import { type Change, change, type FieldChange } from '../../journal/journal.ts'
import {
  changedEntries,
  columns,
  type FieldRule,
  fieldChanges,
  instant,
  longText,
  type PatchEntry,
  readPatch,
  refuseInput,
  relation,
} from '../../journal/patch.ts'
import { refuseByGuards, refuseByStored, unmetError } from '../../journal/refusals.ts'
import { requireInputRights, requireTargets } from '../../journal/rights.ts'
import { repairEffects } from './repair.effects.ts'
import { moveGuards } from './repair.guards.ts'
import { restsOn } from './repair-move-fields.ts'
import { dueIn, openRepairObligation, statusRule, transitionRule } from './repair-record.ts'

export interface RepairTransitionInputs {
  visitAt?: Date | null
  serviceCenterId?: string | null
  comment?: string | null
}

const inputFields = {
  visitAt: instant('visitAt'),
  serviceCenterId: relation('serviceCenter', 'serviceCenter'),
} satisfies Record<Exclude<keyof RepairTransitionInputs, 'comment'>, FieldRule>

/** Every column that some move may write, beside status and deadlines. */
type MoveColumns = Partial<Pick<Repair, 'visitAt' | 'serviceCenterId' | 'visitedAt' | 'closedAt' | 'closingComment'>>

const commentField = longText('comment')

/** What a move fills or empties by itself, as the feed names it; the reason of an end is the entry's own text. */
const ownFields = {
  visitAt: instant('visitAt'),
  visitedAt: instant('visitedAt'),
}

/**
 * Makes a move of the repair's workflow: the one door through which its status changes.
 *
 * @param input.isStillWanted asked of the locked repair; a job uses it to ignore what has become void
 * @throws DomainError NOT_FOUND, TRANSITION_UNAVAILABLE (not from this status), FORBIDDEN, FORBIDDEN_FIELD, VALIDATION,
 *   GUARDS_UNMET with every unmet guard, CONFLICT when the status changed meanwhile
 */
export async function transitionRepair(
  services: Services,
  actor: Actor,
  input: {
    id: string
    transition: string
    input?: RepairTransitionInputs | null
    isStillWanted?: (repair: Repair) => boolean
  },
): Promise<{ repair: string }> {
  const { id } = input
  const { name, rule } = transitionRule(input.transition)
  const effect = repairEffects[name]
  const sent = input.input ?? {}

  return change(services, actor, async (change) => {
    const { tx, at } = change
    await change.lock('repair', id)
    requireMover(change, rule, sent)
    const given = readPatch({ ...inputFields, comment: commentField }, sent)
    const comment = commentOf(given)
    const entries = given.filter((entry) => entry.rule !== commentField && entry.value !== null)
    requireOfficeForLinks(change, entries)
    const before = await tx.repair.findUniqueOrThrow({ where: { id } })
    const isPossible = () =>
      rule.from.some((status) => status === before.status) && input.isStillWanted?.(before) !== false
    await refuseByStored(change, restsOn(name), () => (isPossible() ? null : new DomainError('TRANSITION_UNAVAILABLE')))
    refuseUnasked(rule, entries)
    await requireTargets(change, entries)
    await refuseByStored(change, restsOn(name), async () =>
      unmetError(unmetGuards(rule, await factsOf(tx, before, sent))),
    )

    const cleared = rule.clears.filter((key) => !entries.some((entry) => entry.rule.key === key))
    const moved = {
      ...Object.fromEntries(cleared.map((key) => [key, null])),
      ...columns(entries),
      ...effect.columns?.({ before, at }),
      ...(rule.commentField && { [rule.commentField]: comment }),
    } as MoveColumns
    const intended: Repair = { ...before, ...moved }
    const guards = moveGuards[name]
    const guarded = guards.map(({ key }) => key)
    await refuseByGuards(change, guards, guarded, { change, before, after: intended })

    const { party } = statusRule(rule.to)
    const dueAt = dueIn(change, rule.to, intended.visitAt)
    const data = { ...moved, status: rule.to, statusSince: at, moveParty: party, dueAt }
    const [after] = await tx.repair.updateManyAndReturn({ where: { id, status: before.status }, data })
    if (!after) throw new DomainError('CONFLICT')
    await change.obligation.end({ repairId: id }, effect.leaves)
    await openRepairObligation(change, after)

    const statusChange: FieldChange[] =
      before.status === after.status ? [] : [{ entity: 'repair', key: 'status', old: before.status, new: after.status }]
    await change.feed({
      record: { repairId: id },
      kind: 'TRANSITION',
      transition: name,
      text: comment,
      changes: [...statusChange, ...movedFields(before, after, entries)],
    })
    change.wrote('repair', before, after)
    await effect.run?.({ change, before, after, comment })
    return { repair: id }
  })
}

/** What is known of the repair when its guards are asked. */
export async function factsOf(tx: Transaction, repair: Repair, input: RepairTransitionInputs) {
  const documents = await tx.document.findMany({
    where: { repairId: repair.id, removedAt: null },
    select: { type: true, attachedAt: true },
  })
  const guarded = {
    serviceCenter: repair.serviceCenterId,
    visitAt: repair.visitAt,
    diagnosis: repair.diagnosis,
    warrantyVerdict: repair.warrantyVerdict,
  }
  const filled = Object.entries(guarded).flatMap(([key, value]) => (value === null ? [] : [key]))
  const { visitAt, serviceCenterId, comment } = input
  const asked: Record<RepairTransitionInput, unknown> = { visitAt, serviceCenter: serviceCenterId, comment }
  return { fields: new Set(filled), documents, statusSince: repair.statusSince, input: asked }
}

function requireMover(change: Change, rule: RepairTransitionRule, sent: RepairTransitionInputs): void {
  const { actor } = change
  if (actor.kind === 'client' || (actor.kind === 'system' && !rule.system)) throw new DomainError('FORBIDDEN')
  requireInputRights(change, rule.permission, 'RepairTransitionInput', sent)
}

function refuseUnasked(rule: RepairTransitionRule, entries: readonly PatchEntry[]): void {
  const unasked = entries.filter((entry) => inputRule(rule, entry.rule.key) === 'none')
  refuseInput(unasked.map((entry) => ({ key: entry.rule.key, problem: 'NOT_ASKED' })))
}

function commentOf(given: readonly PatchEntry[]): string | null {
  const value = given.find((entry) => entry.rule === commentField)?.value
  return typeof value === 'string' ? value : null
}

function movedFields(before: Repair, after: Repair, entries: readonly PatchEntry[]): FieldChange[] {
  const sent = entries.map((entry) => entry.rule.key)
  const own = Object.values(ownFields)
    .filter((rule) => !sent.includes(rule.key))
    .map((rule) => ({ rule, value: after[rule.column as keyof typeof ownFields] }))
  return fieldChanges('repair', before, changedEntries(before, [...entries, ...own]))
}
