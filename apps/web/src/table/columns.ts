import type { TFunction } from 'i18next'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { type CatalogField, useCatalog } from '../lib/catalog.ts'
import type { SourceColumn, TableSource } from './table-source.ts'

/** A column the viewer may see. */
export type TableColumn = {
  /** Catalog key: `client`, `client.phone`. */
  key: string
  label: string
  field: CatalogField
  source: SourceColumn
  /** Pixels, unless the viewer has drawn it wider or narrower. */
  width: number
  isNumeric: boolean
}

export type TableFields = {
  /** Everything that can be shown, in the catalog's order. */
  columns: readonly TableColumn[]
  column: (key: string) => TableColumn | undefined
  /** Everything that can be filtered by. */
  filterFields: readonly TableColumn[]
}

const widthsByType: Record<CatalogField['type'], number> = {
  TEXT: 200,
  ENUM: 160,
  NUMBER: 96,
  MONEY: 130,
  BOOLEAN: 96,
  DATE: 120,
  DATETIME: 150,
  RELATION: 180,
}

const widthsByKey: Readonly<Record<string, number>> = {
  number: 140,
  dueAt: 120,
  moveParty: 140,
  status: 180,
  client: 220,
  model: 150,
  'equipment.model': 190,
  city: 140,
  inn: 130,
  kind: 210,
  subject: 320,
  recipient: 220,
  manufacturer: 220,
  priority: 130,
  name: 240,
  phone: 160,
  contactPhone: 160,
  complaint: 280,
  diagnosis: 280,
  address: 260,
  urgency: 110,
}

const OF_RELATED = ' · '

/** Name of a field: «Телефон», of a related record's field: «Клиент · Телефон». */
export function fieldLabel(t: TFunction<'fields'>, entity: string, key: string, target?: string | null): string {
  const [own = key, related] = key.split('.')
  const label = t(`${entity}.${own}`)
  return related && target ? `${label}${OF_RELATED}${t(`${target}.${related}`)}` : label
}

/** The label without the relation's name: «Модель» of «Оборудование · Модель». */
export function ownLabel({ label }: Pick<TableColumn, 'label'>): string {
  return label.split(OF_RELATED).at(-1) ?? label
}

/** What stands over each column: its own label, or the whole one where two would be called the same. */
export function columnHeads(columns: readonly Pick<TableColumn, 'label'>[]): string[] {
  const own = columns.map(ownLabel)
  return columns.map(({ label }, i) => {
    const text = own[i] ?? label
    return own.indexOf(text) === own.lastIndexOf(text) ? text : label
  })
}

/** Columns and filter fields of an entity, as far as the viewer may read them. */
export function useTableFields(source: TableSource): TableFields {
  const catalog = useCatalog()
  const { t } = useTranslation('fields')
  return useMemo(() => {
    const entity = catalog.get(source.entity)
    const all = Object.entries(source.columns).flatMap(([key, column]): TableColumn[] => {
      const field = entity?.field(key)
      if (!field || field.isMany) return []
      return [
        {
          key,
          label: fieldLabel(t, source.entity, key, column.target),
          field,
          source: column,
          width: widthsByKey[key] ?? widthsByKey[key.split('.').at(-1) ?? key] ?? widthsByType[field.type],
          isNumeric: field.type === 'NUMBER' || field.type === 'MONEY',
        },
      ]
    })
    const byKey = new Map(all.map((column) => [column.key, column]))
    // The relation's own column shows the title already.
    const columns = all.filter(({ key, source: column }) => {
      const [own = '', related] = key.split('.')
      return !related || source.columns[own]?.title !== related || column.target === undefined
    })
    return {
      columns,
      column: (key) => byKey.get(key),
      filterFields: all.filter(({ field }) => field.isFilterable),
    }
  }, [catalog, source, t])
}
