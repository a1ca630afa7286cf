const RELOADED_AT = 'naryad.reloadedAt'
const PAUSE_MS = 30_000

let isQuiet = false

/**
 * A page left open over a release asks for code that the server has no more. Loading it anew mends that; once, so that
 * a server that is really broken does not make the page reload for ever.
 */
export function reloadOnStaleCode(): void {
  window.addEventListener('vite:preloadError', (event) => {
    const last = Number(sessionStorage.getItem(RELOADED_AT) ?? 0)
    // Without a network a reload would only lose what is on the screen.
    if (isQuiet || !navigator.onLine || Date.now() - last < PAUSE_MS) return
    event.preventDefault()
    sessionStorage.setItem(RELOADED_AT, String(Date.now()))
    location.reload()
  })
}

/** Loads code that nobody waits for yet: when it cannot be had, the page is left alone. */
export async function withoutReload(load: () => Promise<unknown>): Promise<void> {
  isQuiet = true
  try {
    await load()
  } finally {
    isQuiet = false
  }
}
