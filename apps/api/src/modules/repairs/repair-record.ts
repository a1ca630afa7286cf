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
import { type Owner, openObligation } from '../obligations/obligation.service.ts'

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

/** Opens what the repair's status expects, of whoever answers for it, and returns when that falls due. */
export async function openRepairObligation(change: Change, repair: Repair): Promise<Date | null> {
  const { obligation } = statusRule(repair.status)
  if (!obligation) return null
  const { kind, party } = obligation
  const due = obligation.atVisitDate ? { at: repair.visitAt ?? change.at } : { workingHours: obligation.workingHours }
  return openObligation(change, { repairId: repair.id }, { kind, party, due }, ownerOf(repair, party))
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
