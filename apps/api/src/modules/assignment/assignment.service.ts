import {
  type Assignment,
  type AssignmentSubject,
  chooseAssignment,
  type RepairStatus,
  repairStatuses,
  repairStatusNames,
} from '@naryad/domain'
import type { Transaction } from '../../context.ts'

const ended: RepairStatus[] = repairStatusNames.filter((status) => repairStatuses[status].isFinal)

/**
 * Who takes a repair by the rules as they stand: load is the repairs a service centre has open. Null when no rule of an
 * active service centre fits.
 */
export async function findAssignment(tx: Transaction, subject: AssignmentSubject): Promise<Assignment | null> {
  const rules = await tx.assignmentRule.findMany({
    where: { manufacturerId: subject.manufacturerId, isActive: true, serviceCenter: { isActive: true } },
    include: { serviceCenter: { select: { id: true, name: true, rating: true } } },
  })
  const centers = new Map(rules.map(({ serviceCenter }) => [serviceCenter.id, serviceCenter]))
  if (centers.size === 0) return null
  const loads = await tx.repair.groupBy({
    by: ['serviceCenterId'],
    where: { serviceCenterId: { in: [...centers.keys()] }, status: { notIn: ended } },
    _count: { _all: true },
  })
  const loadOf = new Map(loads.map(({ serviceCenterId, _count }) => [serviceCenterId, _count._all]))
  const candidates = [...centers.values()].map(({ id, name, rating }) => ({
    serviceCenterId: id,
    name,
    rating,
    load: loadOf.get(id) ?? 0,
  }))
  return chooseAssignment(subject, rules, candidates)
}
