import { normalizeEmail, normalizePhone, parseMoney } from '@naryad/domain'
import type { CatalogField } from '../../lib/catalog.ts'

/** A related record as far as a card shows it. */
export interface RelatedRecord {
  id: string
  title: string
}

/** Value of a field on a card: money in kopecks, dates and times in ISO 8601, phones in E.164. */
export type FieldValue = string | number | boolean | null | RelatedRecord

const multilineKeys: ReadonlySet<string> = new Set([
  'complaint',
  'workDone',
  'recommendations',
  'diagnosis',
  'internalNote',
  'note',
  'closingComment',
  'returnComment',
  'rejectReason',
  'ratingComment',
])
const phoneKeys: ReadonlySet<string> = new Set(['phone', 'contactPhone'])
const emailKeys: ReadonlySet<string> = new Set(['email', 'contactEmail'])

/** How a field is written: the catalog's type, and for texts what kind of text the key says it is. */
export type EditorKind = CatalogField['type'] | 'MULTILINE' | 'PHONE' | 'EMAIL'

export function editorKind(field: Pick<CatalogField, 'key' | 'type' | 'values'>): EditorKind {
  if (field.values && field.values.length > 0) return 'ENUM'
  if (field.type !== 'TEXT') return field.type
  if (multilineKeys.has(field.key)) return 'MULTILINE'
  if (phoneKeys.has(field.key)) return 'PHONE'
  return emailKeys.has(field.key) ? 'EMAIL' : 'TEXT'
}

/** Key of the field in a patch: relations are written by id. */
export function patchKey(field: Pick<CatalogField, 'key' | 'type'>): string {
  return field.type === 'RELATION' ? `${field.key}Id` : field.key
}

export function isRelated(value: unknown): value is RelatedRecord {
  return typeof value === 'object' && value !== null && 'id' in value && 'title' in value
}

/** The value as a patch carries it. */
export function patchValue(value: FieldValue): string | number | boolean | null {
  return isRelated(value) ? value.id : value
}

export function isSameValue(a: FieldValue, b: FieldValue): boolean {
  const [left, right] = [patchValue(a), patchValue(b)]
  return left === right || ((left === null || left === '') && (right === null || right === ''))
}

/** Value of a field out of a query's record; null for a hidden or empty one. */
export function readField(record: Readonly<Record<string, unknown>>, key: string): FieldValue {
  const value = record[key]
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (typeof value !== 'object' || value === null || !('id' in value) || typeof value.id !== 'string') return null
  return { id: value.id, title: relatedTitle(value) }
}

function relatedTitle(record: object): string {
  const part = (key: string) => {
    const value = (record as Readonly<Record<string, unknown>>)[key]
    return typeof value === 'string' ? value : ''
  }
  if (part('name')) return part('name')
  if (part('number')) return part('number')
  return [part('model'), part('serialNumber') && `№ ${part('serialNumber')}`].filter(Boolean).join(' · ')
}

/** What was typed, as the value to store; `undefined` when it cannot be one. An empty text empties the field. */
export function parseTyped(kind: EditorKind, text: string, locale: string): FieldValue | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return null
  switch (kind) {
    case 'PHONE':
      return normalizePhone(trimmed) ?? undefined
    case 'EMAIL':
      return normalizeEmail(trimmed) ?? undefined
    case 'MONEY':
      return parseMoney(trimmed, locale) ?? undefined
    case 'NUMBER': {
      const number = Number(trimmed.replace(',', '.').replace(/\s/g, ''))
      return Number.isFinite(number) ? number : undefined
    }
    case 'MULTILINE':
    case 'TEXT':
      return trimmed
    case 'ENUM':
    case 'BOOLEAN':
    case 'DATE':
    case 'DATETIME':
    case 'RELATION':
      return text
  }
}
