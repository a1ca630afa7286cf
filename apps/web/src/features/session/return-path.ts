/** Where to go after signing in: a path of this app, never another site (`//evil.example`). */
export function returnPath(wanted: string | null): string {
  if (!wanted) return '/'
  const url = new URL(wanted, location.origin)
  const isInside =
    url.origin === location.origin &&
    wanted.startsWith('/') &&
    !/^\/(?:sign-in|forgot|reset|invite)\b/.test(url.pathname)
  return isInside ? `${url.pathname}${url.search}${url.hash}` : '/'
}
