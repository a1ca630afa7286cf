import {
  DomainError,
  type MoveParty,
  type RepairStatus,
  type RepairStatusRule,
  type RepairTransitionName,
  type RepairTransitionRule,
  repairStatuses,
  repairTransitions,
} from '@naryad/domain'
import type { Repair } from '../../../generated/prisma/client.ts'
import type { Change } from '../../journal/journal.ts'
import { dueDate, type Owner } from '../obligations/obligation.service.ts'

/** The workflow's rule of a stored status. @throws Error for a status that the workflow does not have */
export function statusRule(status: string): RepairStatusRule {
  if (!isStatus(status)) throw new Error(`The repair workflow has no status ${status}`)
  return repairStatuses[status]
}

/** @throws DomainError TRANSITION_UNAVAILABLE for a name that the workflow does not have */
export function transitionRule(name: string): { name: RepairTransitionName; rule: RepairTransitionRule } {
  if (!Object.hasOwn(repairTransitions, name)) throw new DomainError('TRANSITION_UNAVAILABLE')
  const known = name as RepairTransitionName
  return { name: known, rule: repairTransitions[known] }
}

export function isStatus(status: string): status is RepairStatus {
  return Object.hasOwn(repairStatuses, status)
}

/** When what a status expects falls due, if it is entered now; null when it expects nothing. */
export function dueIn(change: Change, status: string, visitAt: Date | null): Date | null {
  const { obligation } = statusRule(status)
  if (!obligation) return null
  const { atVisitDate, workingHours } = obligation
  return dueDate(change, atVisitDate ? { at: visitAt ?? change.at } : { workingHours })
}

/** Opens what the repair's status expects by its `dueAt`, of whoever answers for it. */
export async function openRepairObligation({ obligation }: Change, repair: Repair): Promise<void> {
  const expected = statusRule(repair.status).obligation
  if (!expected || !repair.dueAt) return
  const { kind, party } = expected
  const { id: repairId, dueAt } = repair
  await obligation.open({ record: { repairId }, kind, party, dueAt, ...ownerOf(repair, party) })
}

/** Who of the repair's people a party is. */
export function ownerOf(repair: Repair, party: MoveParty): Owner {
  const owners: Record<MoveParty, Owner> = {
    SERVICE_CENTER: { serviceCenterId: repair.serviceCenterId },
    TECH_EXPERT: { employeeId: repair.techExpertId },
    MANAGER: { employeeId: repair.managerId },
    SUPPLIER: {},
    CLIENT: {},
    NONE: {},
  }
  return owners[party]
}
