import type { RepairTransitionName } from '@naryad/domain'
import type { Repair } from '../../../generated/prisma/client.ts'
import type { Change } from '../../journal/journal.ts'
import type { FieldGuard } from '../../journal/refusals.ts'
import { statusRule } from './repair-record.ts'

/** A change about to be made; `after` is the repair with what was sent along. */
export interface IntendedChange {
  change: Change
  before: Repair
  after: Repair
}

async function isInactivePerson({ change }: IntendedChange, id: string | null): Promise<boolean> {
  if (id === null) return false
  const person = await change.tx.employee.findUnique({ where: { id }, select: { isActive: true } })
  return !person?.isActive
}

async function isInactiveCenter({ change, before, after }: IntendedChange): Promise<boolean> {
  const { serviceCenterId: id } = after
  if (!id || id === before.serviceCenterId) return false
  const center = await change.tx.serviceCenter.findUnique({ where: { id }, select: { isActive: true } })
  return !center?.isActive
}

/** What a repair objects to when its fields are written by hand. */
export const fieldGuards: readonly FieldGuard<IntendedChange>[] = [
  {
    key: 'visitAt',
    restsOn: ['repair.status', 'repair.visitAt'],
    find({ change, before, after }) {
      const { status } = before
      if (!after.visitAt) return status === 'VISIT_SCHEDULED' ? 'REQUIRED' : null
      const awaitsVisit = status === 'ASSIGNED' || status === 'VISIT_SCHEDULED'
      return awaitsVisit && after.visitAt < change.at ? 'IN_PAST' : null
    },
  },
  {
    key: 'serviceCenter',
    restsOn: ['repair.status', 'repair.serviceCenter', 'serviceCenter.isActive'],
    async find(move) {
      if (!move.after.serviceCenterId) return statusRule(move.before.status).isFinal ? null : 'REQUIRED'
      return (await isInactiveCenter(move)) ? 'INACTIVE' : null
    },
  },
  {
    key: 'manager',
    restsOn: ['employee.isActive'],
    find: async (move) => ((await isInactivePerson(move, move.after.managerId)) ? 'INACTIVE' : null),
  },
  {
    key: 'techExpert',
    restsOn: ['employee.isActive'],
    find: async (move) => ((await isInactivePerson(move, move.after.techExpertId)) ? 'INACTIVE' : null),
  },
  {
    key: 'contact',
    restsOn: ['repair.client', 'contact.client'],
    async find({ change, after }) {
      const { contactId: id, clientId } = after
      if (id === null) return null
      const contact = await change.tx.contact.findUnique({ where: { id }, select: { clientId: true } })
      return contact?.clientId === clientId ? null : 'INVALID'
    },
  },
]

/** What the workflow's table cannot say of a move. */
type MoveGuard = FieldGuard<IntendedChange>

const visitIsAhead: MoveGuard = {
  key: 'visitAt',
  restsOn: ['repair.visitAt'],
  find: ({ change, after }) => (after.visitAt && after.visitAt < change.at ? 'IN_PAST' : null),
}

const serviceCenterTakesWork: MoveGuard = {
  key: 'serviceCenter',
  restsOn: ['repair.serviceCenter', 'serviceCenter.isActive'],
  find: async (move) => ((await isInactiveCenter(move)) ? 'INACTIVE' : null),
}

const serviceCenterIsAnother: MoveGuard = {
  key: 'serviceCenter',
  restsOn: ['repair.serviceCenter'],
  find: ({ before, after }) => (after.serviceCenterId === before.serviceCenterId ? 'INVALID' : null),
}

export const moveGuards: Record<RepairTransitionName, readonly MoveGuard[]> = {
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
