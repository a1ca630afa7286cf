import { locale, t } from '../lib/i18n.ts'
import { parsePage } from './parse-page.ts'

const PERIOD_MS = 30_000

/**
 * Keeps the tracking page, which the server has rendered whole, up to date: fetches it anew every 30 s while it is in
 * sight, and puts in what has changed. Gives the way to stop.
 */
export function refreshTracking(root: HTMLElement): () => void {
  let isStopped = false
  let readAt = new Date()
  const state = root.querySelector('[data-state]')
  if (state) state.textContent = t('track.updated')

  async function refresh() {
    if (document.hidden) return
    try {
      const response = await fetch(location.href, { headers: { accept: 'text/html' } })
      if (!response.ok) return
      const fresh = parsePage(await response.text())
      const next = fresh.querySelector('[data-live]')
      const shown = root.querySelector('[data-live]')
      if (isStopped || !next || !shown) return
      readAt = new Date()
      if (next.innerHTML !== shown.innerHTML) shown.replaceChildren(...next.childNodes)
      tell(t('track.updated'))
    } catch {
      const time = readAt.toLocaleTimeString(locale(), { hour: '2-digit', minute: '2-digit' })
      tell(t('track.offline', { time }))
    }
  }
  function tell(text: string) {
    const line = root.querySelector('[data-state]')
    if (line && line.textContent !== text) line.textContent = text
  }

  const timer = setInterval(() => void refresh(), PERIOD_MS)
  const onSight = () => void refresh()
  document.addEventListener('visibilitychange', onSight)
  window.addEventListener('online', onSight)
  return () => {
    isStopped = true
    clearInterval(timer)
    document.removeEventListener('visibilitychange', onSight)
    window.removeEventListener('online', onSight)
  }
}
