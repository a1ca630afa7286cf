/** How far rights over others go: to one's own, and those that last. */
import { DomainError } from '@naryad/domain'
import type { Role } from '../../generated/prisma/client.ts'
import type { Context, Transaction } from '../context.ts'
import { widestScope } from '../gate/partner-wall.ts'
import { hasBit, type PermissionSet, type RowScope, readPermissions } from '../gate/permissions.ts'
import { type Affiliation, hasAction, rowScope, type Viewer } from '../gate/viewer.ts'
import { lastingSelves } from './lasting-selves.ts'
import { signedIn } from './signed-in.ts'

/** Nobody: what a role allows by itself, without anybody's exceptions. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

const width: Readonly<Record<RowScope, number>> = { NONE: 0, OWN: 1, ORGANISATION: 2, ALL: 3 }
const accessWidth = { NONE: 0, READ: 1, WRITE: 2 } as const

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
  const isSomebody = account.employeeId !== null
  refuseBeyondOwn(selves.every((self) => rights.every((one) => isWithin(self, one, { affiliation, isSomebody }))))
}

/**
 * Whether the viewer has every right and reaches every row that the rights open to their holder.
 *
 * @param holder.isSomebody the rights are those of an account, whose own rows are not the viewer's own; otherwise of a
 *   role that the viewer or anybody else may be given
 */
export function isWithin(
  viewer: Viewer,
  rights: PermissionSet,
  holder: { affiliation: Affiliation; isSomebody: boolean },
): boolean {
  if (viewer.isAdmin) return true
  const own = viewer.permissions
  const { affiliation } = holder
  const rowsOf = (scope: RowScope): RowScope => (holder.isSomebody && scope === 'OWN' ? 'ORGANISATION' : scope)
  const isCovered = (mask: Uint32Array, by: Uint32Array) =>
    mask.every((word, index) => (word & ~(by[index] ?? 0)) === 0)
  return (
    !rights.isAdmin &&
    isCovered(rights.read, own.read) &&
    isCovered(rights.write, own.write) &&
    [...rights.actions].every((action) => hasAction(viewer, action)) &&
    [...rights.readScopes].every(([entity, scope]) =>
      isScopeWithin(viewer, entity, 'read', rowsOf(scope), affiliation),
    ) &&
    [...rights.writeScopes].every(([entity, scope]) =>
      isScopeWithin(viewer, entity, 'write', rowsOf(scope), affiliation),
    )
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
