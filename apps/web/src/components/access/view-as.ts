/** Where the viewer was when he began to see the app as somebody else. */
const CAME_FROM = 'naryad.viewAsFrom'

/**
 * Starts the app anew as whoever the server now takes this session for: nothing that was read with other eyes may stay
 * in the cache, on the screen or in an open socket.
 */
export function restartAsSeen(): void {
  sessionStorage.setItem(CAME_FROM, location.pathname + location.search)
  location.assign('/')
}

/** Starts the app anew as oneself, where one was before. */
export function restartAsOneself(): void {
  const path = sessionStorage.getItem(CAME_FROM) ?? '/'
  sessionStorage.removeItem(CAME_FROM)
  location.assign(path)
}
