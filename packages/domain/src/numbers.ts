export type RecordNumberKind = 'REQUEST' | 'REPAIR'

export type RecordNumber = {
  kind: RecordNumberKind
  /** Null when the person left it out («р-123»). */
  year: number | null
  sequence: number
}

/** 'З-2026-000123' */
export function formatRequestNumber(year: number, sequence: number): string {
  return formatNumber('З', year, sequence)
}

/** 'Р-2026-000123' */
export function formatRepairNumber(year: number, sequence: number): string {
  return formatNumber('Р', year, sequence)
}

function formatNumber(letter: string, year: number, sequence: number): string {
  if (!Number.isSafeInteger(sequence) || sequence < 1) throw new RangeError(`not a sequence number: ${sequence}`)
  return `${letter}-${String(year).padStart(4, '0')}-${String(sequence).padStart(6, '0')}`
}

/** Longer than any number with spaces around it. */
const maxLength = 100

const dash = String.raw`\s*[-\u2010-\u2015\u2212]\s*`
const gap = String.raw`(?:${dash}|\s+)`
// A digit 3 stands for «З» only before a dash: «3123» and «3 123» are plain numbers.
const pattern = new RegExp(String.raw`^(?:№\s*)?(?:([рpзz])${gap}?|3${dash})(?:(20\d\d|\d\d)${gap})?(\d{1,12})$`, 'u')

/**
 * A request's or repair's number as people type it: any case, Latin lookalikes (P for Р, Z or 3 for З), zeros and
 * year left out. Null when the text is not such a number.
 */
export function parseNumber(text: string): RecordNumber | null {
  if (text.length > maxLength) return null
  const match = pattern.exec(text.trim().toLowerCase())
  if (!match) return null
  const [, letter, year, digits] = match
  const sequence = Number(digits)
  if (sequence < 1) return null
  return {
    kind: letter === 'р' || letter === 'p' ? 'REPAIR' : 'REQUEST',
    year: year === undefined ? null : Number(year.length === 2 ? `20${year}` : year),
    sequence,
  }
}
