/** @jsxImportSource preact */
import { useEffect, useState } from 'preact/hooks'
import { CompletePage } from './complete/CompletePage.tsx'
import { Page } from './components/Page.tsx'
import { t } from './lib/i18n.ts'
import { RatePage } from './rate/RatePage.tsx'
import { DonePage } from './request/DonePage.tsx'
import { RequestPage } from './request/RequestPage.tsx'

/** The public page that the address names. Tracking is not among them: the server renders it. */
export function App() {
  const [path, setPath] = useState(location.pathname)
  useEffect(() => {
    const update = () => setPath(location.pathname)
    window.addEventListener('popstate', update)
    return () => window.removeEventListener('popstate', update)
  }, [])
  const [, page, rest] = /^\/p\/([a-z]+)(?:\/([^/]+))?\/?$/.exec(path) ?? []
  if (page === 'request' && rest === undefined) return <RequestPage />
  if (page === 'request' && rest === 'done') return <DonePage />
  if (page === 'complete' && rest) return <CompletePage token={rest} key={rest} />
  if (page === 'rate' && rest) return <RatePage token={rest} key={rest} />
  return (
    <Page title={t('problem.notFoundPageTitle')}>
      <section class="nr-card">
        <div class="nr-title">
          <h1>{t('problem.notFoundPageTitle')}</h1>
          <p class="nr-lead">{t('problem.notFoundPage')}</p>
        </div>
        <div class="nr-actions nr-actions-wide">
          <a class="nr-button nr-button-primary" href="/p/request">
            {t('common.newRequest')}
          </a>
        </div>
      </section>
    </Page>
  )
}
