import { type NotificationKind, repairTransitions, requestTransitions } from '@naryad/domain'
import type { Catalog, CatalogField } from './catalog.ts'
import { hasBit, rowSourcesOf } from './permissions.ts'
import { fieldsOfFeed, scopeCondition } from './scopes.ts'
import { and, column, join, literal, or, raw, type Sql, sql } from './sql.ts'
import type { Viewer } from './viewer.ts'

interface Computing {
  readonly catalog: Catalog
  readonly viewer: Viewer
  readonly alias: string
}
type Compute = (input: Computing) => Sql

/** Fields that are not a column as it stands, for this viewer or for all. */
const computed: Readonly<Record<string, Compute>> = {
  'feedEntry.text': ownWords,
  'notification.kind': ({ catalog, viewer, alias }) => {
    const told = Object.entries(toldByNotification)
    const closed = told.filter(([, name]) => name !== null && !hasBit(viewer.permissions.read, catalog.named(name)))
    const kind = column(alias, 'kind')
    if (closed.length === 0) return kind
    return sql`(case when ${kind} <> all(${literal(`{${closed.map(([one]) => one)}}`)}::text[]) then ${kind} end)`
  },
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

/** What of a record each kind of notification tells by coming; null: nothing. */
const toldByNotification: Readonly<Record<NotificationKind, string | null>> = {
  REQUEST_NEW: null,
  REQUEST_RESPONSIBLE: 'serviceRequest.responsible',
  REQUEST_RETURNED: 'serviceRequest.status',
  REQUEST_COMPLETED: 'serviceRequest.status',
  REQUEST_REJECTED: 'serviceRequest.status',
  REQUEST_ACCEPTED: 'serviceRequest.status',
  REPAIR_UNASSIGNED: 'repair.status',
  REPAIR_ASSIGNED: 'repair.status',
  REPAIR_RESPONSIBLE: 'repair.manager',
  DOCUMENTS_DUE: 'repair.status',
  DOCUMENTS_RETURNED: 'repair.status',
  DIAGNOSIS_DUE: 'repair.status',
  PARTS_REQUESTED: 'repair.status',
  PARTS_RECEIVED: 'repair.status',
  READY_TO_CLOSE: 'repair.status',
  REPAIR_RETURNED: 'repair.status',
  REPAIR_CANCELLED: 'repair.status',
  REPAIR_CLOSED: 'repair.status',
  REPAIR_RATED: 'repair.ratedAt',
  MENTION: null,
}

/** The moves whose words a field of the record keeps, and how an entry of the record is told. */
const keptWords = [
  ...Object.entries(repairTransitions).map(([name, rule]) => ({ entity: 'repair', of: 'repair_id', name, ...rule })),
  ...Object.entries(requestTransitions).map(([name, rule]) => ({
    ...{ entity: 'serviceRequest', of: 'request_id', name },
    ...rule,
  })),
].flatMap(({ entity, of, name, commentField }) =>
  commentField === null ? [] : [{ of, name, field: `${entity}.${commentField}` }],
)

/** The words of an entry; those of a move that a field of the record keeps are for whoever reads that field. */
function ownWords({ catalog, viewer, alias }: Computing): Sql {
  const closed = keptWords.filter(({ field }) => !hasBit(viewer.permissions.read, catalog.named(field)))
  const text = column(alias, 'text')
  if (closed.length === 0) return text
  const isKept = [...Map.groupBy(closed, ({ of }) => of)].map(
    ([of, some]) =>
      sql`${column(alias, of)} is not null and ${column(alias, 'transition')} = any(${literal(`{${some.map(({ name }) => name)}}`)}::text[])`,
  )
  return sql`(case when (${or(isKept)}) is not true then ${text} end)`
}

/** Names of the fields without one of which the field is empty in some rows. */
export function emptiedBy(catalog: Catalog, field: CatalogField): string[] {
  const name = `${field.entity}.${field.key}`
  const byValue = name === 'feedEntry.text' ? keptWords.map((one) => one.field) : []
  const told = name === 'notification.kind' ? Object.values(toldByNotification) : []
  const byRow = rowSourcesOf(catalog, field).map(({ source }) => `${source.entity}.${source.key}`)
  return [...new Set([...byRow, ...byValue, ...told.filter((one) => one !== null)])]
}

/**
 * The value of a field as this viewer reads it. Whatever uses a value takes it from here: a selection, a condition, an
 * order, a sum and a search must not see more than one another.
 */
export function readValue(catalog: Catalog, viewer: Viewer, field: CatalogField, alias: string): Sql {
  const value =
    computed[`${field.entity}.${field.key}`]?.({ catalog, viewer, alias }) ?? column(alias, field.column ?? '')
  const closed = rowSourcesOf(catalog, field).filter(({ source }) => !hasBit(viewer.permissions.read, source))
  if (closed.length === 0) return value
  const relations = new Set(closed.map(({ relation }) => relation.column ?? ''))
  return sql`(case when ${and([...relations].map((name) => sql`${column(alias, name)} is null`))} then ${value} end)`
}

/** Whether the viewer reads the field as it is stored, in every row. */
export function isAsStored(catalog: Catalog, viewer: Viewer, field: CatalogField): boolean {
  return readValue(catalog, viewer, field, 'x').text === column('x', field.column ?? '').text
}

/** The join that the expression of a computed field needs; null when it needs none. Fields may share one. */
export function computedJoin(catalog: Catalog, viewer: Viewer, field: CatalogField, alias: string): Sql | null {
  return beside[`${field.entity}.${field.key}`]?.({ catalog, viewer, alias }) ?? null
}

/** The columns that each computed field is read from. */
export const computedFrom: Readonly<Record<string, readonly string[]>> = {
  'feedEntry.text': ['feed_entries.text', 'feed_entries.transition'],
  'notification.kind': ['notifications.kind'],
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
