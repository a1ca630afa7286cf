/** What is used of https://www.w3.org/TR/trusted-types/, which TypeScript does not describe yet. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createHTML: (html: string) => string }): { createHTML: (html: string) => string }
}

/**
 * The server's policy lets text become markup only where it names: here, for pages of our own that the server renders
 * and escapes. A browser that does not know such policies parses the text as it is.
 */
const policy = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('naryad-pages', {
  createHTML: (html) => html,
})

/** A page that was fetched from our own server. */
export function parsePage(html: string): Document {
  return new DOMParser().parseFromString(policy?.createHTML(html) ?? html, 'text/html')
}
