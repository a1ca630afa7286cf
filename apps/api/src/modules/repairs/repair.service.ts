import { DomainError, type MoveParty, urgencies } from '@naryad/domain'
import type { RepairPatch } from '../../../generated/graphql.ts'
import type { Prisma, Repair } from '../../../generated/prisma/client.ts'
import type { Services } from '../../context.ts'
import type { Actor } from '../../journal/actor.ts'
import { type LinkAnswer, type Links, requireConfirmed, requireOfficeForLinks } from '../../journal/disclosure.ts'
import { type Change, change } from '../../journal/journal.ts'
import {
  changedEntries,
  choice,
  columns,
  email,
  type FieldRule,
  fieldChanges,
  flag,
  instant,
  integer,
  keysOf,
  longText,
  money,
  type PatchEntry,
  phone,
  readPatch,
  refuseOverwriting,
  relation,
  text,
} from '../../journal/patch.ts'
import { refuseByGuards, requireUndecided } from '../../journal/refusals.ts'
import { requireInputRights, requireTargets } from '../../journal/rights.ts'
import { notify } from '../notifications/notification.service.ts'
import { announceVisit, tellAssigned } from './repair.effects.ts'
import { fieldGuards } from './repair.guards.ts'
import { tellTechExpert } from './repair-letters.ts'
import { dueIn, openRepairObligation, ownerOf, statusRule } from './repair-record.ts'

export const repairFields = {
  urgency: choice('urgency', urgencies, { isRequired: true }),
  serviceCenterId: relation('serviceCenter', 'serviceCenter'),
  managerId: relation('manager', 'employee'),
  techExpertId: relation('techExpert', 'employee'),
  dealerId: relation('dealer', 'dealer'),
  contactId: relation('contact', 'contact'),
  contactName: text('contactName'),
  contactPhone: phone('contactPhone'),
  contactEmail: email('contactEmail'),
  region: text('region'),
  city: text('city'),
  address: text('address', { max: 1000 }),
  equipmentId: relation('equipment', 'equipment'),
  isWarranty: flag('isWarranty'),
  complaint: longText('complaint', { isRequired: true }),
  visitAt: instant('visitAt'),
  workDone: longText('workDone'),
  recommendations: longText('recommendations'),
  diagnosis: longText('diagnosis'),
  warrantyVerdict: choice('warrantyVerdict', ['WARRANTY', 'NOT_WARRANTY']),
  internalNote: longText('internalNote'),
  travelKm: integer('travelKm', { max: 100_000 }),
  laborCost: money('laborCost'),
  travelCost: money('travelCost'),
  partsCost: money('partsCost'),
} satisfies Record<keyof RepairPatch, FieldRule>

const assignmentKeys = new Set(['serviceCenter', 'manager', 'techExpert'])

/**
 * Writes the given fields of a repair. What a field change means for the work is done with it: a moved visit moves its
 * deadline, a new service centre or expert answers for what is open.
 *
 * @param input.expected the values the editor started from
 * @throws DomainError VALIDATION, NOT_FOUND, FORBIDDEN, FORBIDDEN_FIELD, CHANGED_MEANWHILE, CONFIRMATION_REQUIRED when
 *   the repair's dealer would see a record by it that he does not see yet
 */
export async function updateRepair(
  services: Services,
  actor: Actor,
  input: {
    id: string
    patch: RepairPatch
    expected?: RepairPatch | null
    answers?: readonly LinkAnswer[] | null
  },
): Promise<{ repair: string }> {
  const { id, patch, expected, answers } = input
  return change(services, actor, async (change) => {
    const { tx } = change
    await change.lock('repair', id)
    if (actor.kind === 'client') throw new DomainError('FORBIDDEN')
    requireInputRights(change, 'repair.update', 'RepairPatch', patch)
    const entries = readPatch(repairFields, patch)
    requireOfficeForLinks(change, entries)
    const before = await tx.repair.findUniqueOrThrow({ where: { id } })
    await requireUndecided(change, 'repair', () => statusRule(before.status).isFinal)
    const overwriting = {
      entity: 'repair',
      rules: repairFields,
      row: before,
      entries,
      expected,
      record: { repairId: id },
    }
    await refuseOverwriting(change, overwriting)
    const changed = changedEntries(before, entries)
    if (changed.length === 0) return { repair: id }
    await requireTargets(change, changed)

    const after = { ...before, ...columns(changed) } as Repair
    await refuseByGuards(change, fieldGuards, keysOf(changed), { change, before, after })
    await requireShown(change, before, changed, answers ?? [])
    await writeFields(change, before, changed)
    return { repair: id }
  })
}

/**
 * A dealer who is named, or whose repair gets another contact or unit, sees only what the company has agreed to. A service
 * centre that is assigned sees what it needs for the work: being assigned is what entitles it.
 */
async function requireShown(
  change: Change,
  before: Repair,
  changed: readonly PatchEntry[],
  answers: readonly LinkAnswer[],
): Promise<void> {
  const after = { ...before, ...columns(changed) } as Repair
  const links = after.dealerId === before.dealerId ? (columns(changed) as Partial<Links>) : after
  await requireConfirmed(change, 'repair', after.dealerId ? [{ dealerId: after.dealerId }] : [], links, answers)
}

/** Writes changed fields of a locked repair and everything that follows from them. */
export async function writeFields(change: Change, before: Repair, changed: readonly PatchEntry[]): Promise<void> {
  const { id } = before
  const totalCost = totalOf({ ...before, ...columns(changed) } as Repair)
  const data = { ...columns(changed), totalCost } as Prisma.RepairUncheckedUpdateInput
  const after = await change.tx.repair.update({ where: { id }, data })
  await logChanges(change, before, changed)
  change.wrote('repair', before, after)
  await renewObligation(change, before, after)
  await tellNewPeople(change, before, after)
}

/** By hand, an assignment is an entry of its own, beside the other fields that were changed with it. */
async function logChanges(change: Change, before: Repair, changed: readonly PatchEntry[]): Promise<void> {
  const byKind = Map.groupBy(changed, ({ rule }) => (assignmentKeys.has(rule.key) ? 'ASSIGNMENT' : 'CHANGE'))
  for (const [kind, entries] of byKind) {
    const changes = fieldChanges('repair', before, entries)
    await change.feed({ record: { repairId: before.id }, kind, changes })
  }
}

/** Kopecks; null while nothing was entered. */
function totalOf({ laborCost, travelCost, partsCost }: Repair): number | null {
  const costs = [laborCost, travelCost, partsCost].filter((cost) => cost !== null)
  return costs.length ? costs.reduce((sum, cost) => sum + cost, 0) : null
}

/** What is expected gets a new deadline when the visit was moved, and a new owner when somebody else has to do it. */
async function renewObligation(change: Change, before: Repair, after: Repair): Promise<void> {
  const { obligation } = statusRule(after.status)
  if (!obligation) return
  const isMoved = Boolean(obligation.atVisitDate) && before.visitAt?.getTime() !== after.visitAt?.getTime()
  const owner = (repair: Repair) => JSON.stringify(ownerOf(repair, obligation.party satisfies MoveParty))
  if (!isMoved && owner(before) === owner(after)) return
  const dueAt = dueIn(change, after.status, after.visitAt)
  await change.obligation.end({ repairId: after.id }, 'CANCELLED')
  const renewed = await change.tx.repair.update({ where: { id: after.id }, data: { dueAt } })
  await openRepairObligation(change, renewed)
  change.wrote('repair', after, renewed)
  if (isMoved) await announceVisit({ change, after })
}

async function tellNewPeople(change: Change, before: Repair, after: Repair): Promise<void> {
  const record = { repairId: after.id }
  if (after.managerId !== before.managerId) await notify(change, 'REPAIR_RESPONSIBLE', record, [after.managerId])
  if (after.techExpertId !== before.techExpertId && after.status === 'DIAGNOSIS') await tellTechExpert(change, after)
  // before it is assigned, the service centre is only proposed
  const isAtWork = after.status !== 'UNASSIGNED' && !statusRule(after.status).isFinal
  if (after.serviceCenterId !== before.serviceCenterId && isAtWork) await tellAssigned({ change, after })
}
