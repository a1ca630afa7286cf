/** Money is a whole number of kopecks everywhere; roubles exist only in what people read and type. */

export type Kopecks = number

/** Longer than any sum with the words around it. */
const maxLength = 100

const formatters = new Map<string, Intl.NumberFormat>()

/**
 * «12 340,50 ₽» in Russian (with non-breaking spaces), '₽12,340.50' in English.
 * @throws RangeError when the sum is not a safe integer.
 */
export function formatMoney(kopecks: Kopecks, locale = 'ru'): string {
  assertSafe(kopecks)
  let formatter = formatters.get(locale)
  if (!formatter) {
    formatter = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency: 'RUB',
      currencyDisplay: 'narrowSymbol',
      minimumFractionDigits: 2,
    })
    formatters.set(locale, formatter)
  }
  return formatter.format(toDecimal(kopecks))
}

/** A decimal string, since a division by 100 would lose kopecks of large sums. */
function toDecimal(kopecks: Kopecks): `${number}` {
  const digits = String(Math.abs(kopecks)).padStart(3, '0')
  return `${kopecks < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}` as `${number}`
}

/**
 * A sum as a person types it ('12 340,50 ₽', '12340.5', in English '12,340.50') in kopecks. Null when it is not a
 * sum, has fractions of a kopeck, or is too large to be exact.
 */
export function parseMoney(text: string, locale = 'ru'): Kopecks | null {
  if (text.length > maxLength) return null
  const bare = text
    .normalize('NFKC')
    .replace(/₽|руб(?:лей|ля|ль)?\.?|р\.|rub/giu, '')
    .replace(/[\u2212\u2013]/g, '-')
    .trim()
  const isEnglish = locale.startsWith('en')
  const pattern = isEnglish
    ? /^(-?)\s*(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{0,2}))?$/
    : /^(-?)\s*(\d{1,3}(?:[\s'’]\d{3})+|\d+)(?:[.,](\d{0,2}))?$/
  const match = pattern.exec(bare)
  if (!match) return null
  const [, sign, whole = '', fraction = ''] = match
  const kopecks = Number(whole.replace(/\D/g, '') + fraction.padEnd(2, '0'))
  if (!Number.isSafeInteger(kopecks)) return null
  return sign && kopecks !== 0 ? -kopecks : kopecks
}

/** @throws RangeError when a sum or the total is not a safe integer, rather than be off by a kopeck. */
export function sumMoney(sums: Iterable<Kopecks>): Kopecks {
  let total = 0
  for (const sum of sums) {
    assertSafe(sum)
    total += sum
    assertSafe(total)
  }
  return total
}

function assertSafe(kopecks: number): void {
  if (!Number.isSafeInteger(kopecks)) throw new RangeError(`not a whole, exact number of kopecks: ${kopecks}`)
}
