const RELOADED_AT = 'naryad.reloadedAt'
const PAUSE_MS = 30_000

/**
 * A page left open over a release asks for code that the server has no more. Loading it anew mends that; once, so that
 * a server that is really broken does not make the page reload for ever.
 */
export function reloadOnStaleCode(): void {
  window.addEventListener('vite:preloadError', (event) => {
    const last = Number(sessionStorage.getItem(RELOADED_AT) ?? 0)
    // Without a network a reload would only lose what is on the screen.
    if (!navigator.onLine || Date.now() - last < PAUSE_MS) return
    event.preventDefault()
    sessionStorage.setItem(RELOADED_AT, String(Date.now()))
    location.reload()
  })
}
