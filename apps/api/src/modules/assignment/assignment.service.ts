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

/** What an employee of the company must be allowed to do to answer for this part of a repair. */
const parts = {
  managerId: 'repair.assign',
  techExpertId: 'repair.confirmDiagnosis',
} as const

export type AssignedPeople = Record<keyof typeof parts, string | null>

/**
 * The manager and the tech expert of a new repair: those whom the rule names, and where it names nobody, or somebody
 * who has gone, an active employee of the company to whom the manufacturer's repairs come automatically and whose role
 * may do that part. Of several the one with the fewest open repairs in that part, then the first by name and id. Null:
 * there is nobody.
 */
export async function findPeople(
  tx: Transaction,
  manufacturerId: string,
  named: Readonly<Partial<AssignedPeople>> | null,
): Promise<AssignedPeople> {
  return {
    managerId: await findPerson(tx, manufacturerId, 'managerId', named),
    techExpertId: await findPerson(tx, manufacturerId, 'techExpertId', named),
  }
}

async function findPerson(
  tx: Transaction,
  manufacturerId: string,
  part: keyof typeof parts,
  named: Readonly<Partial<AssignedPeople>> | null,
): Promise<string | null> {
  const namedId = named?.[part]
  const isThere = namedId && (await tx.employee.findFirst({ where: { id: namedId, isActive: true } }))
  if (isThere) return namedId
  const people = await tx.employee.findMany({
    where: {
      isActive: true,
      manufacturers: { some: { manufacturerId } },
      role: { affiliation: 'OFFICE', OR: [{ isAdmin: true }, { actions: { some: { action: parts[part] } } }] },
    },
    select: { id: true, name: true },
  })
  if (people.length <= 1) return people[0]?.id ?? null
  const loads = await tx.repair.groupBy({
    by: [part],
    where: { [part]: { in: people.map(({ id }) => id) }, status: { notIn: ended } },
    _count: { _all: true },
  })
  const loadOf = new Map(loads.map((row) => [row[part], row._count._all]))
  const load = ({ id }: { id: string }) => loadOf.get(id) ?? 0
  // names by code units: the order of a locale changes with the machine's version of ICU
  const order = (one: { id: string; name: string }) => `${one.name}\u0000${one.id}`
  people.sort((a, b) => load(a) - load(b) || (order(a) < order(b) ? -1 : 1))
  return people[0]?.id ?? null
}
