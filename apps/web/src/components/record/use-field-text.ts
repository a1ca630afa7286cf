import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { CatalogField } from '../../lib/catalog.ts'
import { formatDateTime, formatDay, formatExact, formatMoney, formatNumber, formatPhone } from '../../lib/format.ts'
import { editorKind, type FieldValue, isRelated } from './field-value.ts'

type FieldType = Pick<CatalogField, 'key' | 'type' | 'values'>

/** Names and values of catalog fields in the language of the interface. */
export function useFieldText() {
  const { t, i18n } = useTranslation(['record', 'fields', 'values'])
  const locale = i18n.language
  return useMemo(() => {
    /** Name of the field on cards and in tables. */
    const label = (entity: string, key: string): string => t(`fields:${entity}.${key}`)

    /** The value as it is read; an empty one as an empty text. */
    const text = (entity: string, field: FieldType, value: FieldValue): string => {
      if (value === null || value === '') return ''
      if (isRelated(value)) return value.title
      if (typeof value === 'boolean') return t(`values:boolean.${value}`)
      switch (editorKind(field)) {
        case 'ENUM':
          return t(`values:${valueList(entity, field.key)}.${value}`)
        case 'MONEY':
          return formatMoney(Number(value), locale)
        case 'NUMBER':
          return formatNumber(Number(value), locale)
        case 'DATE':
          return formatDay(String(value), locale)
        case 'DATETIME':
          return formatDateTime(String(value), locale)
        case 'PHONE':
          return formatPhone(String(value))
        default:
          return String(value)
      }
    }

    /** The value as it is typed. */
    const editText = (entity: string, field: FieldType, value: FieldValue): string => {
      if (value === null) return ''
      // Editors take grouped digits, but nobody types the sign of the rouble.
      if (field.type === 'MONEY')
        return formatMoney(Number(value), locale)
          .replace(/[^\d.,\s-]/gu, '')
          .trim()
      if (field.type === 'NUMBER') return String(value)
      return text(entity, field, value)
    }

    /** To the minute, for times and days; shown on hover. */
    const exactText = (field: FieldType, value: FieldValue): string | undefined => {
      const isMoment = field.type === 'DATE' || field.type === 'DATETIME'
      return isMoment && typeof value === 'string' ? formatExact(value, locale) : undefined
    }

    /** A value of the feed, which is text in the field's own notation; a relation is its title already. */
    const storedText = (entity: string, field: FieldType, stored: string | null): string => {
      if (stored === null || stored === '') return ''
      if (field.key === 'returnedFields') return keyList(stored, (key) => label(entity, key))
      if (field.type === 'BOOLEAN') return text(entity, field, stored === 'true')
      if (field.type === 'RELATION') return stored
      return text(entity, field, stored)
    }

    return { label, text, editText, exactText, storedText }
  }, [t, locale])
}

/** Names of the fields in a stored list of keys. */
function keyList(stored: string, name: (key: string) => string): string {
  const keys: unknown = JSON.parse(stored)
  return Array.isArray(keys) ? keys.map((key) => name(String(key))).join(', ') : ''
}

/** Name of the list of values in the translations, for fields of which it is not the key itself. */
function valueList(entity: string, key: string): string {
  return valueLists[`${entity}.${key}`] ?? key
}

const valueLists: Readonly<Record<string, string>> = {
  'repair.status': 'repairStatus',
  'serviceRequest.status': 'requestStatus',
  'serviceRequest.source': 'requestSource',
  'client.kind': 'clientKind',
  'document.type': 'documentType',
}
