import { DomainError } from '@naryad/domain'
import type { Role } from '../../../generated/prisma/client.ts'
import type { Context, Transaction } from '../../context.ts'
import type { Viewer } from '../../gate/viewer.ts'
import { requireVisible } from '../../gate/write.ts'
import { requireWithinOwn } from '../../journal/own-rights.ts'
import { requireReads } from '../../journal/refusals.ts'
import { isUuid } from '../../journal/uuid.ts'
import { audit } from '../audit/audit.service.ts'
import { requireViewer } from './session.service.ts'

/** Whom or what the app is to be seen as; a partner's role is seen with one of its organisations. */
export interface ViewTarget {
  employeeId?: string | null | undefined
  roleId?: string | null | undefined
  serviceCenterId?: string | null | undefined
  dealerId?: string | null | undefined
}

interface View {
  subject: { type: 'employee' | 'role'; id: string; name: string }
  role: Role
  columns: Record<'viewEmployeeId' | 'viewRoleId' | 'viewServiceCenterId' | 'viewDealerId', string | null>
}

const none: View['columns'] = { viewEmployeeId: null, viewRoleId: null, viewServiceCenterId: null, viewDealerId: null }

/**
 * From now on the session sees the app as somebody else does, and changes nothing, until `stopViewAs`. A trigger tells
 * every server to look at its sockets again.
 *
 * @throws DomainError VALIDATION unless there is one target, another than oneself, with the organisation it needs;
 *   NOT_FOUND for one that is not there, not active or out of the viewer's rows; FORBIDDEN_FIELD for an employee of whom
 *   the viewer may not read what a view shows; FORBIDDEN for partners, whose people would see past the wall
 *   between them, with reason ADMINISTRATOR for an administrator's view, unless the viewer is one, and with reason
 *   BEYOND_OWN_RIGHTS for a view of more than the viewer's own lasting rights
 */
export async function viewAs(ctx: Context, target: ViewTarget): Promise<void> {
  const viewer = requireViewer(ctx)
  const { sessionId } = ctx
  if (!sessionId) throw new DomainError('UNAUTHENTICATED')
  if (viewer.affiliation !== 'OFFICE') throw new DomainError('FORBIDDEN')
  // what a view tells of whom it is of at once
  if (target.employeeId)
    requireReads({ viewer, services: ctx }, ['employee.name', 'employee.email', 'employee.isActive', 'employee.role'])
  await ctx.prisma.$transaction(async (tx) => {
    await requireSeen(ctx, tx, viewer, target)
    const view = await readTarget(tx, target)
    if (view.columns.viewEmployeeId === viewer.employeeId) throw new DomainError('VALIDATION', { reason: 'SELF' })
    const { role, columns } = view
    if (role.isAdmin && !viewer.isAdmin) throw new DomainError('FORBIDDEN', { reason: 'ADMINISTRATOR' })
    await requireWithinOwn(ctx, tx, { employeeId: columns.viewEmployeeId, role })
    const { count } = await tx.session.updateMany({ where: { id: sessionId, endedAt: null }, data: columns })
    if (!count) throw new DomainError('UNAUTHENTICATED')
    await audit(tx, ctx, { kind: 'viewAsStarted', actorId: viewer.employeeId, subject: view.subject })
  })
}

/** Back to one's own eyes, also from a view that has lapsed and might come back; nothing happens without a view. */
export async function stopViewAs(ctx: Context): Promise<void> {
  const { sessionId } = ctx
  if (!sessionId) return
  const session = await ctx.prisma.session.findUnique({
    where: { id: sessionId },
    select: {
      employeeId: true,
      viewEmployee: { select: { id: true, name: true } },
      viewRole: { select: { id: true, name: true } },
    },
  })
  const { viewEmployee = null, viewRole = null } = session ?? {}
  const subject = viewEmployee ? { type: 'employee', ...viewEmployee } : viewRole && { type: 'role', ...viewRole }
  if (!session || !subject) return
  await ctx.prisma.$transaction(async (tx) => {
    await tx.session.updateMany({ where: { id: sessionId }, data: none })
    await audit(tx, ctx, { kind: 'viewAsStopped', actorId: session.employeeId, subject })
  })
}

/** @throws DomainError NOT_FOUND for a target out of the viewer's rows, the same as for one that is not there */
async function requireSeen({ catalog }: Context, tx: Transaction, viewer: Viewer, target: ViewTarget): Promise<void> {
  const { employeeId: employee, roleId: role, serviceCenterId: serviceCenter, dealerId: dealer } = target
  for (const [entity, id] of Object.entries({ employee, role, serviceCenter, dealer }))
    if (id) await requireVisible(tx, viewer, catalog, entity, [id])
}

async function readTarget(tx: Transaction, target: ViewTarget): Promise<View> {
  const { employeeId, roleId } = target
  if (employeeId && !roleId && !target.serviceCenterId && !target.dealerId) return readEmployee(tx, employeeId)
  if (roleId && !employeeId) return readRole(tx, roleId, target)
  throw new DomainError('VALIDATION', { reason: 'UNCLEAR_TARGET' })
}

async function readEmployee(tx: Transaction, id: string): Promise<View> {
  const employee = isUuid(id)
    ? await tx.employee.findUnique({
        where: { id, isActive: true },
        select: { name: true, role: true },
      })
    : null
  if (!employee) throw new DomainError('NOT_FOUND')
  const subject = { type: 'employee', id, name: employee.name } as const
  return { subject, role: employee.role, columns: { ...none, viewEmployeeId: id } }
}

async function readRole(tx: Transaction, id: string, { serviceCenterId, dealerId }: ViewTarget): Promise<View> {
  const role = isUuid(id) ? await tx.role.findUnique({ where: { id } }) : null
  if (!role) throw new DomainError('NOT_FOUND')
  const given = { SERVICE_CENTER: Boolean(serviceCenterId), DEALER: Boolean(dealerId), OFFICE: false }
  const isFitting = Object.entries(given).every(([affiliation, isGiven]) =>
    affiliation === role.affiliation ? isGiven || affiliation === 'OFFICE' : !isGiven,
  )
  if (!isFitting) throw new DomainError('VALIDATION', { reason: 'ORGANISATION' })
  if (![serviceCenterId, dealerId].every((one) => !one || isUuid(one))) throw new DomainError('NOT_FOUND')
  const organisation = serviceCenterId
    ? await tx.serviceCenter.findUnique({ where: { id: serviceCenterId }, select: { name: true } })
    : dealerId
      ? await tx.dealer.findUnique({ where: { id: dealerId }, select: { name: true } })
      : { name: null }
  if (!organisation) throw new DomainError('NOT_FOUND')
  const name = organisation.name === null ? role.name : `${role.name} · ${organisation.name}`
  return {
    subject: { type: 'role', id, name },
    role,
    columns: { ...none, viewRoleId: id, viewServiceCenterId: serviceCenterId ?? null, viewDealerId: dealerId ?? null },
  }
}
