import { createHash } from 'node:crypto'
import type { Context } from '../../context.ts'
import { scopeKey, type Viewer } from '../../gate/viewer.ts'
import type { Entered } from './session.service.ts'

/** The signed-in person as the client knows him. */
export async function viewerView(
  ctx: Pick<Context, 'prisma' | 'catalog' | 'clock' | 'viewedBy' | 'sudoUntil'>,
  viewer: Viewer,
) {
  const where = { id: ctx.viewedBy?.employeeId ?? viewer.employeeId, totpConfirmedAt: { not: null } }
  const [unreadNotifications, secondFactors] = await Promise.all([
    countUnread(ctx, viewer.employeeId),
    ctx.prisma.employee.count({ where }),
  ])
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
    permissionVersion: rightsVersion(viewer),
    actions: [...viewer.permissions.actions].sort(),
    unreadNotifications,
    viewedBy: ctx.viewedBy?.name ?? null,
    sudoUntil: ctx.sudoUntil && ctx.sudoUntil > ctx.clock.now() ? ctx.sudoUntil : null,
    hasSecondFactor: secondFactors > 0,
  }
}

/** What a password or a code has opened, as the client is told. */
export async function enteredView(ctx: Context, { viewer, step, sudoUntil }: Entered) {
  return { step, viewer: viewer && (await viewerView({ ...ctx, viewedBy: null, sudoUntil }, viewer)) }
}

/**
 * Differs whenever the viewer may do, read or reach something else than before: a rule changed, an exception ran out, he
 * sees the app as somebody else. What a client keeps of an answer is good for one of these.
 */
export function rightsVersion(viewer: Viewer): string {
  const parts = [viewer.permissions.key, viewer.employeeId, scopeKey(viewer)]
  return createHash('sha256').update(parts.join(' ')).digest('base64url').slice(0, 22)
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
