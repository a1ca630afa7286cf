import type { Services } from '../../context.ts'
import type { Viewer } from '../../gate/viewer.ts'
import { employee } from '../../journal/actor.ts'
import { type Change, change, type RecordRef } from '../../journal/journal.ts'
import { isUuid } from '../../journal/uuid.ts'

export type NotificationKind =
  | 'REQUEST_NEW'
  | 'REQUEST_RESPONSIBLE'
  | 'REQUEST_RETURNED'
  | 'REQUEST_COMPLETED'
  | 'REQUEST_REJECTED'
  | 'REQUEST_ACCEPTED'
  | 'REPAIR_UNASSIGNED'
  | 'REPAIR_ASSIGNED'
  | 'REPAIR_RESPONSIBLE'
  | 'DOCUMENTS_DUE'
  | 'DOCUMENTS_RETURNED'
  | 'DIAGNOSIS_DUE'
  | 'PARTS_REQUESTED'
  | 'PARTS_RECEIVED'
  | 'READY_TO_CLOSE'
  | 'REPAIR_RETURNED'
  | 'REPAIR_CANCELLED'
  | 'REPAIR_CLOSED'
  | 'REPAIR_RATED'
  | 'MENTION'

/** Tells employees something in the app; whoever makes the change is not told of it, nobody is told twice. */
export async function notify(
  change: Change,
  kind: NotificationKind,
  record: RecordRef,
  employeeIds: readonly (string | null)[],
): Promise<void> {
  const told = new Set(employeeIds.filter((id) => id !== null))
  if (change.viewer) told.delete(change.viewer.employeeId)
  if (told.size === 0) return
  await change.tx.notification.createMany({
    data: [...told].map((employeeId) => ({ employeeId, kind, ...record, createdAt: change.at })),
  })
  for (const employeeId of told) change.tell(employeeId)
}

/** Active employees of a service centre or dealer. */
export async function colleagues(
  change: Change,
  organisation: { serviceCenterId: string } | { dealerId: string },
): Promise<string[]> {
  const employees = await change.tx.employee.findMany({
    where: { ...organisation, isActive: true },
    select: { id: true },
  })
  return employees.map(({ id }) => id)
}

/**
 * Active employees of the company whose role lets them take the action: those to whom new work is shown. Administrators,
 * who may do everything, are bothered only while there is nobody else.
 */
export async function officeWith({ tx }: Change, action: string): Promise<string[]> {
  const employees = await tx.employee.findMany({
    where: {
      isActive: true,
      role: { affiliation: 'OFFICE', OR: [{ isAdmin: true }, { actions: { some: { action } } }] },
    },
    select: { id: true, role: { select: { isAdmin: true } } },
  })
  const others = employees.filter(({ role }) => !role.isAdmin)
  return (others.length ? others : employees).map(({ id }) => id)
}

/** Marks the viewer's own notifications as read: the given ones, or all. */
export async function markNotificationsRead(
  services: Services,
  viewer: Viewer,
  ids: readonly string[] | null,
): Promise<{ unread: number }> {
  const { employeeId } = viewer
  return change(services, employee(viewer), async ({ tx, at, tell }) => {
    const { count } = await tx.notification.updateMany({
      where: { employeeId, readAt: null, ...(ids && { id: { in: ids.filter(isUuid) } }) },
      data: { readAt: at },
    })
    if (count) tell(employeeId)
    return { unread: await tx.notification.count({ where: { employeeId, readAt: null } }) }
  })
}
