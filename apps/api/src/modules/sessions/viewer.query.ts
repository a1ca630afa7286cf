import type { Context } from '../../context.ts'
import type { Viewer } from '../../gate/viewer.ts'

/** The signed-in person as the client knows him. */
export async function viewerView(ctx: Pick<Context, 'prisma' | 'catalog'>, viewer: Viewer) {
  return {
    id: viewer.employeeId,
    name: viewer.name,
    email: viewer.email,
    locale: viewer.locale,
    roleName: viewer.roleName,
    affiliation: viewer.affiliation,
    isAdmin: viewer.isAdmin,
    serviceCenterId: viewer.serviceCenterId,
    dealerId: viewer.dealerId,
    permissionVersion: viewer.permissions.version,
    actions: [...viewer.permissions.actions].sort(),
    unreadNotifications: await countUnread(ctx, viewer.employeeId),
  }
}

/** Notifications that the employee has not opened yet. */
export async function countUnread(ctx: Pick<Context, 'prisma'>, employeeId: string): Promise<number> {
  return ctx.prisma.notification.count({ where: { employeeId, readAt: null } })
}

/** The same for many at once; who has none is absent. */
export async function countUnreadOf(
  ctx: Pick<Context, 'prisma'>,
  employeeIds: string[],
): Promise<ReadonlyMap<string, number>> {
  if (employeeIds.length === 0) return new Map()
  const counts = await ctx.prisma.notification.groupBy({
    by: 'employeeId',
    where: { employeeId: { in: employeeIds }, readAt: null },
    _count: true,
  })
  return new Map(counts.map(({ employeeId, _count }) => [employeeId, _count]))
}
