/** A mention being typed: from its @ to the caret. */
export interface MentionQuery {
  start: number
  end: number
  /** What follows the @. */
  text: string
}

/** The mention at the caret; null when the caret is not in one. */
export function mentionAt(text: string, caret: number): MentionQuery | null {
  const typed = /(?:^|\s)@([\p{L}-]*(?:\s[\p{L}-]*)?)$/u.exec(text.slice(0, caret))?.[1]
  return typed === undefined ? null : { start: caret - typed.length - 1, end: caret, text: typed.trim() }
}

/** The text with the mention finished. */
export function withMention(text: string, { start, end }: MentionQuery, name: string): string {
  const rest = text.slice(end)
  return `${text.slice(0, start)}@${name}${rest.startsWith(' ') ? rest : ` ${rest}`}`
}
