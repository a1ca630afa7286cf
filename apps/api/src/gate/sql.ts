/** A value of the viewer that is bound when a statement runs, so that one compiled text serves many viewers. */
export type ViewerBinding = 'employeeId' | 'roleId' | 'serviceCenterId' | 'dealerId' | 'provenId'
type SqlValue = { readonly bind: ViewerBinding } | { readonly value: unknown }

/** A piece of a statement: text with a mark where each value stands. Values never become text. */
export interface Sql {
  readonly text: string
  readonly values: readonly SqlValue[]
}

const MARK = '\u0001'

/** Composes pieces; whatever is not a piece itself becomes a parameter. */
export function sql(strings: TemplateStringsArray, ...inputs: unknown[]): Sql {
  let text = strings[0] ?? ''
  const values: SqlValue[] = []
  inputs.forEach((input, index) => {
    if (isSql(input)) {
      text += input.text
      values.push(...input.values)
    } else {
      text += MARK
      values.push({ value: input })
    }
    text += strings[index + 1] ?? ''
  })
  return { text, values }
}

function isSql(input: unknown): input is Sql {
  return typeof input === 'object' && input !== null && 'text' in input && 'values' in input
}

/** Text as it stands. Only for constants and names out of the catalog, never for anything that came in. */
export function raw(text: string): Sql {
  return { text, values: [] }
}

/** A name of the catalog as an identifier. */
export function ident(name: string): Sql {
  return raw(`"${name.replaceAll('"', '""')}"`)
}

/** A column of an aliased table. */
export function column(alias: string, name: string): Sql {
  return raw(`${alias}."${name.replaceAll('"', '""')}"`)
}

/** A constant of the catalog or of a compiled permission as a literal. */
export function literal(text: string): Sql {
  return raw(`'${text.replaceAll("'", "''")}'`)
}

/** A whole number as it stands: behind a parameter the planner of a prepared statement expects a tenth of the table. */
export function constant(number: number): Sql {
  return raw(String(Math.trunc(number)))
}

export function join(pieces: readonly Sql[], separator: string): Sql {
  return { text: pieces.map((piece) => piece.text).join(separator), values: pieces.flatMap((piece) => piece.values) }
}

/** The viewer's own id, organisation or role as a parameter. */
export function bound(binding: ViewerBinding): Sql {
  return { text: `${MARK}::uuid`, values: [{ bind: binding }] }
}

export const always = raw('true')
export const never = raw('false')

/** All of the conditions; none of them means no condition. */
export function and(conditions: readonly Sql[]): Sql {
  const needed = conditions.filter((condition) => condition !== always)
  if (needed.includes(never)) return never
  if (needed.length <= 1) return needed[0] ?? always
  return sql`(${join(needed, ' and ')})`
}

/** Any of the conditions; none of them is never true: an empty choice must not open anything. */
export function or(conditions: readonly Sql[]): Sql {
  const possible = conditions.filter((condition) => condition !== never)
  if (possible.includes(always)) return always
  if (possible.length <= 1) return possible[0] ?? never
  return sql`(${join(possible, ' or ')})`
}

/** The piece with the viewer's own values bound already, to stand beside pieces of other viewers in one statement. */
export function bindNow(piece: Sql, bindings: Readonly<Record<ViewerBinding, string | null>>): Sql {
  const values = piece.values.map((value) => ('bind' in value ? { value: bindings[value.bind] } : value))
  return { text: piece.text, values }
}

/** The statement with numbered parameters. A binding the viewer does not have is null, which equals nothing. */
export function render(
  statement: Sql,
  bindings: Readonly<Record<ViewerBinding, string | null>>,
): { text: string; values: unknown[] } {
  const parts = statement.text.split(MARK)
  let text = parts[0] ?? ''
  for (let index = 1; index < parts.length; index++) text += `$${index}${parts[index]}`
  return { text, values: statement.values.map((value) => ('bind' in value ? bindings[value.bind] : value.value)) }
}
