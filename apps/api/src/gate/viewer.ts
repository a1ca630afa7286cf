import { DomainError } from '@naryad/domain'
import type { Pool } from 'pg'
import type { Transaction } from '../context.ts'
import type { Catalog } from './catalog.ts'
import { widestScope } from './partner-wall.ts'
import { hasBit, type PermissionCache, type PermissionSet, type RowScope, readPermissionsOf } from './permissions.ts'
import type { ViewerBinding } from './sql.ts'

export type Affiliation = 'OFFICE' | 'SERVICE_CENTER' | 'DEALER'

/** Whoever is signed in, with his compiled rights. There is no viewer that may do everything by being absent. */
export interface Viewer {
  readonly employeeId: string
  readonly name: string
  readonly email: string
  readonly locale: string
  readonly roleId: string
  readonly roleName: string
  readonly affiliation: Affiliation
  readonly isAdmin: boolean
  readonly serviceCenterId: string | null
  readonly dealerId: string | null
  readonly permissions: PermissionSet
  /** It is he himself: he gave his password or a code within minutes. Absent wherever nobody could have asked him. */
  readonly isProven?: boolean
}

/** What of the services reading a viewer takes. */
export interface ViewerServices {
  readonly pool: Pool
  readonly permissions: PermissionCache
  readonly clock: { now(): Date }
}

interface EmployeeRow extends Omit<Viewer, 'permissions'> {
  readonly version: string
}

/** Columns of a viewer, for statements that read him together with something else (the session). */
export const viewerColumns = `e.id as "employeeId", e.name, e.email, e.locale, e.role_id as "roleId", r.name as "roleName",
  r.affiliation, r.is_admin as "isAdmin", e.service_center_id as "serviceCenterId", e.dealer_id as "dealerId",
  (select version::text from permission_version) as version`

/** The employee with the rights he has now; null when there is no such employee or he is no longer active. */
export async function loadViewer(services: ViewerServices, employeeId: string): Promise<Viewer | null> {
  const { rows } = await services.pool.query<EmployeeRow>({
    name: 'gate_viewer',
    text: `select ${viewerColumns} from employees e join roles r on r.id = e.role_id where e.id = $1::uuid and e.is_active`,
    values: [employeeId],
  })
  return rows[0] ? viewerOf(services, rows[0]) : null
}

/** The viewer of a row that was read with viewerColumns. */
export async function viewerOf(services: ViewerServices, row: EmployeeRow): Promise<Viewer> {
  const { version, ...employee } = row
  const { employeeId, roleId } = employee
  const permissions = await services.permissions.get({ employeeId, roleId, version, now: services.clock.now() })
  return {
    employeeId,
    name: employee.name,
    email: employee.email,
    locale: employee.locale,
    roleId,
    roleName: employee.roleName,
    affiliation: employee.affiliation,
    isAdmin: employee.isAdmin,
    serviceCenterId: employee.serviceCenterId,
    dealerId: employee.dealerId,
    permissions,
  }
}

/**
 * The active ones of these employees with the rights they have now, in a number of statements that does not depend on
 * theirs. Reads inside the transaction, which must not wait for a second connection while it holds one.
 */
export async function loadViewers(
  tx: Transaction,
  { catalog, clock }: Pick<ViewerServices, 'clock'> & { catalog: Catalog },
  employeeIds: readonly string[],
): Promise<Viewer[]> {
  if (employeeIds.length === 0) return []
  const rows = await tx.$queryRawUnsafe<EmployeeRow[]>(
    `select ${viewerColumns} from employees e join roles r on r.id = e.role_id where e.id = any($1::uuid[]) and e.is_active`,
    [...employeeIds],
  )
  const version = rows[0]?.version ?? ''
  const permissions = await readPermissionsOf(tx, catalog, rows, { version, now: clock.now() })
  return rows.flatMap(({ version: _, ...employee }) => {
    const set = permissions.get(employee.employeeId)
    return set ? [{ ...employee, permissions: set }] : []
  })
}

/** Whether the viewer may take the action: 'repair.close', 'section.repairs'. */
export function hasAction(viewer: Viewer, action: string): boolean {
  return viewer.permissions.isAdmin || viewer.permissions.actions.has(action)
}

/** @throws DomainError FORBIDDEN when the viewer may not take the action. */
export function requireAction(viewer: Viewer, action: string): void {
  if (!hasAction(viewer, action)) throw new DomainError('FORBIDDEN', { action })
}

export function canRead(viewer: Viewer, catalog: Catalog, entity: string, key: string): boolean {
  const field = catalog.entity(entity).fields.get(key)
  return field !== undefined && hasBit(viewer.permissions.read, field)
}

export function canWrite(viewer: Viewer, catalog: Catalog, entity: string, key: string): boolean {
  const field = catalog.entity(entity).fields.get(key)
  return field !== undefined && hasBit(viewer.permissions.write, field)
}

/** Which rows the viewer reaches; an entity without a rule has none. */
export function rowScope(viewer: Viewer, entity: string, access: 'read' | 'write'): RowScope {
  const { isAdmin, readScopes, writeScopes } = viewer.permissions
  if (isAdmin) return 'ALL'
  const scope = (access === 'read' ? readScopes : writeScopes).get(entity) ?? 'NONE'
  // The company's own people have no narrower organisation than the company.
  if (viewer.affiliation === 'OFFICE') return scope === 'ORGANISATION' ? 'ALL' : scope
  return scope === 'ALL' ? widestScope(viewer.affiliation, entity) : scope
}

/** What statements are told of the viewer when they run. */
export function bindingsOf(viewer: Viewer): Readonly<Record<ViewerBinding, string | null>> {
  const { employeeId, roleId, serviceCenterId, dealerId, isProven } = viewer
  return { employeeId, roleId, serviceCenterId, dealerId, provenId: isProven ? employeeId : null }
}

/**
 * Whose rows these are, so that viewers with equal permissions.key and equal scopeKey are given the same answer.
 * Every scope of the viewer is in it, since a selection may reach other entities.
 */
export function scopeKey(viewer: Viewer): string {
  if (viewer.permissions.isAdmin) return 'ALL'
  const scopes = [...viewer.permissions.readScopes.keys()].map((entity) => rowScope(viewer, entity, 'read'))
  const isLimited = scopes.includes('ORGANISATION') || scopes.includes('OWN')
  // of roles, one sees one's own
  const parts: string[] = isLimited ? [`ROLE:${viewer.roleId}`] : []
  if (scopes.includes('ORGANISATION')) parts.push(`ORGANISATION:${viewer.serviceCenterId ?? viewer.dealerId}`)
  if (scopes.includes('OWN')) parts.push(`OWN:${viewer.employeeId}`)
  return parts.join('|') || 'ALL'
}
