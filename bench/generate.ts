/**
 * Fills the benchmark's database: `--rows` repairs (1,000,000 by default), three feed entries to each, their clients,
 * equipment and partners. Every value is a hash of its row's number, so that two runs make the same database.
 *
 * The rows go in without triggers and secondary indexes, which are put back afterwards as the migrations made them. The
 * search text, a trigger's work otherwise, is written by the same SQL function; `checkSearchText` compares the two.
 */
import { parseArgs } from 'node:util'
import pg from 'pg'
import { openDatabase, startCluster, withClient } from './database.ts'
import { installRights } from './rights.ts'
import { anchor, counts, kinds, longFeed, textsOf } from './shape.ts'

const CHUNK = 20_000
const loaders = 2
const loadedTables = ['clients', 'contacts', 'equipment', 'repairs', 'feed_entries', 'feed_changes']

/** Makes the database of that size unless it is there already. */
export async function generate(rows: number, isFresh = false): Promise<void> {
  const cluster = await startCluster('load')
  try {
    const { url } = await openDatabase(cluster, rows, isFresh || !(await isComplete(cluster.url, rows)))
    if (await isComplete(cluster.url, rows)) return
    await withClient(url, async (client) => {
      await client.query(helpers)
      await step('rights and partners', () => installRights(client, url))
      const indexes = await dropIndexes(client)
      await step('clients and equipment', () => loadStock(client, rows))
      const fields = await fieldIds(client)
      await step('repairs', () => inChunks(url, rows, repairsSql(rows)))
      await step('feed entries', () => inChunks(url, rows, feedSql(rows)))
      await step('feed changes', () => inChunks(url, rows, changesSql(rows, fields)))
      for (const { name, definition } of indexes) await step(name, () => client.query(definition))
      await client.query(`select setval('repair_number_seq', $1)`, [rows])
      await client.query('drop schema bench cascade')
      await step('vacuum', () => client.query('vacuum (analyze)'))
      await checkSearchText(client)
      await client.query(`comment on database bench_${rows} is 'complete'`)
    })
  } finally {
    await cluster.stop()
  }
}

async function isComplete(url: string, rows: number): Promise<boolean> {
  return withClient(url, async (client) => {
    const { rows: found } = await client.query<{ comment: string | null }>(
      `select shobj_description(oid, 'pg_database') as comment from pg_database where datname = $1`,
      [`bench_${rows}`],
    )
    return found[0]?.comment === 'complete'
  })
}

async function step(title: string, work: () => Promise<unknown>) {
  const start = performance.now()
  await work()
  console.error(`${title}: ${((performance.now() - start) / 1000).toFixed(1)} s`)
}

/** Functions of a row's number `i`; gone when the load is over. */
const helpers = `
  create schema bench;
  create function bench.pick(i bigint, salt int, n int) returns int language sql immutable parallel safe
    return ((hashint8extended(i, salt) & 9223372036854775807) % n)::int;
  create function bench.uuid(kind int, i bigint) returns uuid language sql immutable parallel safe
    return ('01900000-0000-7' || lpad(to_hex(kind), 3, '0') || '-8000-' || lpad(to_hex(i), 12, '0'))::uuid;
  -- a few manufacturers have most of the units
  create function bench.manufacturer_of(equipment bigint) returns int language sql immutable parallel safe
    return 1 + floor(${counts.manufacturers} * (bench.pick(equipment, 1, 10000) / 10000.0) ^ 1.7)::int;
  -- a service centre serves three manufacturers, a manufacturer has 75 service centres
  create function bench.service_center_of(i bigint, manufacturer int) returns int language sql immutable parallel safe
    return 1 + (manufacturer * 75 + bench.pick(i, 2, 75)) % ${counts.serviceCenters};
  create function bench.phone(i bigint, salt int) returns text language sql immutable parallel safe
    return '+79' || lpad(bench.pick(i, salt, 1000000000)::text, 9, '0');
`

/** Takes away what would be kept up to date row by row, and says how to put it back. */
async function dropIndexes(client: pg.Client) {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select c.relname as name, pg_get_indexdef(i.indexrelid) as definition
     from pg_index i join pg_class c on c.oid = i.indexrelid
     where i.indrelid = any($1::regclass[]) and not i.indisprimary
     order by i.indrelid, c.relname`,
    [loadedTables],
  )
  for (const { name } of rows) await client.query(`drop index ${pg.escapeIdentifier(name)}`)
  return rows
}

async function loadStock(client: pg.Client, rows: number) {
  const { clients, equipment } = counts.of(rows)
  const t = textsOf('i')
  await client.query('set session_replication_role = replica')
  await client.query(`
    insert into clients (id, kind, name, inn, phone, email, city, region, address, created_at, search)
    select id, kind, name, inn, phone, email, city, region, address, created_at,
           naryad_search_text(name, inn, phone, email, city, address)
    from (
      select bench.uuid(${kinds.client}, i) as id,
             'COMPANY'::client_kind as kind,
             'ООО «' || ${t.company} || ' ' || i || '»' as name,
             lpad((7700000000 + i * 37)::text, 10, '0') as inn,
             bench.phone(i, 11) as phone,
             'client' || i || '@example.ru' as email,
             ${t.city} as city, ${t.region} as region,
             ${t.street} || ', ' || (1 + bench.pick(i, 12, 150)) as address,
             ${anchor.start} as created_at
      from generate_series(1, ${clients}::bigint) i
    ) c`)
  await client.query(`
    insert into contacts (id, client_id, name, position, phone, email, created_at)
    select bench.uuid(${kinds.contact}, i), bench.uuid(${kinds.client}, i), ${t.person}, 'Инженер',
           bench.phone(i, 13), 'contact' || i || '@example.ru', ${anchor.start}
    from generate_series(1, ${clients}::bigint) i`)
  await client.query(`
    insert into equipment (id, manufacturer_id, client_id, model, category, serial_number, purchased_on, warranty_until,
                           created_at, search)
    select id, bench.uuid(${kinds.manufacturer}, manufacturer), client_id, model, category, serial_number, purchased_on,
           purchased_on + 730, ${anchor.start}, naryad_search_text(model, serial_number)
    from (
      select bench.uuid(${kinds.equipment}, i) as id,
             bench.manufacturer_of(i) as manufacturer,
             bench.uuid(${kinds.client}, ${clientOf('i', clients)}) as client_id,
             ${t.model} || '-' || bench.pick(i, 14, 400) as model,
             ${t.category} as category,
             chr(64 + bench.manufacturer_of(i)) || '-' || lpad(((i * 7919) % 100000000)::text, 8, '0') as serial_number,
             ${anchor.start}::date - 700 + bench.pick(i, 15, 1500) as purchased_on
      from generate_series(1, ${equipment}::bigint) i
    ) e`)
  await client.query('reset session_replication_role')
  await client.query('analyze clients, equipment')
}

/** A unit's owner, so that a repair of the unit is a repair for him. */
const clientOf = (unit: string, clients: number) => `1 + (${unit} * 31) % ${clients}`

/** Runs the statement for `$1 … $2`, a range of repairs, until all are done; several at once. */
async function inChunks(url: string, rows: number, sql: string) {
  let next = 1
  const load = () =>
    withClient(url, async (client) => {
      await client.query('set session_replication_role = replica')
      while (next <= rows) {
        const from = next
        next += CHUNK
        await client.query(sql, [from, Math.min(from + CHUNK - 1, rows)])
      }
    })
  await Promise.all(Array.from({ length: loaders }, load))
}

function repairsSql(rows: number): string {
  const { clients, equipment } = counts.of(rows)
  const t = textsOf('i')
  const isVisited = `status not in ('UNASSIGNED', 'ASSIGNED', 'VISIT_SCHEDULED')`
  const isPaid = `status in ('READY_TO_CLOSE', 'CLOSED')`
  const isFinal = `status in ('CLOSED', 'CANCELLED', 'REFUSED')`
  return `
    with numbered as (
      select i,
             1 + bench.pick(i, 21, ${equipment}) as unit,
             ${anchor.created('i', rows)} as created_at,
             bench.pick(i, 22, 1000) as chance,
             ${t.status(rows)} as status
      from generate_series($1::bigint, $2::bigint) i
    ), placed as (
      select *, ${clientOf('unit', clients)} as owner, bench.manufacturer_of(unit) as manufacturer,
             case when status not in ('UNASSIGNED', 'ASSIGNED')
                  then date_trunc('hour', created_at) + make_interval(hours => 24 + bench.pick(i, 23, 320)) end as visit_at,
             case when ${isPaid} then 150000 + bench.pick(i, 24, 900000) end as labor_cost,
             case when ${isPaid} then bench.pick(i, 25, 300000) end as travel_cost,
             case when ${isPaid} then bench.pick(i, 26, 2500000) end as parts_cost
      from numbered
    )
    insert into repairs (
      id, number, status, status_since, move_party, due_at, urgency, manufacturer_id, service_center_id, manager_id,
      tech_expert_id, dealer_id, client_id, contact_id, equipment_id, complaint, city, region, address, contact_name,
      contact_phone, contact_email, is_warranty, visit_at, visited_at, diagnosis, warranty_verdict, work_done,
      recommendations, internal_note, travel_km, labor_cost, travel_cost, parts_cost, total_cost, closed_at,
      closing_comment, rating_mark, rating_comment, rated_at, created_at, search)
    select r.*, naryad_search_text(r.number, c.name, c.inn, c.phone, c.email, c.city, c.address,
                                   r.contact_name, r.contact_phone, r.contact_email, r.city, r.address,
                                   e.model, e.serial_number, r.complaint)
    from (
      select bench.uuid(${kinds.repair}, i) as id,
             'Р-' || extract(year from created_at) || '-' || lpad(i::text, greatest(6, length(i::text)), '0') as number,
             status,
             created_at + make_interval(hours => bench.pick(i, 27, 400)) as status_since,
             ${t.moveParty} as move_party,
             case when not ${isFinal} then created_at + make_interval(hours => 24 + bench.pick(i, 28, 700)) end as due_at,
             (case when chance % 10 = 0 then 'URGENT' else 'NORMAL' end)::urgency as urgency,
             bench.uuid(${kinds.manufacturer}, manufacturer) as manufacturer_id,
             case when status <> 'UNASSIGNED'
                  then bench.uuid(${kinds.serviceCenter}, bench.service_center_of(i, manufacturer)) end as service_center_id,
             bench.uuid(${kinds.employee}, ${counts.managers.first} + bench.pick(i, 29, ${counts.managers.count})) as manager_id,
             bench.uuid(${kinds.employee}, ${counts.experts.first} + bench.pick(i, 30, ${counts.experts.count})) as tech_expert_id,
             case when chance < 300 then bench.uuid(${kinds.dealer}, 1 + bench.pick(i, 31, ${counts.dealers})) end as dealer_id,
             bench.uuid(${kinds.client}, owner) as client_id,
             bench.uuid(${kinds.contact}, owner) as contact_id,
             bench.uuid(${kinds.equipment}, unit) as equipment_id,
             ${t.category} || ' ' || ${t.fault} || ', ошибка E' || bench.pick(i, 32, 90) as complaint,
             ${t.city} as city, ${t.region} as region,
             ${t.street} || ', ' || (1 + bench.pick(i, 33, 150)) as address,
             ${t.person} as contact_name,
             bench.phone(i, 34) as contact_phone,
             'contact' || owner || '@example.ru' as contact_email,
             chance % 3 > 0 as is_warranty,
             visit_at,
             case when ${isVisited} then visit_at + make_interval(mins => bench.pick(i, 35, 240)) end as visited_at,
             case when ${isVisited} then ${t.diagnosis} end as diagnosis,
             (case when ${isPaid} then case when chance % 3 > 0 then 'WARRANTY' else 'NOT_WARRANTY' end end)::warranty_verdict
               as warranty_verdict,
             case when ${isPaid} then ${t.work} end as work_done,
             case when ${isPaid} and chance % 2 = 0 then ${t.recommendation} end as recommendations,
             case when chance % 4 = 0 then 'Согласовать с производителем, позвонить до ' || (9 + chance % 9) || ':00' end as internal_note,
             case when ${isVisited} then bench.pick(i, 36, 300) end as travel_km,
             labor_cost, travel_cost, parts_cost, labor_cost + travel_cost + parts_cost as total_cost,
             case when ${isFinal} then created_at + make_interval(hours => 200 + bench.pick(i, 37, 600)) end as closed_at,
             case when status in ('CANCELLED', 'REFUSED') then 'Клиент отказался от ремонта' end as closing_comment,
             case when status = 'CLOSED' and chance < 300 then 1 + chance % 5 end as rating_mark,
             case when status = 'CLOSED' and chance < 100 then 'Мастер приехал вовремя' end as rating_comment,
             case when status = 'CLOSED' and chance < 300
                  then created_at + make_interval(hours => 820 + bench.pick(i, 38, 100)) end as rated_at,
             created_at
      from placed
    ) r
    join clients c on c.id = r.client_id
    join equipment e on e.id = r.equipment_id
    order by r.id`
}

/** Entry `j` of repair `i` has the number 100i + j. One repair in fifty has a long story, the others two entries. */
const entries = `
  generate_series($1::bigint, $2::bigint) i
  cross join lateral generate_series(0, case when i % ${longFeed.every} = 0 then ${longFeed.entries - 1} else 1 end) j`

const entryKind = `
  case when j = 0 then 'CREATED' when j % 4 = 1 then 'TRANSITION' when j % 4 = 3 then 'CHANGE' else 'COMMENT' end`

function feedSql(rows: number): string {
  const t = textsOf('i * 100 + j')
  return `
    insert into feed_entries (id, repair_id, kind, actor, author_id, created_at, text, transition)
    select bench.uuid(${kinds.feedEntry}, i * 100 + j), bench.uuid(${kinds.repair}, i), kind::feed_kind,
           (case when j = 0 then 'SYSTEM' else 'EMPLOYEE' end)::actor_kind,
           case when j > 0 then bench.uuid(${kinds.employee}, 1 + bench.pick(i * 100 + j, 41, ${counts.employees})) end,
           ${anchor.created('i', rows)} + make_interval(hours => j * 7, mins => bench.pick(i * 100 + j, 42, 60)),
           case when kind = 'COMMENT' then ${t.comment} end,
           case when kind = 'TRANSITION' then 'scheduleVisit' end
    from (select i, j, ${entryKind} as kind from ${entries}) e`
}

function changesSql(rows: number, fields: Record<'status' | 'visitAt' | 'travelKm', number>): string {
  const visit = (hours: number) =>
    `to_jsonb(to_char((${anchor.created('i', rows)} + make_interval(hours => ${hours})) at time zone 'UTC',
                      'YYYY-MM-DD"T"HH24:00:00.000"Z"'))`
  return `
    insert into feed_changes (entry_id, field_id, old_value, new_value)
    select bench.uuid(${kinds.feedEntry}, i * 100 + j), change.*
    from (select i, j, ${entryKind} as kind from ${entries}) e
    cross join lateral (
      select ${fields.status}, to_jsonb('ASSIGNED'::text), to_jsonb('VISIT_SCHEDULED'::text) where kind = 'TRANSITION'
      union all select ${fields.visitAt}, ${visit(24)}, ${visit(72)} where kind = 'CHANGE'
      union all select ${fields.travelKm}, null, to_jsonb(bench.pick(i, 43, 300)) where kind = 'CHANGE'
    ) change`
}

async function fieldIds(client: pg.Client) {
  const { rows } = await client.query<{ key: string; id: number }>(
    `select key, id from field_definitions where entity = 'repair' and key in ('status', 'visitAt', 'travelKm')`,
  )
  const id = (key: string) => {
    const found = rows.find((row) => row.key === key)
    if (!found) throw new Error(`The catalog has no field repair.${key}`)
    return found.id
  }
  return { status: id('status'), visitAt: id('visitAt'), travelKm: id('travelKm') }
}

/** The trigger's own search text of some rows against the one that the load wrote. */
async function checkSearchText(client: pg.Client) {
  await client.query('begin')
  await client.query(
    'create temp table sample on commit drop as select id, search from repairs order by id desc limit 500',
  )
  await client.query(`update repairs set search = '' where id in (select id from sample)`)
  const { rows } = await client.query<{ number: string }>(
    'select r.number from repairs r join sample s on s.id = r.id where r.search <> s.search limit 3',
  )
  await client.query('rollback')
  if (rows.length) {
    throw new Error(
      `The trigger on repairs writes another search text than the load: ${rows.map((r) => r.number).join(', ')}`,
    )
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { rows: { type: 'string', default: '1000000' }, fresh: { type: 'boolean', default: false } },
  })
  await generate(Number(values.rows), values.fresh)
  process.exit(0)
}
