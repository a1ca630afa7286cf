import type { Catalog, CatalogField } from '../../gate/catalog.ts'
import { canRead, canWrite, rowScope, type Viewer } from '../../gate/viewer.ts'

/**
 * The catalog as far as the viewer may know of it: entities of which he reaches some row, fields that he may read, and,
 * for pickers and filters, the fields of the records that they point at, one step far.
 */
export function catalogFor(viewer: Viewer, catalog: Catalog) {
  const reached = [...catalog.entities.values()].filter(({ key }) => rowScope(viewer, key, 'read') !== 'NONE')
  const isReadable = (field: CatalogField) => canRead(viewer, catalog, field.entity, field.key)
  return reached.map((entity) => {
    const own = [...entity.fields.values()].filter(isReadable)
    return {
      key: entity.key,
      title: own.some((field) => field.key === entity.title) ? entity.title : null,
      isSearchable: entity.isSearchable && own.some((field) => field.isSearchable),
      fields: [
        ...own.map((field) => view(field, field.key, canWrite(viewer, catalog, field.entity, field.key))),
        ...own.flatMap((field) =>
          field.target === null || field.isList || rowScope(viewer, field.target, 'read') === 'NONE'
            ? []
            : [...catalog.entity(field.target).fields.values()]
                .filter((far) => far.target === null && isReadable(far))
                .map((far) => view(far, `${field.key}.${far.key}`, false)),
        ),
      ],
    }
  })
}

function view(field: CatalogField, key: string, isWritable: boolean) {
  return {
    key,
    type: field.type,
    group: field.group,
    target: field.target,
    isMany: field.isList,
    isFilterable: field.isFilterable,
    isSortable: field.isSortable,
    isSearchable: field.isSearchable,
    isWritable,
    values: field.values,
  }
}
