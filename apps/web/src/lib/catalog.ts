import { createContext, useContext } from 'react'
import type { CatalogFieldType, CatalogQuery } from '../gql/graphql.ts'
import { graphql } from '../gql/index.ts'

export const CatalogDocument = graphql(`
  query Catalog {
    catalog {
      key
      title
      isSearchable
      fields {
        key
        type
        group
        target
        isMany
        isFilterable
        isSortable
        isSearchable
        isWritable
        values
      }
    }
  }
`)

export type CatalogField = CatalogQuery['catalog'][number]['fields'][number]

export type CatalogEntity = Omit<CatalogQuery['catalog'][number], 'fields'> & {
  fields: readonly CatalogField[]
  field: (key: string) => CatalogField | undefined
}

/** Entities by key, as far as the viewer may know of them. */
export type Catalog = ReadonlyMap<string, CatalogEntity>

export const CatalogContext = createContext<Catalog>(new Map())

/** Index of the server's answer. */
export function indexCatalog(entities: CatalogQuery['catalog']): Catalog {
  return new Map(
    entities.map((entity) => {
      const fields = new Map(entity.fields.map((field) => [field.key, field]))
      return [entity.key, { ...entity, field: (key: string) => fields.get(key) }]
    }),
  )
}

export function useCatalog(): Catalog {
  return useContext(CatalogContext)
}

/** Undefined when the viewer may read nothing of it. */
export function useEntity(key: string): CatalogEntity | undefined {
  return useCatalog().get(key)
}

export type FieldAccess = {
  isReadable: boolean
  isWritable: boolean
  /** Null for a field that may not be read. */
  type: CatalogFieldType | null
  isMany: boolean
  target: string | null
  values: readonly string[] | null
}

const hidden: FieldAccess = {
  isReadable: false,
  isWritable: false,
  type: null,
  isMany: false,
  target: null,
  values: null,
}

/** What the viewer may do with the field; a field absent from his catalog may not be read. */
export function fieldAccess(entity: CatalogEntity | undefined, key: string): FieldAccess {
  const field = entity?.field(key)
  return field ? { isReadable: true, ...field } : hidden
}

export function useField(entity: string, key: string): FieldAccess {
  return fieldAccess(useEntity(entity), key)
}
