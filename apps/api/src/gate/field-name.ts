import type { Catalog } from './catalog.ts'
import { canRead, type Viewer } from './viewer.ts'

/** A catalog field with its entity: 'repair.visitAt'. */
export type FieldName = `${string}.${string}`

/** Whether the viewer may read every one of the fields. */
export function readsAll(viewer: Viewer, catalog: Catalog, names: readonly FieldName[]): boolean {
  return names.every((name) => {
    const [entity = '', key = ''] = name.split('.')
    return canRead(viewer, catalog, entity, key)
  })
}
