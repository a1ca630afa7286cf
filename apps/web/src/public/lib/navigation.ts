/** Goes to another page of this entry without loading it anew. */
export function navigate(path: string): void {
  history.pushState(null, '', path)
  window.dispatchEvent(new PopStateEvent('popstate'))
  scrollTo(0, 0)
}

/** Address of the tracking page on this server. */
export function trackingPath(token: string): string {
  return `/p/track/${token}`
}
