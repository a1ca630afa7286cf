import type { TFunction } from 'i18next'
import type { useFormat } from '../lib/format.ts'
import type { TableColumn } from './columns.ts'
import type { Condition } from './filter.ts'

type Texts = {
  t: TFunction<readonly ['table', 'values']>
  format: ReturnType<typeof useFormat>
  titles: ReadonlyMap<string, string>
}

/** One value as people read it. */
export function valueText(column: TableColumn, value: string, { t, format, titles }: Texts): string {
  switch (column.field.type) {
    case 'ENUM':
      return t(`values:${column.source.values}.${value}`)
    case 'TEXT':
      return value
    case 'BOOLEAN':
      return t(`values:boolean.${value}`)
    case 'MONEY':
      return format.money(Number(value))
    case 'NUMBER':
      return format.number(Number(value))
    case 'DATE':
    case 'DATETIME':
      return format.day(value)
    case 'RELATION':
      if (value === 'me') return t('table:filter.me')
      if (value === 'mine') return t('table:filter.mine')
      return titles.get(value) ?? '—'
  }
}

/** «Статус: Выезд, Диагностика»; more than two values are counted. */
export function conditionText(column: TableColumn, { operator, values }: Condition, texts: Texts): string {
  const { t } = texts
  if (operator === 'period') return `${column.label}: ${t(`table:period.${values[0]}`)}`
  const read = values.map((value) => valueText(column, value, texts))
  const few = read.length > 2 ? `${read[0]}, +${read.length - 1}` : read.join(', ')
  const label = column.label
  switch (operator) {
    case 'in':
    case 'equals':
      return `${label}: ${few}`
    case 'between':
      return `${label}: ${read.join(' – ')}`
    default:
      return `${label} ${t(`table:operator.${operator}`).toLocaleLowerCase()}${few ? ` ${few}` : ''}`
  }
}
