import { trustedTypes } from '../../lib/trusted-types.ts'

/** Pages of our own, which the server renders and escapes. */
const policy = trustedTypes?.createPolicy('naryad-pages', { createHTML: (html) => html })

/** A page that was fetched from our own server. */
export function parsePage(html: string): Document {
  return new DOMParser().parseFromString(policy?.createHTML(html) ?? html, 'text/html')
}
