import { DomainError } from '@naryad/domain'
import type { Transaction } from '../context.ts'
import type { Catalog } from './catalog.ts'
import { isRecordId } from './conditions.ts'
import { hasBit } from './permissions.ts'
import { scopeCondition } from './scopes.ts'
import { and, bindNow, constant, join, never, raw, render, type Sql, sql } from './sql.ts'
import { bindingsOf, scopeKey, type Viewer } from './viewer.ts'

/**
 * The catalog keys an input writes: its own keys, an explicit null among them. Keys that the schema leaves open
 * (a comment, a submission's key) are not fields of the record.
 */
export function inputKeys(catalog: Catalog, inputType: string, input: object): string[] {
  const known = catalog.inputs.get(inputType)
  if (!known) throw new Error(`${inputType} writes no entity`)
  return Object.entries(input).flatMap(([name, value]) => (value === undefined ? [] : (known.keys.get(name) ?? [])))
}

/** @throws DomainError FORBIDDEN_FIELD when the viewer may not write one of the fields; nothing is named. */
export function requireWrite(viewer: Viewer, catalog: Catalog, entity: string, keys: readonly string[]): void {
  const { fields } = catalog.entity(entity)
  const mayWriteAll = keys.every((key) => {
    const field = fields.get(key)
    return field !== undefined && hasBit(viewer.permissions.write, field)
  })
  if (!mayWriteAll) throw new DomainError('FORBIDDEN_FIELD')
}

/**
 * Locks the record for this transaction, inside the viewer's write scope.
 *
 * @throws DomainError NOT_FOUND for a record that is absent or out of scope alike.
 */
export async function lockRow(
  tx: Transaction,
  viewer: Viewer,
  catalog: Catalog,
  entity: string,
  id: string,
): Promise<void> {
  const rows = await idsInScope(tx, viewer, catalog, entity, [id], 'write', sql`for update of r`)
  if (rows.length === 0) throw new DomainError('NOT_FOUND')
}

/**
 * The record as written must still be in the viewer's write scope, or the transaction is refused: a partner cannot
 * hand a record to somebody else by writing its owner.
 *
 * @throws DomainError FORBIDDEN.
 */
export async function recheckRow(
  tx: Transaction,
  viewer: Viewer,
  catalog: Catalog,
  entity: string,
  id: string,
): Promise<void> {
  const rows = await idsInScope(tx, viewer, catalog, entity, [id], 'write', raw(''))
  if (rows.length === 0) throw new DomainError('FORBIDDEN')
}

/**
 * Every one of the records is in the viewer's read scope: what a write refers to must be visible to whoever refers.
 *
 * @throws DomainError NOT_FOUND.
 */
export async function requireVisible(
  tx: Transaction,
  viewer: Viewer,
  catalog: Catalog,
  entity: string,
  ids: readonly string[],
): Promise<void> {
  const wanted = new Set(ids)
  if (wanted.size === 0) return
  const rows = await idsInScope(tx, viewer, catalog, entity, [...wanted], 'read', raw(''))
  if (rows.length !== wanted.size) throw new DomainError('NOT_FOUND')
}

/**
 * Those of the readers in whose rows the record is, by employee id. One statement, with a part for each kind of rows.
 */
export async function whoSees(
  tx: Transaction,
  readers: readonly Viewer[],
  catalog: Catalog,
  entity: string,
  id: string,
): Promise<ReadonlySet<string>> {
  const { table } = catalog.entity(entity)
  const groups = [...Map.groupBy(readers, (reader) => `${reader.permissions.key} ${scopeKey(reader)}`).values()]
  const parts = groups.flatMap(([first], index) => {
    if (!first) return []
    const condition = and([sql`r.id = ${id}::uuid`, scopeCondition(catalog, first, entity, 'r')])
    const piece = sql`select ${constant(index)} as "group" from ${raw(table)} r where ${condition}`
    return [bindNow(piece, bindingsOf(first))]
  })
  if (parts.length === 0) return new Set()
  const { text, values } = render(join(parts, ' union all '), noBindings)
  // the text is composed by the gate out of catalog names; values are parameters
  const rows = await tx.$queryRawUnsafe<{ group: number }[]>(text, ...values)
  return new Set(rows.flatMap(({ group }) => (groups[group] ?? []).map(({ employeeId }) => employeeId)))
}

const noBindings = { employeeId: null, roleId: null, serviceCenterId: null, dealerId: null, provenId: null }

/** The ids among the given ones that the viewer may see, read inside the transaction. */
export async function visibleAmong(
  tx: Transaction,
  viewer: Viewer,
  catalog: Catalog,
  entity: string,
  ids: readonly string[],
): Promise<string[]> {
  const rows = await idsInScope(tx, viewer, catalog, entity, ids, 'read', raw(''))
  return rows.map(({ id }) => id)
}

async function idsInScope(
  tx: Transaction,
  viewer: Viewer,
  catalog: Catalog,
  entity: string,
  ids: readonly string[],
  access: 'read' | 'write',
  suffix: Sql,
): Promise<{ id: string }[]> {
  const scope = scopeCondition(catalog, viewer, entity, 'r', access)
  if (scope === never || !ids.every(isRecordId)) return []
  const { table } = catalog.entity(entity)
  const condition = and([sql`r.id = any(${[...ids]}::uuid[])`, scope])
  const statement = sql`select r.id from ${raw(table)} r where ${condition} ${suffix}`
  const { text, values } = render(statement, bindingsOf(viewer))
  // The text is composed by the gate out of catalog names; values are parameters.
  return tx.$queryRawUnsafe<{ id: string }[]>(text, ...values)
}
