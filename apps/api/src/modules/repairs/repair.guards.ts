import type { RepairTransitionName } from '@naryad/domain'
import type { Repair } from '../../../generated/prisma/client.ts'
import type { Change } from '../../journal/journal.ts'
import type { Problem } from '../../journal/patch.ts'

/** A transition about to be made; `after` is the repair with what was sent along. */
export interface IntendedMove {
  change: Change
  before: Repair
  after: Repair
}

/** What the workflow's table cannot say of a move; null when nothing is wrong. */
export type RepairGuard = (move: IntendedMove) => Promise<Problem | null> | Problem | null

const visitIsAhead: RepairGuard = ({ change, after }) =>
  after.visitAt && after.visitAt < change.at ? { key: 'visitAt', problem: 'IN_PAST' } : null

const serviceCenterTakesWork: RepairGuard = async ({ change, before, after }) => {
  if (!after.serviceCenterId || after.serviceCenterId === before.serviceCenterId) return null
  const center = await change.tx.serviceCenter.findUnique({
    where: { id: after.serviceCenterId },
    select: { isActive: true },
  })
  return center?.isActive ? null : { key: 'serviceCenter', problem: 'INACTIVE' }
}

const serviceCenterIsAnother: RepairGuard = ({ before, after }) =>
  after.serviceCenterId === before.serviceCenterId ? { key: 'serviceCenter', problem: 'INVALID' } : null

export const repairGuards: Record<RepairTransitionName, readonly RepairGuard[]> = {
  assign: [serviceCenterTakesWork],
  reassign: [serviceCenterIsAnother, serviceCenterTakesWork],
  scheduleVisit: [visitIsAhead],
  rescheduleVisit: [visitIsAhead],
  recordVisit: [],
  submitDocuments: [],
  returnDocuments: [],
  requestParts: [],
  confirmDiagnosis: [],
  receiveParts: [],
  submitFinalReport: [],
  returnForRework: [],
  close: [],
  cancel: [],
  refuse: [],
  reopen: [serviceCenterTakesWork],
}
