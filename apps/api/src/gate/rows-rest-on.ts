import type { Catalog } from './catalog.ts'
import type { FieldName } from './field-name.ts'
import { scopeCondition } from './scopes.ts'
import type { Viewer } from './viewer.ts'

/**
 * The fields of records that decide whether a row of the entity is in the viewer's rows: who learns that it is, or is
 * not, learns something of them. Read off the very condition that decides, so that no list has to be kept beside it.
 *
 * @returns null when it depends on a column that is no field: nobody but an administrator may be told
 */
export function rowsRestOn(
  catalog: Catalog,
  viewer: Viewer,
  entity: string,
  access: 'read' | 'write' = 'read',
): FieldName[] | null {
  const { text } = scopeCondition(catalog, viewer, entity, 'r', access)
  const tables = new Map([...catalog.entities.values()].map((one) => [one.table, one]))
  const aliases = new Map([...text.matchAll(/from (\w+) (\w+)/g)].map(([, table = '', alias = '']) => [alias, table]))
  aliases.set('r', catalog.entity(entity).table)
  const names = new Set<FieldName>()
  for (const [, alias = '', quoted, plain] of text.matchAll(/\b(\w+)\.(?:"(\w+)"|(\w+))/g)) {
    const name = quoted ?? plain ?? ''
    // which record it is, that there are no two of it, and what links an entry to its own changes
    if (name === 'id' || name === 'entry_id') continue
    const owner = tables.get(aliases.get(alias) ?? '')
    const field = [...(owner?.fields.values() ?? [])].find(({ column }) => column === name)
    if (!field) return null
    names.add(`${field.entity}.${field.key}`)
  }
  return [...names]
}
