/** A mention being typed: where its @ stands, and what follows it up to the caret. */
export interface MentionQuery {
  start: number
  text: string
}

/** The mention at the caret; null when the caret is not in one. */
export function mentionAt(text: string, caret: number): MentionQuery | null {
  const match = /(?:^|\s)@([\p{L}-]*(?:\s[\p{L}-]*)?)$/u.exec(text.slice(0, caret))
  if (!match) return null
  const typed = match[1] ?? ''
  return { start: caret - typed.length - 1, text: typed.trim() }
}

/** The text with the mention finished. */
export function withMention(text: string, query: MentionQuery, name: string): string {
  const typed = /^@[\p{L}-]*(?:\s[\p{L}-]*)?/u.exec(text.slice(query.start))?.[0] ?? '@'
  const rest = text.slice(query.start + Math.max(typed.trimEnd().length, query.text.length + 1))
  return `${text.slice(0, query.start)}@${name}${rest.startsWith(' ') ? rest : ` ${rest}`}`
}
