export type LetterPart = { text: string; href: string | null }

/**
 * A letter's text in parts, with the addresses in it as links. Punctuation after an address is not part of it; one whose
 * token is blanked («…/p/rate/…») leads nowhere and stays text.
 */
export function letterParts(text: string): LetterPart[] {
  const parts: LetterPart[] = []
  let end = 0
  for (const match of text.matchAll(/https?:\/\/[^\s<>"«»]+[^\s<>"«».,;:!?)\]]/g)) {
    if (match[0].endsWith('…')) continue
    if (match.index > end) parts.push({ text: text.slice(end, match.index), href: null })
    parts.push({ text: match[0], href: match[0] })
    end = match.index + match[0].length
  }
  if (end < text.length) parts.push({ text: text.slice(end), href: null })
  return parts
}
