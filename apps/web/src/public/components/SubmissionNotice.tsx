/** @jsxImportSource preact */
import { t } from '../lib/i18n.ts'
import { isUnderway, type UploadItem, type Uploads } from '../lib/uploads.ts'
import type { Submission } from '../lib/use-submission.ts'
import { FailureNotice } from './FailureNotice.tsx'
import { Notice } from './Notice.tsx'

interface SubmissionNoticeProps {
  submission: Submission
  uploads: Uploads
  items: readonly UploadItem[]
}

/** Why a form that was sent has not gone yet. */
export function SubmissionNotice({ submission, uploads, items }: SubmissionNoticeProps) {
  const { status, failure } = submission
  if (failure?.code === 'NOT_FOUND') {
    return (
      <Notice tone="error" title={t('problem.title')}>
        <p>{t('files.gone')}</p>
      </Notice>
    )
  }
  if (status === 'FAILED' && failure) return <FailureNotice failure={failure} onRetry={submission.submit} />
  if (status === 'WAITING') {
    const count = items.filter(isUnderway).length
    return (
      <Notice tone="info">
        <p>{count > 0 && navigator.onLine ? t('files.busy', { count }) : t('problem.waitingForNetwork')}</p>
      </Notice>
    )
  }
  if (status !== 'FILES_FAILED') return null
  const failed = items.filter((item) => item.status === 'FAILED' || item.status === 'DETACHED')
  const retryAll = () => {
    for (const { id } of failed) uploads.retry(id)
  }
  return (
    <Notice tone="error" title={t('files.failed', { count: failed.length })}>
      <div class="nr-actions">
        <button type="button" class="nr-button" onClick={retryAll}>
          {t('files.retryAll')}
        </button>
        <button type="button" class="nr-button" onClick={submission.submitWithoutFailed}>
          {t('files.without')}
        </button>
      </div>
    </Notice>
  )
}
