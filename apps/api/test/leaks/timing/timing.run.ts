import { randomInt } from 'node:crypto'
import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Caller } from '../../app.ts'
import { addPartner, addScoped, type Reader, startReader } from '../reader.ts'
import { compareTimes, lowerQuartile } from './statistics.ts'

/**
 * A blind test: values that hidden fields or rows hold, and values that nothing holds, are asked about by turns, and
 * nothing but the time of the answers is kept. Run by itself (`pnpm test:leaks --timing`): on a machine that does other
 * work the times say nothing, and a difference could go unseen.
 */
const REPAIRS = 1_400
const VALUES = 10
const REPEATS = 16
/** Each with values of its own, so that no single value decides. */
const ROUNDS = 8
/** By luck alone the sum of the rounds is farther off once in some 700 runs of a question. */
const MAX_DEVIATION = 3.2

let reader: Reader
const callers: Record<string, Caller> = {}

beforeAll(async () => {
  reader = await startReader()
  const { pool } = reader.app.services
  await addRepairs(pool)
  callers.office = reader.viewer
  callers.serviceCenter = await addPartner(reader, 'SERVICE_CENTER')
  callers.dealer = await addPartner(reader, 'DEALER')
  callers.own = await addScoped(reader, 'OFFICE', 'OWN')
  await pool.query('vacuum analyze')
})

afterAll(() => reader?.app.stop())

/** Half of the repairs are of the first records, which the partners are of, half of the others. */
async function addRepairs(pool: Pool) {
  const { ids, others } = reader.world
  for (const of of [ids, others]) {
    await pool.query(
      `with clients_made as (
         insert into clients (id, name, kind, inn, phone, email, city)
         select gen_random_uuid(), 'ООО «' || md5(random()::text) || '»', 'COMPANY', (1000000000 + random() * 8999999999)::bigint::text,
           '+7' || (9000000000 + random() * 999999999)::bigint, md5(random()::text) || '@x.ru', 'Казань'
         from generate_series(1, $2::int / 4) returning id
       ), numbered as (select id, row_number() over () as n from clients_made)
       insert into repairs
       select (jsonb_populate_record(null::repairs, to_jsonb(t) || jsonb_build_object(
         'id', gen_random_uuid(), 'number', 'Р-2026-' || (100000 + random() * 899999)::int || i, 'request_id', null,
         'client_id', c.id, 'contact_name', md5(random()::text),
         'contact_phone', '+7' || (9000000000 + random() * 999999999)::bigint, 'complaint', 'не греет ' || md5(random()::text)
       ))).*
       from repairs t, generate_series(1, $2::int) i join numbered c on c.n = 1 + i % ($2::int / 4)
       where t.id = $1`,
      [of.repair, REPAIRS / 2],
    )
  }
}

interface Question {
  readonly name: string
  readonly caller: string
  /** Fields that are closed to everybody's role meanwhile; without any it is rows that are hidden. */
  readonly hidden: readonly string[]
  /** A column of repairs (or clients) whose values are asked about; of the other organisations' rows unless `own`. */
  readonly column: string
  readonly table?: 'clients'
  readonly isOwn?: boolean
  readonly query: string
  readonly variables: (value: string) => Record<string, unknown>
}

const search = 'query ($q: String) { repairs(search: $q, first: 20) { nodes { id number } } }'
const total = 'query ($q: String) { totals(entity: "repair", search: $q) { count } }'
const filtered = 'query ($f: FilterInput) { repairs(filter: $f, first: 20) { nodes { id number } } }'
const bySearch = (q: string) => ({ q })
const byFilter = (field: string, operator: string) => (value: string) => ({ f: { field, operator, values: [value] } })

const questions: readonly Question[] = [
  {
    name: 'search for a hidden phone',
    caller: 'office',
    hidden: ['repair.contactPhone'],
    column: 'contact_phone',
    query: search,
    variables: bySearch,
  },
  {
    name: 'total of a search for a hidden phone',
    caller: 'office',
    hidden: ['repair.contactPhone'],
    column: 'contact_phone',
    query: total,
    variables: bySearch,
  },
  {
    name: 'search for words of a hidden complaint',
    caller: 'office',
    hidden: ['repair.complaint'],
    column: 'complaint',
    query: search,
    variables: bySearch,
  },
  {
    name: 'search for a hidden INN of a client',
    caller: 'office',
    hidden: ['client.inn'],
    column: 'inn',
    table: 'clients',
    query: search,
    variables: bySearch,
  },
  {
    name: 'a centre’s search for a hidden phone of its own repairs',
    caller: 'serviceCenter',
    hidden: ['repair.contactPhone'],
    isOwn: true,
    column: 'contact_phone',
    query: search,
    variables: bySearch,
  },
  {
    name: 'a centre’s search for others’ phones',
    caller: 'serviceCenter',
    hidden: [],
    column: 'contact_phone',
    query: search,
    variables: bySearch,
  },
  {
    name: 'a dealer’s search for others’ phones',
    caller: 'dealer',
    hidden: [],
    column: 'contact_phone',
    query: search,
    variables: bySearch,
  },
  {
    name: 'an employee’s search for phones out of the rows',
    caller: 'own',
    hidden: [],
    column: 'contact_phone',
    query: search,
    variables: bySearch,
  },
  {
    name: 'a centre’s filter by others’ numbers',
    caller: 'serviceCenter',
    hidden: [],
    column: 'number',
    query: filtered,
    variables: byFilter('number', 'EQUALS'),
  },
  {
    name: 'a dealer’s filter by others’ phones',
    caller: 'dealer',
    hidden: [],
    column: 'contact_phone',
    query: filtered,
    variables: byFilter('contactPhone', 'CONTAINS'),
  },
  {
    name: 'an employee’s filter by numbers out of the rows',
    caller: 'own',
    hidden: [],
    column: 'number',
    query: filtered,
    variables: byFilter('number', 'EQUALS'),
  },
  {
    name: 'a centre’s filter by others’ clients',
    caller: 'serviceCenter',
    hidden: [],
    column: 'inn',
    table: 'clients',
    query: filtered,
    variables: byFilter('client.inn', 'EQUALS'),
  },
  {
    name: 'a centre’s card by others’ numbers',
    caller: 'serviceCenter',
    hidden: [],
    column: 'number',
    query: 'query ($n: String) { repair(number: $n) { id } }',
    variables: (n) => ({ n }),
  },
  {
    name: 'a dealer’s recognition of others’ clients',
    caller: 'dealer',
    hidden: [],
    column: 'phone',
    table: 'clients',
    query: 'query ($p: String) { recogniseClient(phone: $p) { id } }',
    variables: (p) => ({ p }),
  },
]

async function held({ column, table, isOwn = false }: Question): Promise<string[]> {
  const { ids, others } = reader.world
  const of = (isOwn ? ids : others).serviceCenter
  const from = table ? `clients v join repairs r on r.client_id = v.id` : 'repairs v join repairs r on r.id = v.id'
  const { rows } = await reader.app.services.pool.query<{ value: string }>(
    `select value from (select distinct v.${column} as value from ${from} where r.service_center_id = $1) v
     where length(value) > 6 order by random() limit $2`,
    [of, VALUES],
  )
  return rows.map(({ value }) => value.replace('не греет ', ''))
}

/** Another value of the same kind: its letters and digits by chance. */
function absent(value: string): string {
  const letters = [...value].map((char, index) => {
    if (/[0-9]/.test(char)) return index < 3 ? char : String(randomInt(10))
    return /[a-f]/.test(char) ? ('abcdef'[randomInt(6)] ?? char) : char
  })
  return letters.join('')
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => [Math.random(), item] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, item]) => item)
}

test.each(questions.map((question) => [question.name, question] as const))('%s', async (_, question) => {
  const caller = callers[question.caller]
  if (!caller) throw new Error(question.caller)
  const ids = question.hidden.map((name) => {
    const [entity = '', key = ''] = name.split('.')
    return reader.catalog.field(entity, key).id
  })
  const { pool } = reader.app.services
  const setAccess = (access: string) =>
    pool.query(`update role_fields set access = $1::access where field_id = any($2::int[])`, [access, ids])
  await setAccess('NONE')
  const rounds: string[] = []
  let deviations = 0
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const there = await held(question)
      const values = [
        ...there.map((value) => ({ value, isThere: true })),
        ...there.map((value) => ({ value: absent(value), isThere: false })),
      ]
      const times = new Map(values.map(({ value }) => [value, [] as number[]]))
      const ask = async (value: string) => {
        const from = performance.now()
        await caller.graphql(question.query, question.variables(value))
        return performance.now() - from
      }
      for (const { value } of shuffled([...values, ...values])) await ask(value)
      for (let repeat = 0; repeat < REPEATS; repeat++)
        for (const { value } of shuffled(values)) times.get(value)?.push(await ask(value))
      const of = (isThere: boolean) =>
        values.filter((one) => one.isThere === isThere).map(({ value }) => lowerQuartile(times.get(value) ?? []))
      const { chance, deviation, sorted } = compareTimes(of(true), of(false))
      deviations += deviation
      rounds.push(`${sorted}/${2 * VALUES} (${chance.toFixed(2)})`)
    }
  } finally {
    await setAccess('WRITE')
  }
  const deviation = deviations / Math.sqrt(ROUNDS)
  process.stdout.write(`${question.name}: ${deviation.toFixed(1)} deviations; told apart ${rounds.join(', ')}\n`)
  expect(Math.abs(deviation)).toBeLessThan(MAX_DEVIATION)
})
