/** @jsxImportSource preact */
import { useCallback, useState } from 'preact/hooks'
import { FocusedTitle } from '../components/FocusedTitle.tsx'
import { LinkProblem } from '../components/LinkProblem.tsx'
import { Page } from '../components/Page.tsx'
import { PageSkeleton } from '../components/PageSkeleton.tsx'
import { execute } from '../lib/client.ts'
import { t } from '../lib/i18n.ts'
import { trackingPath } from '../lib/navigation.ts'
import { browserStorage } from '../lib/storage.ts'
import { useLoaded } from '../lib/use-loaded.ts'
import { completionFormDocument } from '../operations.ts'
import { CompleteForm } from './CompleteForm.tsx'

/** Where the tracking token is kept that a completed request was answered with. */
const sentKey = (token: string) => `complete.${token.slice(0, 16)}.sent`

function sentBefore(token: string): string | null {
  const stored = browserStorage.get(sentKey(token))
  return typeof stored === 'string' ? stored : null
}

/** /p/complete/:token */
export function CompletePage({ token }: { token: string }) {
  const load = useCallback(() => execute(completionFormDocument, { token }), [token])
  const [loaded, reload] = useLoaded(load)
  const [trackingToken, setTrackingToken] = useState<string | null>(null)
  const form = loaded.status === 'READY' ? loaded.value.completionForm : null
  const companyName = loaded.status === 'READY' ? loaded.value.publicForm.companyName : undefined
  const title = t('complete.title', { number: form?.number ?? '' })
  if (form && trackingToken !== null) {
    return (
      <Page title={t('complete.doneTitle')} companyName={companyName}>
        <section class="nr-card">
          <span class="nr-mark" aria-hidden="true">
            ✓
          </span>
          <div class="nr-title">
            <FocusedTitle>{t('complete.doneTitle')}</FocusedTitle>
            <p class="nr-lead">{t('complete.doneLead', { number: form.number })}</p>
          </div>
          <div class="nr-actions nr-actions-wide">
            <a class="nr-button nr-button-primary" href={trackingPath(trackingToken)}>
              {t('common.track')}
            </a>
          </div>
        </section>
      </Page>
    )
  }
  return (
    <Page title={title} companyName={companyName}>
      {loaded.status === 'LOADING' && <PageSkeleton heights={[72, 96, 280]} />}
      {loaded.status === 'FAILED' && (
        <LinkProblem failure={loaded.failure} trackingToken={sentBefore(token)} onRetry={reload} />
      )}
      {form && (
        <>
          <div class="nr-title">
            <h1>{title}</h1>
            <p class="nr-lead">{t('complete.lead')}</p>
          </div>
          <section class="nr-card">
            <h2>{t('complete.comment')}</h2>
            <p class="nr-quote">{form.comment}</p>
          </section>
          <CompleteForm
            token={token}
            form={form}
            onSent={(sent) => {
              browserStorage.set(sentKey(token), sent)
              setTrackingToken(sent)
            }}
            onLinkLost={reload}
          />
        </>
      )}
    </Page>
  )
}
