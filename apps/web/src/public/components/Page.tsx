/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { pageTitle } from '../lib/format.ts'
import { locale, t } from '../lib/i18n.ts'
import { useOnline } from '../lib/use-online.ts'

interface PageProps {
  title: string
  /** Known once the form's data has come. */
  companyName?: string
  children: ComponentChildren
}

/** Frame of every public page: whose it is, the other language, the news that there is no connection. */
export function Page({ title, companyName, children }: PageProps) {
  const isOnline = useOnline()
  useEffect(() => {
    document.title = pageTitle(title, companyName)
  }, [title, companyName])
  const other = locale() === 'ru' ? 'en' : 'ru'
  return (
    <>
      <div role="status">{!isOnline && <p class="nr-offline">{t('common.offline')}</p>}</div>
      <div class="nr-page">
        <header class="nr-header">
          <span class="nr-company">{companyName}</span>
          <a class="nr-language" href={`?lang=${other}`} lang={other} hreflang={other}>
            {t('common.otherLanguage')}
          </a>
        </header>
        <main class="nr-main">{children}</main>
      </div>
    </>
  )
}
