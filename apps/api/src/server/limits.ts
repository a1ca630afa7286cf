/**
 * Limits of a GraphQL document, measured before anything is executed and with every fragment counted as often as it is
 * spread, in time that grows with the document's length only.
 */
import { DomainError } from '@naryad/domain'
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  Lexer,
  parse,
  type SelectionSetNode,
  Source,
  TokenKind,
} from 'graphql'

export const limits = {
  /** Levels of fields. */
  depth: 12,
  /** Fields under another name than their own. */
  aliases: 60,
  /** Fields in all. */
  fields: 3_000,
  /** Root fields, each of which is at least one statement. */
  roots: 20,
  /** Brackets of any kind inside one another: those of selections, and of the values of arguments. */
  nesting: 100,
  /** Characters; our longest operation has a tenth of it. */
  length: 60_000,
  /** Lexical tokens; the parser stops there. */
  tokens: 12_000,
} as const

/** Bytes of a request's body. */
export const MAX_BODY_BYTES = 256_000

/** Values in the variables of a request: reading them by the schema's types costs a hundred times the parsing. */
export const MAX_VALUES = 15_000

interface Size {
  depth: number
  aliases: number
  fields: number
  roots: number
}

/**
 * Refuses a text beyond the limits, before it is validated: some rules of validation take time that grows with the square
 * of a document's size. What is no document at all passes; whoever is to run it says so.
 *
 * @throws DomainError QUERY_TOO_COMPLEX naming the limit
 */
export function requireModest(text: string): void {
  if (text.length > limits.length) throw new DomainError('QUERY_TOO_COMPLEX', { limit: 'length', max: limits.length })
  requireShallow(text)
  const document = parseOrNull(text)
  if (!document) return
  const definitions = new Map<string, FragmentDefinitionNode>()
  for (const one of document.definitions)
    if (one.kind === Kind.FRAGMENT_DEFINITION) definitions.set(one.name.value, one)
  const fragments = new Map<string, Size>()
  const open = new Set<string>()

  function measureFragment(fragment: FragmentDefinitionNode): Size {
    const name = fragment.name.value
    const known = fragments.get(name)
    if (known) return known
    // a circle is another rule's refusal; here it must only not be walked for ever
    if (open.has(name)) return { depth: 0, aliases: 0, fields: 0, roots: 0 }
    open.add(name)
    const size = measure(fragment.selectionSet)
    open.delete(name)
    fragments.set(name, size)
    return size
  }

  function measure(set: SelectionSetNode): Size {
    const total: Size = { depth: 0, aliases: 0, fields: 0, roots: 0 }
    const add = (size: Size) => {
      total.depth = Math.max(total.depth, size.depth)
      total.aliases += size.aliases
      total.fields += size.fields
      total.roots += size.roots
    }
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const inner = selection.selectionSet && measure(selection.selectionSet)
        const isAlias = selection.alias !== undefined && selection.alias.value !== selection.name.value
        // introspection is deep by nature and closed by another switch
        const isMeta = selection.name.value.startsWith('__')
        add({
          depth: isMeta ? 0 : 1 + (inner?.depth ?? 0),
          aliases: (isAlias ? 1 : 0) + (inner?.aliases ?? 0),
          fields: 1 + (inner?.fields ?? 0),
          roots: isMeta ? 0 : 1,
        })
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        add(measure(selection.selectionSet))
      } else {
        const fragment = definitions.get(selection.name.value)
        if (fragment) add(measureFragment(fragment))
      }
    }
    return total
  }

  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION) continue
    const size = measure(definition.selectionSet)
    for (const key of ['depth', 'aliases', 'fields', 'roots'] as const) {
      if (size[key] > limits[key] && (key !== 'roots' || definition.kind === Kind.OPERATION_DEFINITION)) {
        throw new DomainError('QUERY_TOO_COMPLEX', { limit: key, max: limits[key] })
      }
    }
  }
}

const opening: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L])
const closing: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R])

/** The parser calls itself for every bracket: thousands of them would overflow the stack. */
function requireShallow(text: string): void {
  let open = 0
  for (const kind of tokenKinds(text)) {
    if (opening.has(kind)) open += 1
    else if (closing.has(kind)) open -= 1
    if (open > limits.nesting) throw new DomainError('QUERY_TOO_COMPLEX', { limit: 'nesting', max: limits.nesting })
  }
}

/** Up to the first thing that is no token, and to as many tokens as are read. */
function* tokenKinds(text: string): Generator<TokenKind> {
  const lexer = new Lexer(new Source(text))
  for (let count = 0; count < limits.tokens; count++) {
    let kind: TokenKind
    try {
      kind = lexer.advance().kind
    } catch {
      return
    }
    if (kind === TokenKind.EOF) return
    yield kind
  }
}

function parseOrNull(text: string): DocumentNode | null {
  try {
    return parse(text, { maxTokens: limits.tokens, noLocation: true })
  } catch {
    return null
  }
}
