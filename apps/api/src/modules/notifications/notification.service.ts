import type { NotificationKind, NotificationWithLetter } from '@naryad/domain'
import type { Services } from '../../context.ts'
import type { Viewer } from '../../gate/viewer.ts'
import { employee } from '../../journal/actor.ts'
import { type Change, change, type RecordRef } from '../../journal/journal.ts'
import { isUuid } from '../../journal/uuid.ts'

/**
 * Tells employees something in the app, those whose role is told of such things; whoever makes the change is not told
 * of it, nobody is told twice.
 */
export async function notify(
  change: Change,
  kind: NotificationKind,
  record: RecordRef,
  employeeIds: readonly (string | null)[],
): Promise<void> {
  const told = new Set(employeeIds.filter((id) => id !== null))
  if (change.viewer) told.delete(change.viewer.employeeId)
  if (told.size === 0) return
  for (const id of await withRule(change, kind, [...told], { isInApp: false })) told.delete(id)
  if (told.size === 0) return
  await change.tx.notification.createMany({
    data: [...told].map((employeeId) => ({ employeeId, kind, ...record, createdAt: change.at })),
  })
  for (const employeeId of told) change.tell(employeeId)
}

/** Those of the employees whose role gets a letter of such things. No rule of the role: it does. */
export async function withLetter(
  change: Pick<Change, 'tx'>,
  kind: NotificationWithLetter,
  employeeIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (employeeIds.length === 0) return new Set()
  const without = new Set(await withRule(change, kind, employeeIds, { isByMail: false }))
  return new Set(employeeIds.filter((id) => !without.has(id)))
}

async function withRule(
  { tx }: Pick<Change, 'tx'>,
  kind: NotificationKind,
  employeeIds: readonly string[],
  rule: { isInApp: false } | { isByMail: false },
): Promise<string[]> {
  const employees = await tx.employee.findMany({
    where: { id: { in: [...employeeIds] }, role: { notifications: { some: { kind, ...rule } } } },
    select: { id: true },
  })
  return employees.map(({ id }) => id)
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
