/** What is used of https://www.w3.org/TR/trusted-types/, which TypeScript does not describe yet. */
interface Policy {
  createHTML(text: string): string
}
interface TrustedTypes {
  createPolicy(name: string, rules: { createHTML: (text: string) => string | null }): Policy
}

/** Absent in browsers that do not know policies; they take any text for markup. */
export const trustedTypes = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes

/**
 * The server's policy lets no text become markup but where a policy of a name that it knows says so. MUI's date fields
 * put their digits into the page by innerHTML: text in which there is no markup may pass, everything else is refused.
 */
export function allowPlainText(): void {
  trustedTypes?.createPolicy('default', { createHTML: (text) => (/[<&]/.test(text) ? null : text) })
}
