import type { Pool } from 'pg'
import type { Catalog, CatalogField } from '../../src/gate/catalog.ts'
import { emptiedBy } from '../../src/gate/computed.ts'
import type { Caller } from '../app.ts'
import { fullSelection, isOf, lists, type Probe } from './corpus.ts'
import { answersTo } from './reader.ts'
import { isComplete } from './sample.ts'

/** Rules and sessions, which no write under test changes: what the server keeps of them by version stays true. */
const kept =
  /^(_prisma_migrations|role.*|employee_.*|permission_version|sessions|field_definitions|settings|ip_ranges|change_events)$/

/** A database as it was when this was made, to be come back to; ids that it knew then. */
export async function snapshot(pool: Pool): Promise<{ restore(): Promise<void>; ids: ReadonlySet<string> }> {
  const { rows: tables } = await pool.query<{ name: string; columns: string; hasId: boolean }>(
    `select c.relname as name, string_agg(quote_ident(a.attname), ', ') filter (where a.attgenerated = '') as columns,
       bool_or(a.attname = 'id' and a.atttypid = 'uuid'::regtype) as "hasId"
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' group by c.relname order by c.relname`,
  )
  const { rows: sequences } = await pool.query<{ name: string; last: string | null }>(
    `select sequencename as name, last_value as last from pg_sequences where schemaname = 'public'`,
  )
  const changing = tables.filter(({ name }) => !kept.test(name))
  const ofKept = tables.filter(({ name }) => kept.test(name)).map(({ name }) => `${name}_`)
  const counting = sequences.filter(({ name }) => !ofKept.some((prefix) => name.startsWith(prefix)))
  await pool.query(
    `create schema snap; ${changing.map(({ name }) => `create table snap.${name} as table public.${name};`).join(' ')}`,
  )
  const ids = tables.filter(({ hasId }) => hasId).map(({ name }) => `select id from public.${name}`)
  const { rows } = await pool.query<{ id: string }>(ids.join(' union '))
  const statements = [
    'begin',
    // triggers would touch what is written, and keys the order in which it is
    'set local session_replication_role = replica',
    ...changing.map(({ name }) => `delete from public.${name}`),
    ...changing.map(
      ({ name, columns }) => `insert into public.${name} (${columns}) select ${columns} from snap.${name}`,
    ),
    ...counting.map(({ name, last }) => `select setval('public.${name}', ${last ?? 1}, ${last !== null})`),
    'commit',
  ]
  return {
    ids: new Set(rows.map(({ id }) => id)),
    async restore() {
      await pool.query(statements.join('; '))
    },
  }
}

/**
 * Everything that the viewer reads and is told without naming a hidden field: all lists whole, with sums, the two cards
 * two relations deep, what is found by the values, and by which of the fields that are emptied row by row.
 */
function probesOf(catalog: Catalog, hidden: readonly CatalogField[], words: readonly string[]): Probe[] {
  const isClosed = (field: CatalogField) => hidden.some((one) => isOf(catalog, one, field))
  const probes: Probe[] = [{ kind: 'computed', name: 'counters', query: '{ counters { key count } }' }]
  for (const [key, list] of Object.entries(lists)) {
    const entity = catalog.entity(key)
    const open = [...entity.fields.values()].filter((field) => !isClosed(field))
    const sums = open.filter(({ type, many }) => (type === 'MONEY' || type === 'NUMBER') && !many)
    probes.push({
      kind: 'list',
      name: `${list}: all of it`,
      query: `{ ${list}(first: 50) { nodes { ${fullSelection(catalog, entity, 1)} } }
        totals(entity: "${key}", sums: [${sums.map((field) => `"${field.key}"`)}], isExact: true) { count sums { field sum } } }`,
    })
    const found = words.map(
      (word, index) => `w${index}: ${list}(first: 50, search: ${JSON.stringify(word)}) { nodes { id } }`,
    )
    if (found.length > 0) probes.push({ kind: 'search', name: `${list}: search`, query: `{ ${found.join(' ')} }` })
    for (const field of open.filter((one) => emptiedBy(catalog, one).length > 0)) {
      const filter = `{ field: "${field.key}", operator: IS_EMPTY }`
      const sort = field.isSortable ? `, sort: [{ field: "${field.key}" }]` : ''
      if (!field.isFilterable) continue
      probes.push({
        kind: 'empty',
        name: `${list}: no ${field.key}`,
        query: `{ a: ${list}(first: 50${sort}) { nodes { id } } b: ${list}(first: 50, filter: ${filter}) { nodes { id } } }`,
      })
    }
    if (!isComplete) continue
    const isColumn = ({ many, target }: CatalogField) => !many && (target === null || catalog.entity(target).title)
    const columns = open.filter(isColumn).map((field) => ({ key: field.key, title: field.key }))
    probes.push({
      kind: 'export',
      name: `${key}.csv`,
      address: `/exports/${key}.csv`,
      body: { columns, search: null },
    })
  }
  for (const [key, list] of [
    ['repair', 'repairs'],
    ['serviceRequest', 'serviceRequests'],
  ] as const) {
    const selection = twoDeep(catalog, key)
    probes.push({ kind: 'card', name: `${key}: two deep`, query: `{ ${list}(first: 3) { nodes { ${selection} } } }` })
  }
  return probes
}

/** What a record points to with what that points to, but for lists of lists, which are asked for where they are one. */
function twoDeep(catalog: Catalog, key: string, depth = 2): string {
  const fields = [...catalog.entity(key).fields.values()].flatMap((field) => {
    if (field.target === null) return [field.key]
    const isAsked = depth === 2 || (depth === 1 && !field.many)
    return isAsked ? [`${field.key} { ${twoDeep(catalog, field.target, depth - 1)} }`] : []
  })
  return (key === 'feedChange' ? fields : ['id', ...fields]).join(' ')
}

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g

/** The answers without what differs by chance: ids and links that came with the write, and the order of equals. */
export async function toldTo(
  viewer: Caller,
  catalog: Catalog,
  about: { hidden: readonly CatalogField[]; words: readonly string[]; ids: ReadonlySet<string> },
): Promise<Map<string, string>> {
  const probes = probesOf(catalog, about.hidden, about.words)
  const answers = await answersTo(viewer, probes)
  const plain = (text: string) =>
    text.replace(uuid, (id) => (about.ids.has(id) ? id : '#')).replace(/(\/p\/\w+)\/[\w-]+/g, '$1/#')
  return new Map(
    probes.map((probe, index) => {
      const answer = answers[index] ?? ''
      if (answer.includes('"errors"')) throw new Error(`${probe.name}: ${answer}`)
      if (probe.kind === 'export') return [probe.name, plain(answer).split('\\r\\n').sort().join('\n')]
      return [probe.name, JSON.stringify(sorted(JSON.parse(plain(answer)) as unknown))]
    }),
  )
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const texts = value.map((one) => JSON.stringify(sorted(one))).sort()
    return texts.map((text) => JSON.parse(text) as unknown)
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, sorted(one)]))
}
