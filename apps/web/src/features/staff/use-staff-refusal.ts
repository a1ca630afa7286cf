import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useSnackbar } from '../../components/snackbar.ts'
import { errorText, failureOf } from '../../lib/errors.ts'

const reasons: ReadonlySet<unknown> = new Set([
  'ADMINISTRATOR',
  'OWN_RIGHTS',
  'BEYOND_OWN_RIGHTS',
  'LAST_ADMINISTRATOR',
  'SELF',
  'LOCKS_OUT_SELF',
  'INVALID_CIDR',
  'WALLED',
  'IN_PAST',
  'NOT_OFFICE',
])

/** What to say of a refused change of an employee: the reason where the server gives one. */
export function useStaffRefusal() {
  const { t } = useTranslation('staff')
  const { showError, show } = useSnackbar()
  const refusalText = useCallback(
    (error: unknown): string => {
      const { code, details } = failureOf(error)
      if (code === 'CONFLICT') return t('refusal.CONFLICT')
      if (!reasons.has(details.reason)) return errorText(error)
      return t(`refusal.${String(details.reason)}`, {
        cidr: String(details.cidr ?? ''),
        address: String(details.address ?? ''),
      })
    },
    [t],
  )
  /** Nothing is said of a change that the person has given up himself by not confirming who he is. */
  const showRefusal = useCallback(
    (error: unknown) => {
      const { code, details } = failureOf(error)
      if (code === 'SUDO_REQUIRED') return
      if (code === 'CONFLICT' || reasons.has(details.reason)) show({ text: refusalText(error), tone: 'error' })
      else showError(error)
    },
    [refusalText, show, showError],
  )
  return { refusalText, showRefusal }
}
