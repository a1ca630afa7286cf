const weights10 = [2, 4, 10, 3, 5, 9, 4, 6, 8]
const weights11 = [7, ...weights10]
const weights12 = [3, ...weights11]

/**
 * Whether a text is a taxpayer number (ИНН): 10 digits of a company or 12 of a person, with right check digits
 * (weighted sum modulo 11 modulo 10; a person's number has two of them).
 */
export function isValidInn(inn: string): boolean {
  // All zeros have right check digits and are nobody's number.
  if (!/^(?:\d{10}|\d{12})$/.test(inn) || /^0+$/.test(inn)) return false
  if (inn.length === 10) return checkDigit(inn, weights10) === Number(inn[9])
  return checkDigit(inn, weights11) === Number(inn[10]) && checkDigit(inn, weights12) === Number(inn[11])
}

function checkDigit(inn: string, weights: readonly number[]): number {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(inn[index]), 0)
  return (sum % 11) % 10
}
