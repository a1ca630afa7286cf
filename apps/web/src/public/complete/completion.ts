import { formatPhone, isValidInn, normalizeEmail, normalizePhone } from '@naryad/domain'
import type { CompletionFormQuery, CompletionValue } from '../../gql/graphql.ts'
import type { TextKey } from '../lib/i18n.ts'

export type CompletionField = CompletionFormQuery['completionForm']['fields'][number]
export type CompletionAnswers = Readonly<Record<string, string>>
export type CompletionErrors = Readonly<Record<string, TextKey>>

/** Catalog key of the request's files: answered with files, not with a value. */
export const FILES_KEY = 'documents'

/** What stands in the controls at first: what was kept in this browser, else what the client gave at first. */
export function initialAnswers(fields: readonly CompletionField[], stored: unknown): CompletionAnswers {
  const kept: Record<string, unknown> = typeof stored === 'object' && stored !== null ? { ...stored } : {}
  return Object.fromEntries(
    fields.map(({ key, value }) => {
      const own = kept[key]
      return [key, typeof own === 'string' ? own : key === 'phone' && value ? formatPhone(value) : (value ?? '')]
    }),
  )
}

/** Mistakes by catalog key. The files of a request that was returned for them are required as well. */
export function completionErrors(
  fields: readonly CompletionField[],
  answers: CompletionAnswers,
  fileCount: number,
): CompletionErrors {
  const errors: Record<string, TextKey> = {}
  for (const { key, isRequired } of fields) {
    const value = (answers[key] ?? '').trim()
    const isEmpty = key === FILES_KEY ? fileCount === 0 : value === ''
    if (isEmpty && isRequired) errors[key] = 'invalid.required'
    else if (!isEmpty) {
      if (key === 'phone' && normalizePhone(value) === null) errors[key] = 'invalid.phone'
      if (key === 'email' && normalizeEmail(value) === null) errors[key] = 'invalid.email'
      if (key === 'inn' && !isValidInn(value.replace(/\s/g, ''))) errors[key] = 'invalid.inn'
    }
  }
  return errors
}

/** The answers as the server takes them: exactly the marked fields. */
export function completionValues(fields: readonly CompletionField[], answers: CompletionAnswers): CompletionValue[] {
  const values = fields.filter(({ key }) => key !== FILES_KEY)
  return values.map(({ key }) => {
    const value = (answers[key] ?? '').trim() || null
    return { key, value: key === 'phone' && value ? normalizePhone(value) : value }
  })
}
