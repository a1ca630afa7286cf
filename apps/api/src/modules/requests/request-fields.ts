import { urgencies } from '@naryad/domain'
import type { ServiceRequestPatch } from '../../../generated/graphql.ts'
import {
  choice,
  day,
  email,
  type FieldRule,
  flag,
  inn,
  longText,
  phone,
  relation,
  serialNumber,
  text,
} from '../../journal/patch.ts'

/** What the author of a request says of himself, his unit and its fault; exactly this he may be asked to complete. */
export const authorFields = {
  clientName: text('clientName', { isRequired: true }),
  inn: inn('inn'),
  contactName: text('contactName'),
  phone: phone('phone'),
  email: email('email'),
  region: text('region'),
  city: text('city'),
  address: text('address', { max: 1000 }),
  manufacturerId: relation('manufacturer', 'manufacturer'),
  model: text('model'),
  category: text('category'),
  serialNumber: serialNumber('serialNumber'),
  purchasedOn: day('purchasedOn'),
  isWarranty: flag('isWarranty'),
  complaint: longText('complaint', { isRequired: true }),
} satisfies Partial<Record<keyof ServiceRequestPatch, FieldRule>>

export const requestFields = {
  ...authorFields,
  urgency: choice('urgency', urgencies, { isRequired: true }),
  responsibleId: relation('responsible', 'employee'),
  clientId: relation('client', 'client'),
  contactId: relation('contact', 'contact'),
  equipmentId: relation('equipment', 'equipment'),
} satisfies Record<keyof ServiceRequestPatch, FieldRule>

/** Key under which files are asked for: they are attached, not filled in. */
export const DOCUMENTS = 'documents'

/** The author's field with this catalog key; undefined for anything he cannot be asked for. */
export function authorField(key: string): FieldRule | undefined {
  return Object.values(authorFields).find((rule) => rule.key === key)
}

/** Whether the author may be asked for what stands under this key. */
export function canBeAsked(key: string): boolean {
  return key === DOCUMENTS || authorField(key) !== undefined
}
