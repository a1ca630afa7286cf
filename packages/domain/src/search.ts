import { formatRepairNumber, formatRequestNumber, parseNumber } from './numbers.ts'
import { normalizePhone, phoneDigits } from './phone.ts'
import { withoutHeaps } from './text.ts'

/** Shortest term that is searched for. From 3 characters on the trigram index serves it. */
export const minTermLength = 2
/** Longest text that is searched for. */
export const maxSearchLength = 300
/** Longest text that is compared; no field holds a longer one. */
const maxTextLength = 10_000
const maxTermLength = 100
const maxTerms = 8

/**
 * The form in which texts are compared: lower case, ё as е, one space between words. In SQL the same is
 * `btrim(regexp_replace(replace(lower(normalize(replace(x, '№', ' '), NFKC)), 'ё', 'е'), '\s+', ' ', 'g'))`. What is
 * beyond `maxTextLength` is cut off, and so are heaps of marks.
 */
export function normalizeSearch(text: string): string {
  return (
    withoutHeaps(text.slice(0, maxTextLength))
      // NFKC would turn the sign into the letters "no", glued to the number after it.
      .replaceAll('№', ' ')
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll('ё', 'е')
      .replace(/\s+/g, ' ')
      .trim()
  )
}

/**
 * The one text by which a record is found: its parts normalised, its phones as digits. Line breaks part them: no term
 * has one, so that no phrase matches across two parts.
 */
export function searchDocument(
  parts: readonly (string | null | undefined)[],
  phones: readonly (string | null | undefined)[] = [],
): string {
  const lines = [
    ...parts.map((part) => normalizeSearch(part ?? '')),
    ...phones.map((phone) => phoneDigits(phone ?? '')),
  ].filter((line) => line !== '')
  return [...new Set(lines)].join('\n')
}

/**
 * What a record's search text must contain, all of it, for the record to be found; each term is meant for
 * `LIKE '%' || term || '%'` after `escapeLike`. Quoted words stay together as a phrase, a phone in any notation
 * becomes its digits, the number of a request or repair its full form. Terms of one character are left out; none
 * left means: nothing to search for. What is beyond `maxSearchLength` is cut off like terms beyond the eighth; the API
 * refuses such a text before.
 */
export function searchTerms(query: string): string[] {
  const terms: string[] = []
  const unquoted = query
    .slice(0, maxSearchLength)
    .replace(/"([^"]*)"|«([^«»]*)»|“([^“”]*)”/g, (_, ...groups: (string | undefined)[]) => {
      terms.push(normalizeSearch(groups.slice(0, 3).find((group) => group !== undefined) ?? ''))
      return ' '
    })
  const words = normalizeSearch(unquoted)
    .split(/["«»“”\s]+/)
    .filter((word) => word !== '')
  for (let index = 0; index < words.length; ) {
    const phone = phoneAt(words, index)
    terms.push(phone ? phone.digits : fullNumber(words[index] ?? ''))
    index += phone ? phone.length : 1
  }
  const usable = [...new Set(terms.map((term) => term.slice(0, maxTermLength)))].filter(
    (term) => term.length >= minTermLength,
  )
  // A term inside another one adds nothing, the longer one implies it.
  return usable.filter((term) => !usable.some((other) => other !== term && other.includes(term))).slice(0, maxTerms)
}

/** The phone that the words beginning at `index` make up, the longest one there is, and how many words it takes. */
function phoneAt(words: readonly string[], index: number): { digits: string; length: number } | null {
  let end = index
  while (end < words.length && end - index < 8 && /^[+\d()./\-\u2010-\u2015]+$/.test(words[end] ?? '')) end++
  for (; end > index; end--) {
    const digits = asPhone(words.slice(index, end).join(' '))
    if (digits !== null) return { digits, length: end - index }
  }
  return null
}

function asPhone(text: string): string | null {
  if (normalizePhone(text) !== null) return phoneDigits(text)
  const digits = text.replace(/\D/g, '')
  // Parts of a number that nothing but a phone is written like: «555-12-34», «+7 917 5», «(843) 55».
  if (/^\d{2,3}[-\u2010-\u2015]\d\d[-\u2010-\u2015]\d\d$/.test(text)) return digits
  if (digits.length > 11) return null
  if (/^\+7/.test(text)) return digits.slice(1)
  if (/^\+\d/.test(text)) return digits
  if (/^[78]?\s?\(\d+/.test(text)) return /^[78]/.test(text) ? digits.slice(1) : digits
  return null
}

function fullNumber(word: string): string {
  const number = parseNumber(word)
  // Without the whole year it may as well be the name of a model.
  if (number?.year == null || !/20\d\d-\d+$/.test(word)) return word
  const format = number.kind === 'REQUEST' ? formatRequestNumber : formatRepairNumber
  return normalizeSearch(format(number.year, number.sequence))
}

/** A text as a literal part of a LIKE pattern with the default escape character. */
export function escapeLike(text: string): string {
  return text.replaceAll('\\', String.raw`\\`).replaceAll('%', String.raw`\%`).replaceAll('_', String.raw`\_`)
}
