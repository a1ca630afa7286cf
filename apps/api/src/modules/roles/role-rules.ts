import { createHash } from 'node:crypto'
import { allActions, hasLetter, type NotificationKind, notificationKinds } from '@naryad/domain'
import type { Transaction } from '../../context.ts'
import type { Catalog } from '../../gate/catalog.ts'
import type { FieldName } from '../../gate/field-name.ts'
import { compilePermissions, type PermissionRules, type RowScope } from '../../gate/permissions.ts'
import { hasOwnRows } from '../../gate/scopes.ts'
import type { Affiliation, Viewer } from '../../gate/viewer.ts'

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

type Reader = Pick<Transaction, '$queryRaw'>

interface Row {
  id: string
  name: string
  affiliation: Affiliation
  isAdmin: boolean
  requiresSecondFactor: boolean
  sessionIdleMinutes: number | null
  sessionMaxHours: number | null
  fields: { fieldId: number; access: Access }[]
  entities: ({ entity: string } & Scopes)[]
  actions: string[]
  notifications: ({ kind: string } & Told)[]
  ipRanges: { cidr: string; note: string | null }[]
}

/** The role with its rules as they stand; null when there is none. */
export async function readRole(db: Reader, catalog: Catalog, id: string): Promise<StoredRole | null> {
  const [row] = await readRows(db, id)
  return row ? { id: row.id, rules: rulesOf(row, catalog) } : null
}

/** Every role with its rules, in the order of their names. */
export async function readRoles(db: Reader, catalog: Catalog): Promise<StoredRole[]> {
  return (await readRows(db, null)).map((row) => ({ id: row.id, rules: rulesOf(row, catalog) }))
}

/** One statement: the rules are all of one moment. */
function readRows(db: Reader, id: string | null): Promise<Row[]> {
  return db.$queryRaw<Row[]>`
    select r.id::text, r.name, r.affiliation::text, r.is_admin as "isAdmin",
      r.requires_second_factor as "requiresSecondFactor", r.session_idle_minutes as "sessionIdleMinutes",
      r.session_max_hours as "sessionMaxHours",
      (select coalesce(json_agg(json_build_object('fieldId', field_id, 'access', access)), '[]')
        from role_fields where role_id = r.id) as fields,
      (select coalesce(json_agg(json_build_object('entity', entity, 'readScope', read_scope, 'writeScope', write_scope)), '[]')
        from role_entities where role_id = r.id) as entities,
      (select coalesce(json_agg(action), '[]') from role_actions where role_id = r.id) as actions,
      (select coalesce(json_agg(json_build_object('kind', kind, 'isInApp', is_in_app, 'isByMail', is_by_mail)), '[]')
        from role_notifications where role_id = r.id) as notifications,
      (select coalesce(json_agg(json_build_object('cidr', cidr, 'note', note) order by id), '[]')
        from ip_ranges where role_id = r.id) as "ipRanges"
    from roles r where ${id}::uuid is null or r.id = ${id}::uuid order by r.name, r.id`
}

function rulesOf(row: Row, catalog: Catalog): RoleRules {
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
    actions: new Set(row.actions.filter((action) => allActions.includes(action))),
    notifications: new Map(notificationKinds.map((kind) => [kind, told.get(kind) ?? defaultTold(kind)])),
    ipRanges: row.ipRanges,
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
