/**
 * Whom a holder of staff.manage may manage and what he may give: administrators all, anybody else only people who are no
 * administrators, and only rights that he has himself. A partner's manages his own organisation.
 */
import { DomainError, isDomainError } from '@naryad/domain'
import type { Employee, Role } from '../../../generated/prisma/client.ts'
import type { Context, Transaction } from '../../context.ts'
import type { Viewer } from '../../gate/viewer.ts'
import { lockRow } from '../../gate/write.ts'
import { requireWithinOwn } from '../../journal/own-rights.ts'
import { requireReads } from '../../journal/refusals.ts'
import { signedIn } from '../../journal/signed-in.ts'
import { isUuid } from '../../journal/uuid.ts'

export type ManagedEmployee = Employee & { role: Role }

/**
 * The employee, locked for this transaction.
 *
 * @throws DomainError NOT_FOUND for one whom the viewer may not manage, the same as for one who is not there; FORBIDDEN
 *   with reason ADMINISTRATOR; FORBIDDEN_FIELD
 */
export async function lockManaged(ctx: Context, tx: Transaction, id: string): Promise<ManagedEmployee> {
  const viewer = signedIn(ctx)
  if (!isUuid(id)) throw new DomainError('NOT_FOUND')
  await lockRow(tx, viewer, ctx.catalog, 'employee', id)
  const employee = await tx.employee.findUniqueOrThrow({ where: { id }, include: { role: true } })
  if (!isOfOwnOrganisation(viewer, employee)) throw new DomainError('NOT_FOUND')
  // a partner's own people are no administrators; of others the refusal tells the role
  if (viewer.affiliation === 'OFFICE') requireReads({ viewer, services: ctx }, ['employee.role'])
  if (employee.role.isAdmin && !viewer.isAdmin) throw new DomainError('FORBIDDEN', { reason: 'ADMINISTRATOR' })
  return employee
}

/**
 * The same of somebody with no right that the viewer lacks; of oneself always.
 *
 * @throws DomainError as `lockManaged`; FORBIDDEN with reason BEYOND_OWN_RIGHTS
 */
export async function lockWithinOwn(ctx: Context, tx: Transaction, id: string): Promise<ManagedEmployee> {
  const employee = await lockManaged(ctx, tx, id)
  if (id !== signedIn(ctx).employeeId) await requireWithinOwn(ctx, tx, { employeeId: id, role: employee.role })
  return employee
}

/** A partner knows the company's office by name but manages only its own people. */
export function isOfOwnOrganisation(viewer: Viewer, employee: Pick<Employee, 'serviceCenterId' | 'dealerId'>): boolean {
  if (viewer.affiliation === 'OFFICE') return true
  if (viewer.affiliation === 'SERVICE_CENTER') return employee.serviceCenterId === viewer.serviceCenterId
  return employee.dealerId === viewer.dealerId
}

/** @throws DomainError FORBIDDEN with reason OWN_RIGHTS: only an administrator changes rights of his own */
export function refuseOwnRights(viewer: Viewer, employeeId: string): void {
  if (!viewer.isAdmin && viewer.employeeId === employeeId) throw new DomainError('FORBIDDEN', { reason: 'OWN_RIGHTS' })
}

/** Whether the viewer is told of the account itself: it is the viewer's own, or has no right that the viewer lacks. */
export async function isAccountSeen(ctx: Context, { id: employeeId, role }: ManagedEmployee): Promise<boolean> {
  if (signedIn(ctx).employeeId === employeeId) return true
  try {
    await requireWithinOwn(ctx, ctx.prisma, { employeeId, role })
    return true
  } catch (error) {
    if (isDomainError(error, 'FORBIDDEN')) return false
    throw error
  }
}

/**
 * Somebody who may do everything must be left when this one is gone.
 *
 * @throws DomainError VALIDATION with reason LAST_ADMINISTRATOR
 */
export async function requireAnotherAdministrator(tx: Transaction, employeeId: string): Promise<void> {
  // of two administrators who remove each other at once one must stay
  await tx.$queryRaw`select id from roles where is_admin order by id for no key update`
  const another = await tx.employee.findFirst({
    where: { id: { not: employeeId }, isActive: true, passwordHash: { not: null }, role: { isAdmin: true } },
    select: { id: true },
  })
  if (!another) throw new DomainError('VALIDATION', { reason: 'LAST_ADMINISTRATOR' })
}

/** @throws DomainError SUDO_REQUIRED unless the viewer gave his password or a code within minutes */
export function requireSudo({ sudoUntil, clock }: Pick<Context, 'sudoUntil' | 'clock'>): void {
  if (sudoUntil === null || sudoUntil <= clock.now()) throw new DomainError('SUDO_REQUIRED')
}
