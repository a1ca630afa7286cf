/** @jsxImportSource preact */
import type { RequestError } from '../lib/client.ts'
import { type TextKey, t } from '../lib/i18n.ts'
import { trackingPath } from '../lib/navigation.ts'
import { FailureNotice, failureText } from './FailureNotice.tsx'
import { FocusedTitle } from './FocusedTitle.tsx'
import { isSignedIn, SignedInNotice } from './SignedInNotice.tsx'

const titles: Partial<Record<string, TextKey>> = {
  NOT_FOUND: 'problem.linkTitle',
  LINK_EXPIRED: 'problem.expiredTitle',
  LINK_USED: 'problem.usedTitle',
}

interface LinkProblemProps {
  failure: RequestError
  /** Of the request behind the link, when this browser knows it. */
  trackingToken?: string | null
  onRetry(): void
}

/** A page whose link no longer opens it, with the ways on that are left. */
export function LinkProblem({ failure, trackingToken, onRetry }: LinkProblemProps) {
  if (isSignedIn(failure)) return <SignedInNotice onSignedOut={onRetry} />
  const title = titles[failure.code]
  if (!title) return <FailureNotice failure={failure} onRetry={onRetry} />
  return (
    <section class="nr-card">
      <div class="nr-title">
        <FocusedTitle>{t(title)}</FocusedTitle>
        <p class="nr-lead">{failureText(failure)}</p>
      </div>
      <div class="nr-actions nr-actions-wide">
        {trackingToken && (
          <a class="nr-button nr-button-primary" href={trackingPath(trackingToken)}>
            {t('common.track')}
          </a>
        )}
        <a class="nr-button" href="/p/request">
          {t('common.newRequest')}
        </a>
      </div>
    </section>
  )
}
