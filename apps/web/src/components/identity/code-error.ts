import i18next from 'i18next'
import { errorText, failureOf } from '../../lib/errors.ts'

/** What to tell whoever gave a wrong code or password; the texts are of `identity`. */
export function codeErrorText(error: unknown): string {
  const { code, details } = failureOf(error)
  if (code !== 'VALIDATION') return errorText(error)
  if (details.field === 'code') return i18next.t('identity:code.wrong')
  return details.field === 'password' ? i18next.t('identity:sudo.wrongPassword') : errorText(error)
}
