import { parseAst } from 'vitest/node'

/** The files whose guards are taken away one by one: everything that decides what somebody may read or write. */
export const guardedFiles = [
  ...['write', 'viewer', 'plan', 'scopes', 'permissions', 'conditions', 'select', 'execute', 'graphql', 'computed'].map(
    (name) => `src/gate/${name}.ts`,
  ),
  'src/gate/catalog.ts',
  'src/gate/cursor.ts',
  'src/gate/sql.ts',
  'src/gate/partner-wall.ts',
  'src/gate/recipient.ts',
  'src/gate/recognition.ts',
  'src/gate/disclosure.ts',
  'src/journal/disclosure.ts',
  'src/modules/sessions/address.service.ts',
  'src/modules/sessions/session-lookup.ts',
] as const

/** One guard less: the text between two places is replaced by another. */
export interface Mutant {
  /** File, what was done and to what: stays the same while other lines move. */
  readonly id: string
  readonly file: string
  readonly line: number
  readonly kind: string
  /** What stood there, on one line. */
  readonly original: string
  readonly start: number
  readonly end: number
  readonly text: string
}

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

type Draft = Pick<Mutant, 'kind' | 'start' | 'end' | 'text'>

/** Every mutant of a file, in the order of its lines. */
export function mutantsOf(file: string, source: string): Mutant[] {
  const drafts: Draft[] = []
  const visit = (node: Node, parents: readonly Node[]) => {
    if (node.type.startsWith('TS') && !holdsExpression.has(node.type)) return
    if (node.type === 'ImportDeclaration') return
    for (const draft of weakenings(node, parents, source)) drafts.push(draft)
    for (const child of childrenOf(node)) visit(child, [node, ...parents])
  }
  visit(parseAst(source, { lang: 'ts' }) as unknown as Node, [])
  const seen = new Map<string, number>()
  return drafts
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .map((draft) => {
      const original = oneLine(source.slice(draft.start, draft.end))
      const name = `${file} ${draft.kind}: ${original}`
      const count = (seen.get(name) ?? 0) + 1
      seen.set(name, count)
      const line = source.slice(0, draft.start).split('\n').length
      return { ...draft, id: count > 1 ? `${name} (${count})` : name, file, line, original }
    })
}

/** From what takes a guard away whole to what only weakens it. */
const weight = [
  ...['not required', 'never so', 'not thrown', 'in SQL, true', 'always', 'always for never', 'and without', 'bit set'],
  ...[
    'returned as true',
    'true',
    'all for the filtered',
    '|| without its end',
    '&& without its end',
    'always the first',
  ],
]

/**
 * One for each line that guards, the one that takes most away; where a line refuses for one of several reasons, one for
 * each of the reasons too.
 */
export function onePerLine(mutants: readonly Mutant[]): Mutant[] {
  const rank = ({ kind }: Mutant) => (weight.includes(kind) ? weight.indexOf(kind) : weight.length)
  const byLine = Map.groupBy(mutants, ({ line }) => line)
  return [...byLine.values()].flatMap((ofLine) => {
    const chosen = ofLine.toSorted((a, b) => rank(a) - rank(b))[0]
    const reasons = chosen?.kind === 'never so' ? ofLine.filter(({ kind }) => kind.startsWith('|| without')) : []
    return chosen ? [chosen, ...reasons] : []
  })
}

/** The file without the guard. */
export function applyMutant(source: string, { start, end, text }: Mutant): string {
  return source.slice(0, start) + text + source.slice(end)
}

const holdsExpression = new Set(['TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression'])

function childrenOf(node: Node): Node[] {
  return Object.values(node).flatMap((value): Node[] => {
    if (Array.isArray(value)) return value.filter(isNode)
    return isNode(value) ? [value] : []
  })
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}

function inner(node: Node | undefined, key: string): Node | undefined {
  const value = node?.[key]
  return isNode(value) ? value : undefined
}

function list(node: Node | undefined, key: string): Node[] {
  const value = node?.[key]
  return Array.isArray(value) ? value.filter(isNode) : []
}

function replaced(kind: string, node: Node, text: string): Draft {
  return { kind, start: node.start, end: node.end, text }
}

/** Words by which a choice between two values is about rights and not about how things are said. */
const decides =
  /hasBit|hasAction|isAdmin|\bnever\b|\balways\b|'null'|ofRecord|[sS]cope|[vV]iewer|[pP]ermission|isAmong|\.ids\b/

const comparisons = new Set(['===', '!==', '<', '<=', '>', '>=', 'in', 'instanceof'])
const boundaries: Readonly<Record<string, string>> = { '>': '>=', '<': '<=', '>=': '>', '<=': '<' }

/** What can be taken from one node. A node that guards nothing gives none. */
function* weakenings(node: Node, parents: readonly Node[], source: string): Generator<Draft> {
  const [parent] = parents
  switch (node.type) {
    case 'IfStatement': {
      const test = inner(node, 'test')
      if (test && !inner(node, 'alternate') && isLeaving(inner(node, 'consequent'), source))
        yield replaced('never so', test, 'false')
      return
    }
    case 'ThrowStatement':
      if (parent?.type !== 'IfStatement') yield replaced('not thrown', node, '{}')
      return
    case 'ExpressionStatement': {
      const callee = inner(withoutAwait(inner(node, 'expression')), 'callee')
      if (callee && /^(require|assert|check)/.test(source.slice(callee.start, callee.end)))
        yield replaced('not required', node, '{}')
      return
    }
    case 'LogicalExpression': {
      const [left, right] = [inner(node, 'left'), inner(node, 'right')]
      if (node.operator === '??' || !left || !right) return
      yield replaced(`${node.operator} without its end`, node, source.slice(left.start, left.end))
      yield replaced(`${node.operator} without its beginning`, node, source.slice(right.start, right.end))
      return
    }
    case 'ConditionalExpression': {
      const test = inner(node, 'test')
      if (!test || !decides.test(source.slice(node.start, node.end))) return
      yield replaced('always the first', test, 'true')
      yield replaced('always the second', test, 'false')
      return
    }
    case 'BinaryExpression': {
      const [left, right] = [inner(node, 'left'), inner(node, 'right')]
      const other = boundaries[String(node.operator)]
      if (!other || !left || !right) return
      const between = { ...node, start: left.end, end: right.start }
      yield replaced(
        `the bound of ${oneLine(source.slice(node.start, node.end))}`,
        between,
        source.slice(left.end, right.start).replace(String(node.operator), other),
      )
      return
    }
    case 'CallExpression':
      yield* weakenedCalls(node, source)
      return
    case 'ReturnStatement': {
      const value = inner(node, 'argument')
      if (value && isVerdict(value)) yield replaced('returned as true', value, 'true')
      return
    }
    case 'ArrowFunctionExpression': {
      const body = inner(node, 'body')
      if (body && body.type !== 'BlockStatement' && isVerdict(body)) yield replaced('true', body, 'true')
      if (body && isSqlCondition(body, source)) yield replaced('always', body, 'always')
      return
    }
    case 'Identifier':
      if (node.name === 'never' && isValue(node, parent)) yield replaced('always for never', node, 'always')
      return
    case 'VariableDeclarator': {
      const [name, value] = [inner(node, 'id'), inner(node, 'init')]
      if (/^max[A-Z]|Cap$/.test(String(name?.name)) && typeof value?.value === 'number')
        yield replaced(`no limit ${String(name?.name)}`, value, '1e9')
      return
    }
    case 'TemplateElement':
      yield* weakenedSql(node, source)
      return
  }
}

function* weakenedCalls(node: Node, source: string): Generator<Draft> {
  const callee = inner(node, 'callee')
  const [first, , third] = list(node, 'arguments')
  if (!callee) return
  if (callee.name === 'and' && first?.type === 'ArrayExpression') {
    const parts = list(first, 'elements')
    for (const part of parts) {
      if (part.type === 'SpreadElement' || parts.length < 2) continue
      yield replaced('and without', part, 'always')
    }
  }
  if (callee.name === 'setBit' && third && third.type !== 'Literal') yield replaced('bit set', third, 'true')
  if (callee.type !== 'MemberExpression') return
  const property = inner(callee, 'property')
  if (!property || !first) return
  if (property.name === 'filter') yield replaced('all for the filtered', first, '() => true')
  if (property.name === 'every' || property.name === 'some') {
    const other = property.name === 'every' ? 'some' : 'every'
    const name = oneLine(source.slice(node.start, node.end))
    yield replaced(`${other} for ${property.name} in ${name}`, property, other)
  }
}

/** A condition inside a statement's text that another one stands beside. */
function* weakenedSql(node: Node, source: string): Generator<Draft> {
  const text = source.slice(node.start, node.end)
  if (!/\b(select|update|from)\b/.test(text)) return
  // one that ends in a value of the program's is no text to be put into brackets
  const conditions =
    /\b(?:where|and)\s+((?:[\w.]+\s+(?:is null|is not null|=|>|<|<>)[^(){}\n]*?)|\w+\.is_\w+)(?=\s+and\b|\s*\n|\)|`)/g
  for (const match of text.matchAll(conditions)) {
    const condition = match[1] ?? ''
    const start = node.start + match.index + match[0].length - condition.length
    yield { kind: 'in SQL, true', start, end: start + condition.length, text: `(${condition} or true)` }
  }
}

/** Leaves where it stands, or says what is wrong with the schema. */
function isLeaving(node: Node | undefined, source: string): boolean {
  if (node?.type === 'ExpressionStatement') return source.startsWith('problems.push', node.start)
  if (node?.type === 'BlockStatement') return isLeaving(list(node, 'body').at(-1), source)
  return ['ThrowStatement', 'ReturnStatement', 'ContinueStatement', 'BreakStatement'].includes(node?.type ?? '')
}

function withoutAwait(node: Node | undefined): Node | undefined {
  return node?.type === 'AwaitExpression' ? inner(node, 'argument') : node
}

/** A yes or no. */
function isVerdict(node: Node): boolean {
  if (node.type === 'UnaryExpression') return node.operator === '!'
  if (node.type === 'BinaryExpression') return comparisons.has(String(node.operator))
  if (node.type === 'LogicalExpression') return node.operator !== '??'
  if (node.type !== 'CallExpression') return false
  const callee = inner(node, 'callee')
  const name = callee?.type === 'MemberExpression' ? inner(callee, 'property')?.name : callee?.name
  return ['hasBit', 'has', 'test', 'every', 'some', 'includes', 'match'].includes(String(name))
}

function isSqlCondition(node: Node, source: string): boolean {
  if (node.type !== 'TaggedTemplateExpression' || inner(node, 'tag')?.name !== 'sql') return false
  const text = source.slice(node.start, node.end)
  return /^sql`\(?\$\{column\([^)]*\)\} = |^sql`x\./.test(text)
}

/** Whether the name stands for its value here and not for itself. */
function isValue(node: Node, parent: Node | undefined): boolean {
  if (!parent || /^(VariableDeclarator|Function|Import|Export|TS)/.test(parent.type)) return false
  if (parent.type === 'Property') return inner(parent, 'value') === node
  if (parent.type === 'MemberExpression') return inner(parent, 'object') === node
  // compared with or counted in: that is what other mutants are for
  return parent.type !== 'BinaryExpression' && !(parent.type === 'CallExpression' && parent.callee === node)
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
