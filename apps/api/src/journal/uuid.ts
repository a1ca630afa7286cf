/** Whether a text is a UUID in its usual notation; anything else PostgreSQL would answer with an error. */
export function isUuid(text: string): boolean {
  return /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)
}
