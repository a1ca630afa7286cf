/** Longer than any number with the words around it. */
const maxLength = 100
/** Words and signs that begin an extension: «доб. 12», ext 12, #12, «,12». Spaces come one at a time. */
const extensionPattern = /(?: ?(?:доб(?:авочный)?|вн(?:утр)?|ext(?:ension)?|x|;ext=)\.? ?| ?[#,;] ?)\d{1,6}\)?$/iu
const prefixPattern = /^(?:телефон|тел|моб|phone|tel|т) ?[.:]? ?/iu

/** Lengths of whole numbers (country code included) of the neighbours whose numbers people write without a plus. */
const neighbourLengths: Readonly<Record<string, number>> = {
  '373': 11,
  '374': 11,
  '375': 12,
  '380': 12,
  '992': 12,
  '993': 11,
  '994': 12,
  '995': 12,
  '996': 12,
  '998': 12,
}

/**
 * A phone number in any notation as E.164 ('+78435551234'); numbers without a country code are Russian. An extension
 * is left out, E.164 has none. Null when the text is not one whole number: too short or long, two numbers, words.
 */
export function normalizePhone(text: string): string | null {
  if (text.length > maxLength) return null
  const spaced = text.normalize('NFKC').replace(/\s+/g, ' ').trim()
  const bare = spaced.replace(prefixPattern, '').replace(extensionPattern, '').trim()
  if (!/^\+?[\d\s()./\-\u2010-\u2015\u2212]+$/u.test(bare)) return null
  const digits = bare.replace(/\D/g, '')
  if (bare.startsWith('+')) return international(digits)
  if (digits.startsWith('810') && digits.length > 11) return international(digits.slice(3))
  if (digits.startsWith('00')) return international(digits.slice(2))
  if (digits.length === 11 && /^[78]/.test(digits)) return international(`7${digits.slice(1)}`)
  if (digits.length === 10) return lacksDigit(bare) ? null : international(`7${digits}`)
  return neighbourLengths[digits.slice(0, 3)] === digits.length ? international(digits) : null
}

/**
 * Ten digits that are not a national number but a whole one with a digit lost: an 8 or 7 set off from the code in
 * brackets, or before the 9 of a mobile code (no area code begins with 89, and 79 is in use nowhere).
 */
function lacksDigit(bare: string): boolean {
  return /^[78]\s*[-\u2010-\u2015]?\s*(?:\(|9)/u.test(bare)
}

function international(digits: string): string | null {
  // National numbers of +7 begin with 3, 4, 8 (areas), 9 (mobile), 6 or 7 (Kazakhstan).
  if (digits.startsWith('7')) return /^7[346789]\d{9}$/.test(digits) ? `+${digits}` : null
  return /^[1-9]\d{7,14}$/.test(digits) ? `+${digits}` : null
}

/** For people: '+7 843 555-12-34'. Numbers of other countries stay as they are, their grouping is not known here. */
export function formatPhone(e164: string): string {
  const groups = /^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(e164)
  return groups ? `+7 ${groups[1]} ${groups[2]}-${groups[3]}-${groups[4]}` : e164
}

/**
 * What a phone is searched by: digits alone, without the +7 or 8 that some write and others do not. Text that is not
 * one whole number gives the digits that it has, one longer than any phone none.
 */
export function phoneDigits(text: string): string {
  if (text.length > maxLength) return ''
  const digits = (normalizePhone(text) ?? text).replace(/\D/g, '')
  return digits.length === 11 ? digits.replace(/^[78]/, '') : digits
}
