/** @jsxImportSource preact */
import type { RequestError } from '../lib/client.ts'
import { type TextKey, t } from '../lib/i18n.ts'
import { Notice } from './Notice.tsx'
import { isSignedIn } from './SignedInNotice.tsx'

const told = ['NETWORK', 'THROTTLED', 'VALIDATION', 'OUTDATED', 'NOT_FOUND', 'LINK_EXPIRED', 'LINK_USED'] as const

/** What went wrong, in words. */
export function failureText(failure: RequestError): string {
  if (isSignedIn(failure)) return t('problem.SIGNED_IN')
  const { code } = failure
  const known = told.find((each) => each === code)
  const key: TextKey = known ? `problem.${known}` : 'problem.OTHER'
  return t(key)
}

interface FailureNoticeProps {
  failure: RequestError
  onRetry?(): void
}

/** Why something did not work, and the way on. */
export function FailureNotice({ failure, onRetry }: FailureNoticeProps) {
  const isOutdated = failure.code === 'OUTDATED'
  const retry = isOutdated ? () => location.reload() : failure.code === 'VALIDATION' ? undefined : onRetry
  return (
    <Notice tone="error" title={t('problem.title')}>
      <p>{failureText(failure)}</p>
      {typeof failure.details.id === 'string' && (
        <p class="nr-secondary nr-small">{t('problem.code', { id: failure.details.id })}</p>
      )}
      {retry && (
        <div class="nr-actions">
          <button type="button" class="nr-button" onClick={retry}>
            {isOutdated ? t('common.reload') : t('common.retry')}
          </button>
        </div>
      )}
    </Notice>
  )
}
