import { isValidInn } from '@naryad/domain'
import type { CatalogField } from '../../lib/catalog.ts'
import { editorKind, type FieldValue, parseTyped, patchKey, patchValue } from './field-value.ts'

/** What a form holds, by catalog key; texts as they are typed. */
export type FormValues = Readonly<Record<string, FieldValue>>

export interface FormResult {
  /** By key of the input type; blank fields are absent. */
  input: Readonly<Record<string, string | number | boolean>>
  /** Code of what is wrong, by catalog key; the same codes as the server's. */
  problems: ReadonlyMap<string, string>
}

/** The form's values as the server takes them, or what is wrong with them. */
export function readForm(
  fields: readonly CatalogField[],
  values: FormValues,
  required: ReadonlySet<string>,
  locale: string,
): FormResult {
  const input: Record<string, string | number | boolean> = {}
  const problems = new Map<string, string>()
  for (const field of fields) {
    const typed = values[field.key] ?? null
    const value = typeof typed === 'string' ? parseTyped(editorKind(field), typed, locale) : typed
    if (value === undefined || (field.key === 'inn' && typeof value === 'string' && !isValidInn(value))) {
      problems.set(field.key, 'INVALID')
      continue
    }
    const stored = patchValue(value)
    if (stored !== null) input[patchKey(field)] = stored
    else if (required.has(field.key)) problems.set(field.key, 'REQUIRED')
  }
  return { input, problems }
}
