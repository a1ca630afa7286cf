/**
 * The limit: a bare Node server with hand-written statements, in which PostgreSQL builds the whole answer. It knows no
 * session, no rights and no GraphQL. `POST /<statement>` with the values as a JSON array; a web socket is sent the repair
 * that it named whenever that changes.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { type WebSocket, WebSocketServer } from 'ws'

const related = (alias: string, table: string, key: string) => ({
  join: `left join ${table} ${alias} on ${alias}.id = r.${key}`,
  object: `case when ${alias}.id is not null then json_build_object('id', ${alias}.id, 'name', ${alias}.name) end`,
})
const manufacturer = related('m', 'manufacturers', 'manufacturer_id')
const serviceCenter = related('sc', 'service_centers', 'service_center_id')
const client = related('c', 'clients', 'client_id')
const manager = related('mg', 'employees', 'manager_id')
const techExpert = related('te', 'employees', 'tech_expert_id')

const listJoins = [manufacturer, serviceCenter, client, manager].map(({ join }) => join).join('\n')
const listRelated = `
  ${manufacturer.object} as manufacturer, ${serviceCenter.object} as "serviceCenter", ${client.object} as client,
  ${manager.object} as manager`
const openColumns = `r.id, r.number, r.status, r.urgency, r.created_at as "createdAt", r.visit_at as "visitAt", r.city, r.complaint`
const closedColumns = `
  r.due_at as "dueAt", r.total_cost as "totalCost", r.labor_cost as "laborCost", r.internal_note as "internalNote",
  r.warranty_verdict as "warrantyVerdict"`

const where = 'manufacturer_id = $1 and status = any($2) and visit_at between $3 and $4'

function page(columns: string, rowScope = ''): string {
  return `
    select json_build_object('nodes', coalesce(json_agg(node), '[]'))::text as body from (
      select ${columns}, ${listRelated}
      from (select * from repairs where ${where} ${rowScope} order by visit_at desc, id desc limit 50) r
      ${listJoins}
      order by r.visit_at desc, r.id desc
    ) node`
}

function total(rowScope = ''): string {
  return `
    select json_build_object('count', least(count(*), 10000), 'isCapped', count(*) > 10000)::text as body
    from (select from repairs where ${where} ${rowScope} limit 10001) counted`
}

const card = `
  select json_build_object('data', json_build_object('repair', (
    select row_to_json(node) from (
      select ${openColumns}, ${closedColumns}, r.status_since as "statusSince", r.move_party as "moveParty",
             r.closed_at as "closedAt", r.closing_comment as "closingComment", r.contact_name as "contactName",
             r.contact_phone as "contactPhone", r.contact_email as "contactEmail", r.region, r.address,
             r.is_warranty as "isWarranty", r.visited_at as "visitedAt", r.work_done as "workDone", r.recommendations,
             r.diagnosis, r.travel_km as "travelKm", r.travel_cost as "travelCost", r.parts_cost as "partsCost",
             r.rating_mark as "ratingMark", ${listRelated}, ${techExpert.object} as "techExpert",
             (select coalesce(json_agg(entry), '[]') from (
                select f.id, f.kind, f.actor, f.created_at as "createdAt", f.text, f.transition,
                       case when a.id is not null then json_build_object('id', a.id, 'name', a.name) end as author,
                       (select coalesce(json_agg(json_build_object(
                                 'field', d.key, 'oldValue', ch.old_value #>> '{}', 'newValue', ch.new_value #>> '{}')
                               order by ch.field_id desc), '[]')
                        from feed_changes ch join field_definitions d on d.id = ch.field_id
                        where ch.entry_id = f.id) as changes
                from (select * from feed_entries where repair_id = r.id order by created_at desc, id desc limit 20) f
                left join employees a on a.id = f.author_id
                order by f.created_at desc, f.id desc
              ) entry) as feed
      from repairs r
      ${listJoins}
      ${techExpert.join}
      where r.id = $1
    ) node)))::text as body`

const search = `
  select json_build_object('data', json_build_object('repairs', json_build_object('nodes', (
    select coalesce(json_agg(node), '[]') from (
      select r.id, r.number, r.status, r.created_at as "createdAt", r.complaint, ${client.object} as client,
             case when e.id is not null then json_build_object('id', e.id, 'serialNumber', e.serial_number) end as equipment
      from (select * from repairs where search like $1 order by created_at desc, id desc limit 20) r
      ${client.join}
      left join equipment e on e.id = r.equipment_id
      order by r.created_at desc, r.id desc
    ) node))))::text as body`

/** A change with its feed entry; everybody who listens hears the repair's id when it is committed. */
const change = `
  with changed as (
    update repairs r set internal_note = $2 from repairs before where r.id = $1 and before.id = r.id
    returning r.id, before.internal_note as old
  ), entry as (
    insert into feed_entries (id, repair_id, kind, actor, author_id, created_at)
    select uuidv7(), id, 'CHANGE', 'EMPLOYEE', $3, now() from changed returning id
  ), stored as (
    insert into feed_changes (entry_id, field_id, old_value, new_value)
    select entry.id, d.id, to_jsonb(old), to_jsonb($2::text)
    from entry, changed, field_definitions d where d.entity = 'repair' and d.key = 'internalNote'
  )
  select json_build_object('data', pg_notify('bench_changes', id::text) is not null)::text as body from changed`

const row = `
  select row_to_json(node)::text as body from (
    select ${openColumns}, ${closedColumns}, ${listRelated} from repairs r ${listJoins} where r.id = $1) node`

const ofServiceCenter = 'and service_center_id = $5'

const statements: Record<string, string> = {
  L1: page(`${openColumns}, ${closedColumns}`),
  L2: page(openColumns, ofServiceCenter),
  D1: card,
  S1a: search,
  S1b: search,
  change,
  row,
}
/** Asked for together with the page. */
const totals: Record<string, string> = { L1: total(), L2: total(ofServiceCenter) }
/** Not prepared: the planner has to see the pattern to know how frequent it is. */
const searches = new Set(['S1a', 'S1b'])

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 })

async function query(text: string, values: unknown[], name?: string): Promise<string> {
  const { rows } = await pool.query<{ body: string }>(name ? { name, text, values } : { text, values })
  return rows[0]?.body ?? 'null'
}

async function run(name: string, values: unknown[]): Promise<string> {
  const text = statements[name]
  if (!text) throw new Error(`No statement ${name}`)
  const totalText = totals[name]
  if (!totalText) return query(text, values, searches.has(name) ? undefined : name)
  // the count is not prepared either: which index counts fastest depends on the values
  const [nodes, count] = await Promise.all([query(text, values, name), query(totalText, values)])
  return `{"data":{"repairs":${nodes},"totals":${count}}}`
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', async () => {
    try {
      const body = await run((request.url ?? '').slice(1), JSON.parse(Buffer.concat(chunks).toString()))
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
        .end(body)
    } catch (error) {
      response.writeHead(500).end(String(error))
    }
  })
})

const subscribers = new Map<string, Set<WebSocket>>()
new WebSocketServer({ server, perMessageDeflate: false }).on('connection', (socket) => {
  socket.on('message', (data) => {
    const id = data.toString()
    const sockets = subscribers.get(id) ?? new Set()
    subscribers.set(id, sockets.add(socket))
    socket.once('close', () => sockets.delete(socket))
    socket.send('subscribed')
  })
})

const listener = new pg.Client({ connectionString: process.env.DATABASE_URL })
await listener.connect()
await listener.query('listen bench_changes')
listener.on('notification', async ({ payload: id = '' }) => {
  const frame = await run('row', [id])
  for (const socket of subscribers.get(id) ?? []) socket.send(frame)
})

server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
