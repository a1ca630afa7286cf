import { createContext, useContext } from 'react'
import type { FieldValue } from './field-value.ts'

/** Who changed a field last and when, as far as the feed on the card tells. */
export interface ChangeAuthor {
  name: string | null
  at: string
}

export type SaveOutcome =
  | { kind: 'saved' }
  /** `problem`: what is wrong with the value; null when the person has been told already. */
  | { kind: 'failed'; problem: string | null }
  /** Somebody else was quicker: `current` is what the record holds now. */
  | { kind: 'conflict'; current: FieldValue; by: ChangeAuthor | null }

/** What the fields of one card share. */
export interface RecordEditing {
  /** Catalog key of the entity. */
  entity: string
  record: Readonly<Record<string, unknown>>
  /** The record as a whole may be changed by this viewer; each field has its own right besides. */
  isEditable: boolean
  /** Stores one field when it still holds `base`. */
  save: (key: string, next: FieldValue, base: FieldValue) => Promise<SaveOutcome>
  /** Field that is asked for from elsewhere; a new object asks again. */
  focus: { key: string } | null
  /** Present while fields are being marked as missing. */
  marking: { marked: ReadonlySet<string>; canMark: (key: string) => boolean; toggle: (key: string) => void } | null
  /** Fields that the author was asked to fill in. */
  highlighted: ReadonlySet<string>
}

export const RecordEditingContext = createContext<RecordEditing | null>(null)

/** @throws Error outside a card. */
export function useRecordEditing(): RecordEditing {
  const editing = useContext(RecordEditingContext)
  if (!editing) throw new Error('a record field outside its card')
  return editing
}
