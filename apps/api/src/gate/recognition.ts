import type { Services, Transaction } from '../context.ts'
import type { Catalog, CatalogField } from './catalog.ts'
import { isRecordId } from './conditions.ts'
import { hasBit } from './permissions.ts'
import { scopeCondition } from './scopes.ts'
import { always, and, column, join, never, raw, render, type Sql, sql } from './sql.ts'
import { bindingsOf, type Viewer } from './viewer.ts'

/** Who looks for known records. */
export interface Eyes {
  readonly tx: Transaction
  readonly services: Pick<Services, 'catalog'>
  /** Null where no employee looks: a client or the server itself, which then chooses the fields. */
  readonly viewer: Viewer | null
}

/** A field that has exactly this value; `isEmptyToo`: or none. */
export interface Named {
  /** Catalog key, or a list and a key of its records: 'contacts.phone'. */
  readonly field: string
  readonly value: string
  readonly isEmptyToo?: boolean
}

/**
 * Ids of the records that words name, at most two: one is meant, two are not told apart. Every condition needs one of its
 * alternatives. Searches only the viewer's rows, and only fields that the viewer may read: an alternative by a hidden
 * field never holds.
 */
export async function findNamed(
  { tx, services: { catalog }, viewer }: Eyes,
  entity: string,
  conditions: readonly (readonly Named[])[],
): Promise<string[]> {
  const { table } = catalog.entity(entity)
  const scope = viewer ? scopeCondition(catalog, viewer, entity, 'r') : always
  const named = conditions.map((alternatives) => condition(catalog, viewer, entity, alternatives))
  const statement = sql`select r.id from ${raw(table)} r where ${and([...named, scope])} limit 2`
  const { text, values } = render(statement, viewer ? bindingsOf(viewer) : noBindings)
  // The text is composed by the gate out of catalog names; values are parameters.
  const rows = await tx.$queryRawUnsafe<{ id: string }[]>(text, ...values)
  return rows.map(({ id }) => id)
}

const noBindings = { employeeId: null, roleId: null, serviceCenterId: null, dealerId: null, provenId: null }

type Reads = (field: CatalogField) => boolean

function condition(catalog: Catalog, viewer: Viewer | null, entity: string, alternatives: readonly Named[]): Sql {
  const reads: Reads = (field) => viewer === null || hasBit(viewer.permissions.read, field)
  const [only] = alternatives
  if (only && alternatives.length === 1 && !only.field.includes('.')) {
    const field = catalog.field(entity, only.field)
    return reads(field) ? equals(field, 'r', only) : never
  }
  // each alternative by its own index; the planner would read the whole table for an `or` of them
  const ids = alternatives.flatMap((one) => idsOf(catalog, viewer, entity, one, reads))
  return ids.length === 0 ? never : sql`r.id = any(array(${join(ids, ' union all ')}))`
}

function idsOf(catalog: Catalog, viewer: Viewer | null, entity: string, named: Named, reads: Reads): Sql[] {
  const [key = '', inner] = named.field.split('.')
  const field = catalog.field(entity, key)
  if (!reads(field)) return []
  if (inner === undefined) {
    return [sql`select n.id from ${raw(catalog.entity(entity).table)} n where ${equals(field, 'n', named)}`]
  }
  const target = catalog.entity(field.target ?? '')
  const compared = catalog.field(target.key, inner)
  if (!field.many || !reads(compared)) return []
  const scope = viewer ? scopeCondition(catalog, viewer, target.key, 'n', 'read', entity) : always
  const conditions = and([equals(compared, 'n', named), scope])
  return [sql`select ${column('n', field.many.column)} from ${raw(target.table)} n where ${conditions}`]
}

function equals(field: CatalogField, alias: string, { value, isEmptyToo = false }: Named): Sql {
  const stored = column(alias, field.column ?? '')
  if (field.target !== null && !isRecordId(value)) return never
  const equal = field.target === null ? sql`${stored} = ${value}` : sql`${stored} = ${value}::uuid`
  return isEmptyToo ? sql`(${equal} or ${stored} is null)` : equal
}
