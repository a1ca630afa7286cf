import type { Catalog, CatalogField } from './catalog.ts'
import { hasBit } from './permissions.ts'
import { fieldsOfFeed, scopeCondition } from './scopes.ts'
import { and, column, join, literal, raw, type Sql, sql } from './sql.ts'
import type { Viewer } from './viewer.ts'

interface Computing {
  readonly catalog: Catalog
  readonly viewer: Viewer
  readonly alias: string
}
type Compute = (input: Computing) => Sql

/** Fields that are not a column as it stands. */
const computed: Readonly<Record<string, Compute>> = {
  'storedFile.hasThumbnail': ({ alias }) => sql`(${column(alias, 'thumbnail_key')} is not null)`,
  'auditEntry.details': ({ alias }) => sql`(${column(alias, 'details')}::text)`,
  'feedEntry.reasonCode': ({ alias }) => sql`(${column(alias, 'reason')} ->> 'code')`,
  'feedChange.field': ({ alias }) =>
    sql`(select d.key from field_definitions d where d.id = ${column(alias, 'field_id')})`,
  'feedChange.oldValue': ({ alias }) => raw(`${valuesAlias(alias)}.pair[1]`),
  'feedChange.newValue': ({ alias }) => raw(`${valuesAlias(alias)}.pair[2]`),
}

/** What the expressions of computed fields take from beside the record's own row. */
const beside: Readonly<Record<string, Compute>> = {
  'feedChange.oldValue': changedValues,
  'feedChange.newValue': changedValues,
}

/** The expression of a computed field; null when the field is a column. */
export function computedColumn(catalog: Catalog, viewer: Viewer, field: CatalogField, alias: string): Sql | null {
  return computed[`${field.entity}.${field.key}`]?.({ catalog, viewer, alias }) ?? null
}

/** The join that the expression of a computed field needs; null when it needs none. Fields may share one. */
export function computedJoin(catalog: Catalog, viewer: Viewer, field: CatalogField, alias: string): Sql | null {
  return beside[`${field.entity}.${field.key}`]?.({ catalog, viewer, alias }) ?? null
}

/** The columns that each computed field is read from. */
export const computedFrom: Readonly<Record<string, readonly string[]>> = {
  'storedFile.hasThumbnail': ['stored_files.thumbnail_key'],
  'auditEntry.details': ['audit_entries.details'],
  'feedEntry.reasonCode': ['feed_entries.reason'],
  'feedChange.field': ['feed_changes.field_id'],
  'feedChange.oldValue': ['feed_changes.old_value'],
  'feedChange.newValue': ['feed_changes.new_value'],
}

function valuesAlias(alias: string): string {
  return `${alias}_values`
}

/**
 * The former and the new value as a pair of texts; of a relation the records' titles, where the viewer may read them and
 * their rows. Both at once: each table that is looked into costs the statement its start, whether it comes to that or not.
 */
function changedValues({ catalog, viewer, alias }: Computing): Sql {
  const former = sql`(${column(alias, 'old_value')} #>> '{}')`
  const present = sql`(${column(alias, 'new_value')} #>> '{}')`
  const relations = new Map<string, number[]>()
  for (const field of fieldsOfFeed(catalog)) {
    if (field.target === null || field.many || field.id < 0) continue
    relations.set(field.target, [...(relations.get(field.target) ?? []), field.id])
  }
  const branches = [...relations].map(([key, ids]) => {
    const target = catalog.entity(key)
    const title = target.title === null ? null : target.fields.get(target.title)
    const titled = (value: Sql, name: string) => sql`max(${column('v', name)}) filter (where v.id = ${value}::uuid)`
    const pair =
      title?.column && hasBit(viewer.permissions.read, title)
        ? sql`(select array[${titled(former, title.column)}, ${titled(present, title.column)}] from ${raw(target.table)} v where ${and(
            [sql`v.id in (${former}::uuid, ${present}::uuid)`, scopeCondition(catalog, viewer, key, 'v')],
          )})`
        : raw('null')
    return sql`when ${column(alias, 'field_id')} = any(${literal(`{${ids}}`)}::int[]) then ${pair}`
  })
  // behind an offset, or the planner would put the whole of it in the place of each of the two that it is taken from
  return sql`cross join lateral (select case ${join(branches, ' ')} else array[${former}, ${present}] end as pair offset 0) ${raw(valuesAlias(alias))}`
}
