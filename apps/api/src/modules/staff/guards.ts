/**
 * Whom a holder of staff.manage may manage and what he may give: administrators all, anybody else only people who are no
 * administrators, and only rights that he has himself. A partner's manages his own organisation.
 */
import { DomainError } from '@naryad/domain'
import type { Employee, Role } from '../../../generated/prisma/client.ts'
import type { Context, Transaction } from '../../context.ts'
import { widestScope } from '../../gate/partner-wall.ts'
import { hasBit, type PermissionSet, type RowScope, readPermissions } from '../../gate/permissions.ts'
import { type Affiliation, hasAction, rowScope, type Viewer } from '../../gate/viewer.ts'
import { lockRow } from '../../gate/write.ts'
import { lastingSelves } from '../../journal/lasting-selves.ts'
import { signedIn } from '../../journal/signed-in.ts'
import { isUuid } from '../../journal/uuid.ts'

export type ManagedEmployee = Employee & { role: Role }

/** Nobody: what a role allows by itself, without anybody's exceptions. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

const width: Readonly<Record<RowScope, number>> = { NONE: 0, OWN: 1, ORGANISATION: 2, ALL: 3 }
const accessWidth = { NONE: 0, READ: 1, WRITE: 2 } as const

/**
 * The employee, locked for this transaction.
 *
 * @throws DomainError NOT_FOUND for one whom the viewer may not manage, the same as for one who is not there; FORBIDDEN
 *   with reason ADMINISTRATOR
 */
export async function lockManaged(ctx: Context, tx: Transaction, id: string): Promise<ManagedEmployee> {
  const viewer = signedIn(ctx)
  if (!isUuid(id)) throw new DomainError('NOT_FOUND')
  await lockRow(tx, viewer, ctx.catalog, 'employee', id)
  const employee = await tx.employee.findUniqueOrThrow({ where: { id }, include: { role: true } })
  if (!isOfOwnOrganisation(viewer, employee)) throw new DomainError('NOT_FOUND')
  if (employee.role.isAdmin && !viewer.isAdmin) throw new DomainError('FORBIDDEN', { reason: 'ADMINISTRATOR' })
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

/** @throws DomainError FORBIDDEN with reason BEYOND_OWN_RIGHTS */
export function refuseBeyondOwn(isWithinOwn: boolean): void {
  if (!isWithinOwn) throw new DomainError('FORBIDDEN', { reason: 'BEYOND_OWN_RIGHTS' })
}

/**
 * Whoever gets into the account, or is given the role, would have no right that the viewer lacks. Exceptions that close
 * make an account no smaller: they run out, and an administrator who wonders takes them back.
 *
 * @param account.employeeId null: anybody who is given the role
 * @throws DomainError FORBIDDEN with reason BEYOND_OWN_RIGHTS
 */
export async function requireWithinOwn(
  ctx: Context,
  tx: Transaction,
  account: { employeeId: string | null; role: Pick<Role, 'id' | 'affiliation'> },
): Promise<void> {
  if (signedIn(ctx).isAdmin) return
  const { id: roleId, affiliation } = account.role
  const now = ctx.clock.now()
  const rightsOf = (employeeId: string) => readPermissions(tx, ctx.catalog, { employeeId, roleId, version: '', now })
  const rights = [await rightsOf(NOBODY), ...(account.employeeId === null ? [] : [await rightsOf(account.employeeId)])]
  const selves = await lastingSelves(ctx, tx)
  refuseBeyondOwn(selves.every((self) => rights.every((one) => isWithin(self, one, affiliation))))
}

function isWithin(viewer: Viewer, rights: PermissionSet, affiliation: Affiliation): boolean {
  const own = viewer.permissions
  const isCovered = (mask: Uint32Array, by: Uint32Array) =>
    mask.every((word, index) => (word & ~(by[index] ?? 0)) === 0)
  return (
    !rights.isAdmin &&
    isCovered(rights.read, own.read) &&
    isCovered(rights.write, own.write) &&
    [...rights.actions].every((action) => hasAction(viewer, action)) &&
    [...rights.readScopes].every(([entity, scope]) => isScopeWithin(viewer, entity, 'read', scope, affiliation)) &&
    [...rights.writeScopes].every(([entity, scope]) => isScopeWithin(viewer, entity, 'write', scope, affiliation))
  )
}

/** Whether the viewer himself reaches at least the rows that the scope opens to somebody of the affiliation. */
export function isScopeWithin(
  viewer: Viewer,
  entity: string,
  access: 'read' | 'write',
  scope: RowScope,
  affiliation: Affiliation,
): boolean {
  return viewer.isAdmin || width[effective(scope, entity, affiliation)] <= width[rowScope(viewer, entity, access)]
}

function effective(scope: RowScope, entity: string, affiliation: Affiliation): RowScope {
  if (affiliation === 'OFFICE') return scope === 'ORGANISATION' ? 'ALL' : scope
  return scope === 'ALL' ? widestScope(affiliation, entity) : scope
}

/** Whether the viewer himself may do with the field what the access opens. */
export function isAccessWithin(
  viewer: Viewer,
  field: Parameters<typeof hasBit>[1],
  access: keyof typeof accessWidth,
): boolean {
  if (viewer.isAdmin || access === 'NONE') return true
  return hasBit(access === 'WRITE' ? viewer.permissions.write : viewer.permissions.read, field)
}

/** Whether one access opens no more than another. */
export function isNotWider(one: keyof typeof accessWidth, other: keyof typeof accessWidth): boolean {
  return accessWidth[one] <= accessWidth[other]
}

/** The same for rows. */
export function isScopeNotWider(one: RowScope, other: RowScope): boolean {
  return width[one] <= width[other]
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
