import { createHash } from 'node:crypto'
import { allActions, hasLetter, type NotificationKind, notificationKinds } from '@naryad/domain'
import type { Prisma } from '../../../generated/prisma/client.ts'
import type { Transaction } from '../../context.ts'
import type { Catalog } from '../../gate/catalog.ts'
import { compilePermissions, type PermissionRules, type RowScope } from '../../gate/permissions.ts'
import { hasOwnRows } from '../../gate/scopes.ts'
import type { Affiliation, Viewer } from '../../gate/viewer.ts'
import type { FieldName } from './action-requirements.ts'

export type Access = 'NONE' | 'READ' | 'WRITE'

export interface Scopes {
  readonly readScope: RowScope
  readonly writeScope: RowScope
}

export interface Told {
  readonly isInApp: boolean
  readonly isByMail: boolean
}

/** All that a role says, as a value. What an administrator's role says of fields, rows and actions is not asked. */
export interface RoleRules {
  readonly name: string
  readonly affiliation: Affiliation
  readonly isAdmin: boolean
  readonly requiresSecondFactor: boolean
  readonly sessionIdleMinutes: number | null
  readonly sessionMaxHours: number | null
  /** An absent field is one that nobody has decided about. */
  readonly fields: ReadonlyMap<FieldName, Access>
  /** An absent entity has no rows. */
  readonly scopes: ReadonlyMap<string, Scopes>
  readonly actions: ReadonlySet<string>
  /** Every kind, also where nothing is stored. */
  readonly notifications: ReadonlyMap<NotificationKind, Told>
  readonly ipRanges: readonly { readonly cidr: string; readonly note: string | null }[]
}

export interface StoredRole {
  readonly id: string
  readonly rules: RoleRules
}

type Reader = Pick<Transaction, 'role'>

const withRules = {
  fields: true,
  entities: true,
  actions: true,
  notifications: true,
  ipRanges: { orderBy: { id: 'asc' } },
} as const

/** The role with its rules as they stand; null when there is none. */
export async function readRole(db: Reader, catalog: Catalog, id: string): Promise<StoredRole | null> {
  const row = await db.role.findUnique({ where: { id }, include: withRules })
  return row && { id, rules: rulesOf(row, catalog) }
}

/** Every role with its rules, in the order of their names. */
export async function readRoles(db: Reader, catalog: Catalog): Promise<StoredRole[]> {
  const rows = await db.role.findMany({ include: withRules, orderBy: [{ name: 'asc' }, { id: 'asc' }] })
  return rows.map((row) => ({ id: row.id, rules: rulesOf(row, catalog) }))
}

function rulesOf(row: Prisma.RoleGetPayload<{ include: typeof withRules }>, catalog: Catalog): RoleRules {
  const byId = new Map(row.fields.map(({ fieldId, access }) => [fieldId, access]))
  const fields = fieldsOf(catalog).flatMap(({ name, id }) => {
    const access = byId.get(id)
    return access ? [[name, access] as const] : []
  })
  const scopes = row.entities.filter(({ entity }) => catalog.entities.has(entity) && hasOwnRows(entity))
  const told = new Map(row.notifications.map(({ kind, isInApp, isByMail }) => [kind, { isInApp, isByMail }]))
  const { name, affiliation, isAdmin, requiresSecondFactor, sessionIdleMinutes, sessionMaxHours } = row
  return {
    name,
    affiliation,
    isAdmin,
    requiresSecondFactor,
    sessionIdleMinutes,
    sessionMaxHours,
    fields: new Map(fields),
    scopes: new Map(scopes.map(({ entity, readScope, writeScope }) => [entity, { readScope, writeScope }])),
    // what a former version allowed is no action any more
    actions: new Set(row.actions.map(({ action }) => action).filter((action) => allActions.includes(action))),
    notifications: new Map(notificationKinds.map((kind) => [kind, told.get(kind) ?? defaultTold(kind)])),
    ipRanges: row.ipRanges.map(({ cidr, note }) => ({ cidr, note })),
  }
}

/** How a kind is told where a role has no rule about it. */
export function defaultTold(kind: NotificationKind): Told {
  return { isInApp: true, isByMail: hasLetter(kind) }
}

/** Every field of the catalog by the name that rules have for it. */
export function fieldsOf(catalog: Catalog): { name: FieldName; id: number; entity: string; key: string }[] {
  return [...catalog.entities.values()].flatMap((entity) =>
    [...entity.fields.values()].map(({ id, key }) => ({
      name: `${entity.key}.${key}` as const,
      id,
      entity: entity.key,
      key,
    })),
  )
}

/** Entities with row rules, in the catalog's order. */
export function scopedEntities(catalog: Catalog): string[] {
  return [...catalog.entities.keys()].filter(hasOwnRows)
}

/** A text that differs whenever the rules do, so that a save can tell whether somebody else saved in between. */
export function versionOf(rules: RoleRules): string {
  const sorted = <Value>(map: ReadonlyMap<string, Value>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1))
  const plain = {
    ...rules,
    fields: sorted(rules.fields),
    scopes: sorted(rules.scopes),
    actions: [...rules.actions].sort(),
    notifications: sorted(rules.notifications),
  }
  return createHash('sha256').update(JSON.stringify(plain)).digest('base64url').slice(0, 22)
}

/** The rules as the gate compiles them. */
export function permissionRules(catalog: Catalog, rules: RoleRules): PermissionRules {
  const ids = new Map(fieldsOf(catalog).map(({ name, id }) => [name, id]))
  return {
    isAdmin: rules.isAdmin,
    fields: [...rules.fields].map(([name, access]) => ({ fieldId: ids.get(name) ?? -1, access, expiresAt: null })),
    actions: [...rules.actions].map((action) => ({ action, isAllowed: true, expiresAt: null })),
    entities: [...rules.scopes].map(([entity, scopes]) => ({ entity, ...scopes, expiresAt: null })),
  }
}

const nothing: PermissionRules = { isAdmin: false, fields: [], actions: [], entities: [] }
/** Whoever has the role and no exceptions; nobody in particular. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

/** Somebody of the role, so that the gate itself can be asked what the rules come to. Of no organisation. */
export function anybodyWith(catalog: Catalog, rules: RoleRules, id: string = NOBODY): Viewer {
  return {
    employeeId: NOBODY,
    name: '',
    email: '',
    locale: 'ru',
    roleId: id,
    roleName: rules.name,
    affiliation: rules.affiliation,
    isAdmin: rules.isAdmin,
    serviceCenterId: null,
    dealerId: null,
    permissions: compilePermissions(catalog, permissionRules(catalog, rules), nothing, new Date(0), { version: '0' }),
  }
}
