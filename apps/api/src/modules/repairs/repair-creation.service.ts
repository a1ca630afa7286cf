import { formatRepairNumber, localDay, type RepairStatus } from '@naryad/domain'
import type { Repair, ServiceRequest } from '../../../generated/prisma/client.ts'
import type { Change, FieldChange } from '../../journal/journal.ts'
import { findAssignment, findPeople } from '../assignment/assignment.service.ts'
import { notify, officeWith } from '../notifications/notification.service.ts'
import { tellAssigned } from './repair.effects.ts'
import { dueIn, openRepairObligation, statusRule } from './repair-record.ts'

/** A request with everything that a repair is made of. */
export type AcceptedRequest = ServiceRequest & { clientId: string; manufacturerId: string }

/**
 * Makes the repair of an accepted request and assigns it by the rules. Without a rule that fits it is unassigned and
 * waits for the manager, it is never dropped.
 */
export async function createRepair(
  change: Change,
  request: AcceptedRequest,
  /** What the assignment rules ask for besides the manufacturer. */
  narrowing: { region: string | null; category: string | null },
): Promise<Repair> {
  const { tx, at } = change
  const assignment = await findAssignment(tx, { manufacturerId: request.manufacturerId, ...narrowing })
  const people = await findPeople(tx, request.manufacturerId, assignment)
  const status: RepairStatus = assignment ? 'ASSIGNED' : 'UNASSIGNED'
  const repair = await tx.repair.create({
    data: {
      number: await nextNumber(change),
      status,
      statusSince: at,
      moveParty: statusRule(status).party,
      dueAt: dueIn(change, status, null),
      urgency: request.urgency,
      requestId: request.id,
      manufacturerId: request.manufacturerId,
      serviceCenterId: assignment?.serviceCenterId ?? null,
      managerId: people.managerId ?? request.responsibleId,
      techExpertId: people.techExpertId,
      dealerId: request.dealerId,
      clientId: request.clientId,
      contactId: request.contactId,
      equipmentId: request.equipmentId,
      complaint: request.complaint,
      city: request.city,
      region: request.region,
      address: request.address,
      contactName: request.contactName,
      contactPhone: request.phone,
      contactEmail: request.email,
      isWarranty: request.isWarranty,
      createdAt: at,
    },
  })
  const record = { repairId: repair.id }
  await openRepairObligation(change, repair)
  await copyDocuments(change, request.id, repair.id)
  await change.feed({ record, kind: 'CREATED' })
  await change.feed({
    record,
    kind: 'ASSIGNMENT',
    changes: assignedPeople(repair),
    reason: assignment
      ? { ...assignment.reason, details: { ...assignment.reason.details } }
      : { code: 'NO_RULE', details: {} },
    actor: { kind: 'system' },
  })
  change.wrote('repair', null, repair)
  await notify(change, 'REPAIR_RESPONSIBLE', record, [repair.managerId])
  if (assignment) await tellAssigned({ change, after: repair })
  else await notify(change, 'REPAIR_UNASSIGNED', record, await officeWith(change, 'repair.assign'))
  return repair
}

async function nextNumber({ tx, at, services }: Change): Promise<string> {
  const rows = await tx.$queryRaw<{ next: number }[]>`select nextval('repair_number_seq')::int as next`
  const year = Number(localDay(at, services.settings.timeZone).slice(0, 4))
  return formatRepairNumber(year, rows[0]?.next ?? 0)
}

function assignedPeople(repair: Repair): FieldChange[] {
  const people = { serviceCenter: repair.serviceCenterId, manager: repair.managerId, techExpert: repair.techExpertId }
  return Object.entries(people).flatMap(([key, value]) =>
    value === null ? [] : [{ entity: 'repair', key, old: null, new: value }],
  )
}

/** The same files, as documents of the repair. */
async function copyDocuments({ tx, touch }: Change, requestId: string, repairId: string): Promise<void> {
  const documents = await tx.document.findMany({
    where: { requestId, removedAt: null },
    select: { type: true, fileId: true, attachedById: true, attachedAt: true },
  })
  if (documents.length === 0) return
  await tx.document.createMany({ data: documents.map((document) => ({ ...document, repairId })) })
  touch('repair', repairId, ['documents'])
}
