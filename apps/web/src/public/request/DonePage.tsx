/** @jsxImportSource preact */
import { useState } from 'preact/hooks'
import { CopyLink } from '../components/CopyLink.tsx'
import { FocusedTitle } from '../components/FocusedTitle.tsx'
import { Page } from '../components/Page.tsx'
import { t } from '../lib/i18n.ts'
import { navigate, trackingPath } from '../lib/navigation.ts'
import { browserStorage } from '../lib/storage.ts'
import type { SentRequest } from './RequestForm.tsx'

/** Where the last request that was sent from this browser is kept. */
export const SENT = 'request.sent'

/** /p/request/done */
export function DonePage() {
  const [sent] = useState(() => sentRequest(browserStorage.get(SENT)))
  const another = (
    <button type="button" class="nr-button" onClick={() => navigate('/p/request')}>
      {sent ? t('done.another') : t('common.newRequest')}
    </button>
  )
  if (!sent) {
    return (
      <Page title={t('common.formTitle')}>
        <section class="nr-card">
          <FocusedTitle>{t('done.nothing')}</FocusedTitle>
          <p class="nr-lead">{t('done.nothingLead')}</p>
          <div class="nr-actions nr-actions-wide">{another}</div>
        </section>
      </Page>
    )
  }
  const path = trackingPath(sent.trackingToken)
  return (
    <Page title={t('done.title')} companyName={sent.companyName}>
      <section class="nr-card">
        <span class="nr-mark" aria-hidden="true">
          ✓
        </span>
        <div class="nr-title">
          <FocusedTitle>{t('done.title')}</FocusedTitle>
          <p class="nr-lead">{t('done.lead')}</p>
        </div>
        <div>
          <p class="nr-secondary nr-small">{t('done.number')}</p>
          <p class="nr-big">{sent.number}</p>
        </div>
        <CopyLink href={new URL(path, location.href).href} label={t('done.link')} />
        {sent.email && <p class="nr-secondary">{t('done.letter', { email: sent.email })}</p>}
        <div class="nr-actions nr-actions-wide">
          <a class="nr-button nr-button-primary" href={path}>
            {t('common.track')}
          </a>
          {another}
        </div>
      </section>
    </Page>
  )
}

function sentRequest(stored: unknown): SentRequest | null {
  if (typeof stored !== 'object' || stored === null) return null
  const { number, trackingToken, email, companyName }: Partial<Record<keyof SentRequest, unknown>> = stored
  if (typeof number !== 'string' || typeof trackingToken !== 'string') return null
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  return { number, trackingToken, email: text(email), companyName: text(companyName) }
}
