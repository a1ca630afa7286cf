/** Unicode Standard Annex #15, «Stream-Safe Text Format»: no language needs more marks on one letter. */
const maxMarks = 30
const tooManyMarks = new RegExp(String.raw`\p{M}{${maxMarks + 1}}`, 'u')
const marksBeyond = new RegExp(String.raw`(\p{M}{${maxMarks}})\p{M}+`, 'gu')

/**
 * Whether a text can be stored and compared: no NUL and no half of a surrogate pair, which PostgreSQL refuses, and no
 * heap of marks on one letter, which takes normalisation time that grows with its square.
 */
export function isSoundText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0') && (text.length <= maxMarks || !tooManyMarks.test(text))
}

/** The text with at most thirty marks on one letter, so that normalising it takes time that grows with its length. */
export function withoutHeaps(text: string): string {
  return text.length <= maxMarks ? text : text.replace(marksBeyond, '$1')
}
