import { createHash } from 'node:crypto'
import type { Pool } from 'pg'
import type { Transaction } from '../context.ts'
import type { Catalog, CatalogField } from './catalog.ts'

export type RowScope = 'ALL' | 'ORGANISATION' | 'OWN' | 'NONE'

/** What a role, with one employee's exceptions, may do: compiled once per permission version and shared. */
export interface PermissionSet {
  /**
   * Digest of everything below: equal keys mean equal rights, whoever has them by whatever rules, so that what is kept
   * under a key outlives an edit that did not concern it.
   */
  readonly key: string
  /** Version of the rules it was compiled from. */
  readonly version: string
  readonly isAdmin: boolean
  /** Bit per catalog field. */
  readonly read: Uint32Array
  readonly write: Uint32Array
  readonly actions: ReadonlySet<string>
  readonly readScopes: ReadonlyMap<string, RowScope>
  readonly writeScopes: ReadonlyMap<string, RowScope>
  /** When the first exception expires; the set is dead from then on. Null when none does. */
  readonly validUntil: Date | null
}

/** The rules of one role or employee as they stand in the database. */
export interface PermissionRules {
  readonly isAdmin: boolean
  readonly fields: readonly { fieldId: number; access: 'NONE' | 'READ' | 'WRITE'; expiresAt: Date | null }[]
  readonly actions: readonly { action: string; isAllowed: boolean; expiresAt: Date | null }[]
  readonly entities: readonly {
    entity: string
    readScope: RowScope | null
    writeScope: RowScope | null
    expiresAt: Date | null
  }[]
}

/** Whether the bit of the field is set; a field without a bit is closed. */
export function hasBit(mask: Uint32Array, field: Pick<CatalogField, 'id'>): boolean {
  return field.id >= 0 && ((mask[field.id >>> 5] ?? 0) & (1 << (field.id & 31))) !== 0
}

function setBit(mask: Uint32Array, id: number, isSet: boolean): void {
  const word = mask[id >>> 5] ?? 0
  mask[id >>> 5] = isSet ? word | (1 << (id & 31)) : word & ~(1 << (id & 31))
}

/**
 * Compiles rules into masks. An employee's exception wins over the role in both directions until it expires; what no
 * rule names is closed; a field needs all of its sources; the right to write includes reading.
 */
export function compilePermissions(
  catalog: Catalog,
  role: PermissionRules,
  exceptions: PermissionRules,
  now: Date,
  { version }: { version: string },
): PermissionSet {
  const fields = [...catalog.entities.values()].flatMap((entity) => [...entity.fields.values()])
  const words = (Math.max(0, ...fields.map((field) => field.id)) >>> 5) + 1
  const read = new Uint32Array(words)
  const write = new Uint32Array(words)
  const isLive = (rule: { expiresAt: Date | null }) => rule.expiresAt === null || rule.expiresAt > now
  const rules = [...role.fields, ...exceptions.fields.filter(isLive)]
  if (role.isAdmin) {
    for (const field of fields) {
      setBit(read, field.id, true)
      setBit(write, field.id, true)
    }
  } else {
    for (const { fieldId, access } of rules) {
      if (fieldId >>> 5 >= words) continue
      setBit(read, fieldId, access !== 'NONE')
      setBit(write, fieldId, access === 'WRITE')
    }
    const close = (field: CatalogField) => {
      setBit(read, field.id, false)
      setBit(write, field.id, false)
    }
    const lacksSource = (field: CatalogField) =>
      hasBit(read, field) && sourcesOf(catalog, field).some((source) => !hasBit(read, source))
    // what is closed for lack of a source may itself be one
    for (let closed = fields.filter(lacksSource); closed.length > 0; closed = fields.filter(lacksSource))
      for (const field of closed) close(field)
  }
  const actions = new Set(role.actions.map(({ action }) => action))
  for (const { action, isAllowed } of exceptions.actions.filter(isLive)) {
    if (isAllowed) actions.add(action)
    else actions.delete(action)
  }
  const readScopes = new Map<string, RowScope>()
  const writeScopes = new Map<string, RowScope>()
  for (const { entity, readScope, writeScope } of [...role.entities, ...exceptions.entities.filter(isLive)]) {
    if (readScope) readScopes.set(entity, readScope)
    if (writeScope) writeScopes.set(entity, writeScope)
  }
  const expiries = [...exceptions.fields, ...exceptions.actions, ...exceptions.entities]
    .filter(isLive)
    .flatMap(({ expiresAt }) => (expiresAt ? [expiresAt.getTime()] : []))
  const rights = { isAdmin: role.isAdmin, read, write, actions, readScopes, writeScopes }
  return {
    key: keyOf(rights),
    version,
    ...rights,
    validUntil: expiries.length > 0 ? new Date(Math.min(...expiries)) : null,
  }
}

function keyOf(rights: Omit<PermissionSet, 'key' | 'version' | 'validUntil'>): string {
  const scopes = [rights.readScopes, rights.writeScopes].map((one) => [...one].sort(([a], [b]) => (a < b ? -1 : 1)))
  return createHash('sha256')
    .update(rights.read)
    .update(rights.write)
    .update(JSON.stringify([rights.isAdmin, [...rights.actions].sort(), scopes]))
    .digest('base64url')
    .slice(0, 22)
}

const sources = new WeakMap<CatalogField, readonly CatalogField[]>()

/**
 * What a field cannot be read without: what it is computed or copied from, and the other side of its relation. A list of
 * records and the relation by which they point back are one fact, so that either tells the other.
 */
export function sourcesOf(catalog: Catalog, field: CatalogField): readonly CatalogField[] {
  const known = sources.get(field)
  if (known) return known
  const own = dependencies(catalog, field).flatMap(({ relation, source }) => (relation === null ? [source] : []))
  const found = [...own, ...otherSides(catalog, field)]
  sources.set(field, found)
  return found
}

/** The relation of a list's records to where the list stands, the lists that a relation makes where it leads. */
function otherSides(catalog: Catalog, field: CatalogField): CatalogField[] {
  if (field.target === null) return []
  const candidates = [...catalog.entity(field.target).fields.values()]
  if (field.many) {
    const { column } = field.many
    return candidates.filter((one) => one.target === field.entity && one.column === column)
  }
  return candidates.filter((one) => one.target === field.entity && one.many?.column === field.column)
}

/** Its sources and theirs, as far as it goes: closed is whatever has a closed one among them. */
export function allSourcesOf(catalog: Catalog, field: CatalogField): readonly CatalogField[] {
  const found = new Set([field])
  // a Set visits what is added while it is walked
  for (const one of found) for (const source of sourcesOf(catalog, one)) found.add(source)
  found.delete(field)
  return [...found]
}

/** A source of the values in some rows only: in those that have the relation to the record that it is a field of. */
export interface RowSource {
  readonly relation: CatalogField
  readonly source: CatalogField
}

const rowSources = new WeakMap<CatalogField, readonly RowSource[]>()

/** The sources that are asked for row by row, those of its record's own fields too; see sourcesOf for the others. */
export function rowSourcesOf(catalog: Catalog, field: CatalogField): readonly RowSource[] {
  const known = rowSources.get(field)
  if (known) return known
  const found = dependencies(catalog, field).flatMap(({ relation, source }) => {
    if (relation) return [{ relation, source }]
    return source.entity === field.entity ? rowSourcesOf(catalog, source) : []
  })
  rowSources.set(field, found)
  return found
}

function dependencies(catalog: Catalog, field: CatalogField) {
  const relations = [...catalog.entity(field.entity).fields.values()].filter(({ target, many }) => target && !many)
  return field.deps.map((dep) => {
    const source = catalog.named(dep)
    const isForeign = source.entity !== field.entity
    const relation = isForeign ? (relations.find(({ target }) => target === source.entity) ?? null) : null
    return { relation, source }
  })
}

/** Compiled sets by key. The version is in the key, so a slow load that ends after an edit lands under the old one. */
export interface PermissionCache {
  get(input: { employeeId: string; roleId: string; version: string; now: Date }): Promise<PermissionSet>
}

/** Keeps the compiled sets of the current version; older versions are forgotten when a newer one is met. */
export function createPermissionCache(pool: Pool, catalog: Catalog): PermissionCache {
  const sets = new Map<string, Promise<PermissionSet>>()
  let newest = 0n
  return {
    async get({ employeeId, roleId, version, now }) {
      if (BigInt(version) > newest) {
        newest = BigInt(version)
        sets.clear()
      }
      const key = `${version}:${employeeId}:${roleId}`
      let loading = sets.get(key)
      if (!loading) {
        loading = load(pool, catalog, { employeeId, roleId, version, now })
        sets.set(key, loading)
        loading.catch(() => sets.delete(key))
      }
      const set = await loading
      if (set.validUntil === null || set.validUntil > now) return set
      if (sets.get(key) === loading) sets.delete(key)
      return this.get({ employeeId, roleId, version, now })
    },
  }
}

/** The rules of the role r. */
const roleRules = `json_build_object(
      'isAdmin', r.is_admin,
      'fields', (select coalesce(json_agg(json_build_object('fieldId', field_id, 'access', access)), '[]') from role_fields where role_id = r.id),
      'actions', (select coalesce(json_agg(json_build_object('action', action, 'isAllowed', true)), '[]') from role_actions where role_id = r.id),
      'entities', (select coalesce(json_agg(json_build_object('entity', entity, 'readScope', read_scope, 'writeScope', write_scope)), '[]') from role_entities where role_id = r.id)
    )`

/** The exceptions of an employee. */
const exceptionRules = (employeeId: string) => `json_build_object(
      'isAdmin', false,
      'fields', (select coalesce(json_agg(json_build_object('fieldId', field_id, 'access', access, 'expiresAt', expires_at) order by field_id), '[]') from employee_fields where employee_id = ${employeeId}),
      'actions', (select coalesce(json_agg(json_build_object('action', action, 'isAllowed', is_allowed, 'expiresAt', expires_at) order by action), '[]') from employee_actions where employee_id = ${employeeId}),
      'entities', (select coalesce(json_agg(json_build_object('entity', entity, 'readScope', read_scope, 'writeScope', write_scope, 'expiresAt', expires_at) order by entity), '[]') from employee_entities where employee_id = ${employeeId})
    )`

/** The rules of a role ($2) and of an employee ($1) as one row. */
const rulesStatement = `select
    (select ${roleRules} from roles r where r.id = $2::uuid) as role,
    ${exceptionRules('$1::uuid')} as exceptions`

async function load(
  pool: Pool,
  catalog: Catalog,
  input: { employeeId: string; roleId: string; version: string; now: Date },
): Promise<PermissionSet> {
  const values = [input.employeeId, input.roleId]
  const { rows } = await pool.query<RulesRow>({ name: 'gate_permissions', text: rulesStatement, values })
  return compileRow(catalog, rows[0], input)
}

/** The same inside a transaction, which must not wait for a second connection while it holds one. */
export async function readPermissions(
  tx: Transaction,
  catalog: Catalog,
  input: { employeeId: string; roleId: string; version: string; now: Date },
): Promise<PermissionSet> {
  const [row] = await tx.$queryRawUnsafe<RulesRow[]>(rulesStatement, input.employeeId, input.roleId)
  return compileRow(catalog, row, input)
}

/** The same of several people at once, by employee. */
export async function readPermissionsOf(
  tx: Transaction,
  catalog: Catalog,
  people: readonly { employeeId: string; roleId: string }[],
  { version, now }: { version: string; now: Date },
): Promise<ReadonlyMap<string, PermissionSet>> {
  if (people.length === 0) return new Map()
  const employeeIds = people.map(({ employeeId }) => employeeId)
  const roleIds = [...new Set(people.map(({ roleId }) => roleId))]
  const roles = await tx.$queryRawUnsafe<{ id: string; rules: StoredRules }[]>(
    `select r.id::text as id, ${roleRules} as rules from roles r where r.id = any($1::uuid[])`,
    roleIds,
  )
  const exceptions = await tx.$queryRawUnsafe<{ id: string; rules: StoredRules }[]>(
    `select e.id::text as id, ${exceptionRules('e.id')} as rules from employees e where e.id = any($1::uuid[])`,
    employeeIds,
  )
  const rulesById = new Map([...roles, ...exceptions].map(({ id, rules }) => [id, rules]))
  return new Map(
    people.map(({ employeeId, roleId }) => {
      const row = { role: rulesById.get(roleId) ?? null, exceptions: rulesById.get(employeeId) ?? noRules }
      return [employeeId, compileRow(catalog, row, { version, now })]
    }),
  )
}

const noRules: StoredRules = { isAdmin: false, fields: [], actions: [], entities: [] }

function compileRow(catalog: Catalog, row: RulesRow | undefined, input: { version: string; now: Date }): PermissionSet {
  if (!row?.role) throw new Error('The employee has no role')
  return compilePermissions(catalog, parseRules(row.role), parseRules(row.exceptions), input.now, input)
}

interface RulesRow {
  role: StoredRules | null
  exceptions: StoredRules
}

interface StoredRules {
  isAdmin: boolean
  fields: { fieldId: number; access: 'NONE' | 'READ' | 'WRITE'; expiresAt?: string | null }[]
  actions: { action: string; isAllowed: boolean; expiresAt?: string | null }[]
  entities: { entity: string; readScope: RowScope | null; writeScope: RowScope | null; expiresAt?: string | null }[]
}

function parseRules(stored: StoredRules): PermissionRules {
  const date = (text: string | null | undefined) => (text ? new Date(text) : null)
  return {
    isAdmin: stored.isAdmin,
    fields: stored.fields.map((rule) => ({ ...rule, expiresAt: date(rule.expiresAt) })),
    actions: stored.actions.map((rule) => ({ ...rule, expiresAt: date(rule.expiresAt) })),
    entities: stored.entities.map((rule) => ({ ...rule, expiresAt: date(rule.expiresAt) })),
  }
}
