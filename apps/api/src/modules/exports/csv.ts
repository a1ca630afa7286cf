import type { FieldType } from '../../gate/catalog.ts'

/** A column of an exported list, as the writer of a format has to know it. */
export interface ExportColumn {
  readonly type: FieldType
  /** In the reader's language. */
  readonly title: string
  /** Words for known values; a value without one stands as it is. */
  readonly labels: Readonly<Record<string, string>>
}

/** Rows on their way into a file; what a format is made of, and nothing of where the rows come from. */
export interface RowWriter {
  readonly contentType: string
  readonly extension: string
  head(columns: readonly ExportColumn[]): string
  row(columns: readonly ExportColumn[], values: readonly unknown[]): string
}

/** By it Excel knows that the text is UTF-8. */
const BOM = '\uFEFF'
/** What Excel splits by where the comma is the decimal sign, as in Russia. */
const SEPARATOR = ';'
/** RFC 4180. */
const LINE_END = '\r\n'
/** What a spreadsheet would run instead of showing; full-width signs are signs to some of them. */
const formula = /^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/

/**
 * CSV as Excel opens it in Russia: UTF-8 with BOM, semicolons, decimal commas, dates as ДД.ММ.ГГГГ, quotes by RFC 4180.
 * A text that a spreadsheet would take for a formula gets an apostrophe before it, as OWASP's "CSV Injection" has it;
 * numbers and dates are written by us and need none.
 *
 * @param timeZone IANA name, in which instants are written
 */
export function csvWriter(timeZone: string): RowWriter {
  const instant = new Intl.DateTimeFormat('ru-RU', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  const line = (cells: readonly string[]) => `${cells.join(SEPARATOR)}${LINE_END}`

  function cell({ type, labels }: ExportColumn, value: unknown): string {
    if (value === null || value === undefined) return ''
    switch (type) {
      case 'MONEY':
        return roubles(Number(value))
      case 'NUMBER':
        return String(value).replace('.', ',')
      case 'DATE':
        return String(value).split('-').reverse().join('.')
      case 'DATETIME':
        return instant.format(new Date(String(value))).replace(',', '')
      case 'RELATION':
        return text(String(value))
      default:
        return text(
          [value]
            .flat()
            .map((one) => wordFor(labels, String(one)))
            .join(', '),
        )
    }
  }

  return {
    contentType: 'text/csv; charset=utf-8',
    extension: 'csv',
    head: (columns) => BOM + line(columns.map(({ title }) => text(title))),
    row: (columns, values) => line(columns.map((column, index) => cell(column, values[index]))),
  }
}

function wordFor(labels: Readonly<Record<string, string>>, value: string): string {
  return Object.hasOwn(labels, value) ? (labels[value] ?? value) : value
}

function text(value: string): string {
  const harmless = formula.test(value) ? `'${value}` : value
  return /[";\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** '12340,50' of kopecks; by digits, since a division would lose kopecks of large sums. */
function roubles(kopecks: number): string {
  const digits = String(Math.abs(kopecks)).padStart(3, '0')
  return `${kopecks < 0 ? '-' : ''}${digits.slice(0, -2)},${digits.slice(-2)}`
}
