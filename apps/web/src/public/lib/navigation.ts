import { detectLocale, locale } from './i18n.ts'

/** Goes to another page of this entry without loading it anew. */
export function navigate(path: string): void {
  history.pushState(null, '', path)
  window.dispatchEvent(new PopStateEvent('popstate'))
  scrollTo(0, 0)
}

/** Address of the tracking page on this server, in the language of this page when the browser would not choose it. */
export function trackingPath(token: string): string {
  const isOwn = detectLocale('', null, navigator.languages) === locale()
  return `/p/track/${token}${isOwn ? '' : `?lang=${locale()}`}`
}
