import type { Catalog, CatalogField } from './catalog.ts'
import { hasBit } from './permissions.ts'
import { fieldsOfFeed, scopeCondition } from './scopes.ts'
import { and, column, join, literal, raw, type Sql, sql } from './sql.ts'
import type { Viewer } from './viewer.ts'

type Compute = (input: { catalog: Catalog; viewer: Viewer; alias: string }) => Sql

/** Fields that are not a column as it stands. */
const computed: Readonly<Record<string, Compute>> = {
  'storedFile.hasThumbnail': ({ alias }) => sql`(${column(alias, 'thumbnail_key')} is not null)`,
  'auditEntry.details': ({ alias }) => sql`(${column(alias, 'details')}::text)`,
  'feedEntry.reasonCode': ({ alias }) => sql`(${column(alias, 'reason')} ->> 'code')`,
  'feedChange.field': ({ alias }) =>
    sql`(select d.key from field_definitions d where d.id = ${column(alias, 'field_id')})`,
  'feedChange.oldValue': ({ catalog, viewer, alias }) => changedValue(catalog, viewer, alias, 'old_value'),
  'feedChange.newValue': ({ catalog, viewer, alias }) => changedValue(catalog, viewer, alias, 'new_value'),
}

/** The expression of a computed field; null when the field is a column. */
export function computedColumn(catalog: Catalog, viewer: Viewer, field: CatalogField, alias: string): Sql | null {
  return computed[`${field.entity}.${field.key}`]?.({ catalog, viewer, alias }) ?? null
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

/** A former or new value as text; of a relation the record's title, when the viewer may read it and its row. */
function changedValue(catalog: Catalog, viewer: Viewer, alias: string, name: string): Sql {
  const text = sql`(${column(alias, name)} #>> '{}')`
  const relations = new Map<string, number[]>()
  for (const field of fieldsOfFeed(catalog)) {
    if (field.target === null || field.many || field.id < 0) continue
    relations.set(field.target, [...(relations.get(field.target) ?? []), field.id])
  }
  const branches = [...relations].map(([key, ids]) => {
    const target = catalog.entity(key)
    const title = target.title === null ? null : target.fields.get(target.title)
    const titled =
      title?.column && hasBit(viewer.permissions.read, title)
        ? sql`(select ${column('v', title.column)} from ${raw(target.table)} v where ${and([
            sql`v.id = ${text}::uuid`,
            scopeCondition(catalog, viewer, key, 'v'),
          ])})`
        : raw('null')
    return sql`when ${column(alias, 'field_id')} = any(${literal(`{${ids}}`)}::int[]) then ${titled}`
  })
  return sql`(case ${join(branches, ' ')} else ${text} end)`
}
