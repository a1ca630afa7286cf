import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Caller, cast } from '../../test/app.ts'
import { fullSelection, lists } from '../../test/leaks/corpus.ts'
import { addPartner, type Reader, startReader } from '../../test/leaks/reader.ts'
import { deploy } from '../db/migrate.ts'
import { createPool } from '../db/pool.ts'
import { startTemporaryPostgres } from '../db/postgres.ts'
import { createLog } from '../server/log.ts'
import { visibleIds } from './execute.ts'
import { createPartnerWall, type PartnerWall, widestScope } from './partner-wall.ts'
import { always } from './sql.ts'
import { loadViewer, type Viewer } from './viewer.ts'

// The worst mistake the gate could make: every row is in everybody's scope.
vi.mock('./scopes.ts', async (original) => ({
  ...(await original<typeof import('./scopes.ts')>()),
  scopeCondition: () => always,
}))

const partners = ['SERVICE_CENTER', 'DEALER'] as const
const roleOf = { SERVICE_CENTER: 'naryad_service_center', DEALER: 'naryad_dealer' } as const

let reader: Reader
const callers: Partial<Record<(typeof partners)[number], Caller>> = {}

beforeAll(async () => {
  reader = await startReader()
  for (const affiliation of partners) callers[affiliation] = await addPartner(reader, affiliation)
}, 180_000)
afterAll(() => reader?.app.stop())

const callerOf = (affiliation: (typeof partners)[number]) => {
  const caller = callers[affiliation]
  if (!caller) throw new Error(`no caller of ${affiliation}`)
  return caller
}
const wallOf = (): PartnerWall => {
  const { partnerWall } = reader.app.services
  if (!partnerWall) throw new Error('the server runs without the wall')
  return partnerWall
}
const rowsOf = async (sql: string, values: unknown[] = []) =>
  (await reader.app.services.pool.query<Record<string, string>>(sql, values)).rows

async function viewerOf(email: string): Promise<Viewer> {
  const [row] = await rowsOf('select id from employees where email = $1', [email])
  const viewer = await loadViewer(reader.app.services, row?.id ?? '')
  if (!viewer) throw new Error(`${email} is nobody`)
  return viewer
}
const partnerViewer = (affiliation: (typeof partners)[number]) =>
  viewerOf(`partner-${affiliation.toLowerCase()}@naryad.demo`)

/** What partners have to do with each table of the schema. A new table is decided about here and in a migration. */
const walled = [
  'assignment_rules',
  'audit_entries',
  'clients',
  'contacts',
  'dealers',
  'documents',
  'employees',
  'equipment',
  'feed_changes',
  'feed_entries',
  'notifications',
  'obligations',
  'outbox_messages',
  'repairs',
  'roles',
  'service_centers',
  'service_requests',
  'stored_files',
]
const open: Readonly<Record<string, string>> = {
  manufacturers: 'who makes the equipment is no secret',
  field_definitions: 'the names of fields, which the application holds anyway',
}
const unreadable = [
  '_prisma_migrations',
  'change_events',
  'employee_actions',
  'employee_entities',
  'employee_fields',
  'employee_manufacturers',
  'feed_mentions',
  'ip_ranges',
  'permission_version',
  'public_links',
  'recovery_codes',
  'role_actions',
  'role_entities',
  'role_fields',
  'role_notifications',
  'sessions',
  'settings',
  'throttles',
]

describe('what the roles of partners may do', () => {
  test('every table of the schema is behind the wall, open with a reason, or not theirs to read', async () => {
    const tables = await rowsOf('select tablename as name from pg_tables where schemaname = current_schema()')
    expect(tables.map(({ name }) => name).sort()).toEqual([...walled, ...Object.keys(open), ...unreadable].sort())
    for (const role of Object.values(roleOf)) {
      const readable = await rowsOf(
        `select relname as name, case when relrowsecurity then 'walled' else 'open' end as kind from pg_class
         where relnamespace = current_schema()::regnamespace and relkind in ('r', 'v', 'm', 'p')
           and has_table_privilege($1, oid, 'select') order by 1`,
        [role],
      )
      expect(readable).toEqual(
        [
          ...walled.map((name) => ({ name, kind: 'walled' })),
          ...Object.keys(open).map((name) => ({ name, kind: 'open' })),
        ].sort((a, b) => (a.name < b.name ? -1 : 1)),
      )
      const policies = await rowsOf(
        `select tablename as name from pg_policies where roles = array[$1]::name[] and cmd = 'SELECT' and permissive = 'PERMISSIVE' order by 1`,
        [role],
      )
      expect(policies.map(({ name }) => name)).toEqual(walled)
    }
    expect(await rowsOf(`select * from pg_policies where not roles <@ $1::name[]`, [Object.values(roleOf)])).toEqual([])
  })

  test('is to read, and nothing else, in this schema alone; nobody signs in as one', async () => {
    for (const role of Object.values(roleOf)) {
      expect(
        await rowsOf(
          `select relname from pg_class where relkind in ('r', 'v', 'm', 'p') and relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema')
             and (has_table_privilege($1, oid, 'insert, update, delete, truncate, references, trigger')
               or (relnamespace <> current_schema()::regnamespace and has_table_privilege($1, oid, 'select')))
           union all select sequencename from pg_sequences where has_sequence_privilege($1, quote_ident(schemaname) || '.' || quote_ident(sequencename), 'usage, select, update')`,
          [role],
        ),
      ).toEqual([])
      expect(
        await rowsOf(
          'select rolcanlogin or rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as power from pg_roles where rolname = $1',
          [role],
        ),
      ).toEqual([{ power: false }])
    }
  })

  test('to the owner of the tables row security is nothing: the office reads as before', async () => {
    for (const table of walled) {
      expect(await rowsOf('select row_security_active($1) as active', [table])).toEqual([{ active: false }])
    }
  })

  test('without an organisation no row is theirs but those of the office’s people', async () => {
    for (const role of Object.values(roleOf)) {
      const pool = createPool(reader.app.services.databaseUrl, {
        options: `-c role=${role}`,
        max: 1,
        onIdleError: () => {},
      })
      for (const table of walled) {
        const where = table === 'employees' ? 'where service_center_id is not null or dealer_id is not null' : ''
        const { rows } = await pool.query(`select count(*)::int as count from ${table} ${where}`)
        expect(rows, table).toEqual([{ count: 0 }])
      }
      await pool.end()
    }
  })
})

describe.each(partners)('with a gate that lets everything through, to a partner, %s,', (affiliation) => {
  const strangers = () =>
    Object.entries(reader.world.others).flatMap(([entity, id]) => (widestOf(entity) === 'ALL' ? [] : [id]))
  const widestOf = (entity: string) => widestScope(affiliation, entity)

  async function everyList(caller: Caller): Promise<string> {
    const answers: string[] = []
    for (const [key, list] of Object.entries(lists)) {
      const selection = fullSelection(reader.catalog, reader.catalog.entity(key), 1)
      const answer = await caller.graphql(
        `{ ${list}(first: 20) { nodes { ${selection} } } totals(entity: "${key}", isExact: true) { count } }`,
      )
      expect(answer.errors, list).toBeUndefined()
      answers.push(JSON.stringify(answer.data))
    }
    return answers.join('\n')
  }

  test('no list, total or relation gives a record of others, and each gives his own', async () => {
    const told = await everyList(callerOf(affiliation))
    expect(strangers().filter((id) => told.includes(id))).toEqual([])
    const { ids } = reader.world
    for (const entity of ['repair', 'serviceRequest', 'client', 'contact', 'equipment', 'serviceCenter', 'dealer']) {
      expect(told, entity).toContain(ids[entity])
    }
    const counts = await callerOf(affiliation).ask(
      `{ ${['repair', 'serviceRequest', 'client', 'equipment'].map((key) => `${key}: totals(entity: "${key}", isExact: true) { count }`).join(' ')} }`,
    )
    const one = { count: 1 }
    expect(counts).toEqual({ repair: one, serviceRequest: one, client: one, equipment: one })
  })

  test('which is the wall’s doing: without it the same questions give what is not his', async () => {
    const { services } = reader.app
    const wall = services.partnerWall
    services.partnerWall = null
    try {
      const told = await everyList(callerOf(affiliation))
      expect(strangers().filter((id) => told.includes(id)).length).toBeGreaterThan(8)
    } finally {
      services.partnerWall = wall
    }
  })

  test('a record of others by its id, its number or its file is not there', async () => {
    const { services } = reader.app
    const viewer = await partnerViewer(affiliation)
    for (const [entity, id] of Object.entries(reader.world.others)) {
      if (widestOf(entity) === 'ALL') continue
      expect(await visibleIds(services, viewer, entity, [id]), entity).toEqual([])
    }
    expect(await visibleIds(services, viewer, 'repair', [reader.world.ids.repair ?? ''])).toHaveLength(1)
    const [{ number } = { number: '' }] = await rowsOf('select number from repairs where id = $1', [
      reader.world.others.repair,
    ])
    expect(await callerOf(affiliation).ask(`{ repair(number: "${number}") { id } }`)).toEqual({ repair: null })
    expect((await callerOf(affiliation).fetch(`/files/${reader.world.others.document}`)).status).toBe(404)
  })

  test('of his client’s people those whom his records name', async () => {
    const viewer = await partnerViewer(affiliation)
    const [unnamed] = await rowsOf(
      `insert into contacts (id, client_id, name) values (gen_random_uuid(), $1, 'Чужой человек') returning id`,
      [reader.world.ids.client],
    )
    const { rows } = await wallOf().query<{ id: string }>(viewer, { text: 'select id from contacts' })
    expect(rows).toEqual([{ id: reader.world.ids.contact }])
    expect(await everyList(callerOf(affiliation))).not.toContain('Чужой человек')
    await rowsOf('delete from contacts where id = $1', [unnamed?.id])
  })

  test('raw SQL gives of each table his organisation’s rows alone', async () => {
    const viewer = await partnerViewer(affiliation)
    for (const table of walled) {
      if (table === 'feed_changes') continue
      const { rows } = await wallOf().query<{ id: string }>(viewer, { text: `select id from ${table}` })
      expect(
        rows.filter(({ id }) => strangers().includes(id)),
        table,
      ).toEqual([])
    }
    const { ids, others } = reader.world
    await rowsOf(
      `insert into feed_changes (entry_id, field_id, new_value) select unnest($1::uuid[]), $2, '"x"' on conflict do nothing`,
      [[ids.feedEntry, others.feedEntry], reader.catalog.field('repair', 'diagnosis').id],
    )
    const changes = await wallOf().query<{ id: string }>(viewer, { text: 'select entry_id as id from feed_changes' })
    expect(changes.rows.map(({ id }) => id)).toContain(ids.feedEntry)
    expect(changes.rows.map(({ id }) => id)).not.toContain(others.feedEntry)
  })

  test('a change of others’ repair sends no frame', async () => {
    const admin = await reader.app.asEmployee(cast.administrator)
    const events = await callerOf(affiliation).subscribe<{ repairChanged: { id: string } }>(
      'subscription { repairChanged { id repair { id complaint } } }',
    )
    const write = (id: string, complaint: string) =>
      admin.ask(
        'mutation ($id: ID!, $patch: RepairPatch!) { updateRepair(id: $id, patch: $patch) { repair { id } } }',
        {
          id,
          patch: { complaint },
        },
      )
    await write(reader.world.others.repair ?? '', `гремит ${affiliation}`)
    await write(reader.world.ids.repair ?? '', `дымит ${affiliation}`)
    expect((await events.next()).repairChanged).toMatchObject({ id: reader.world.ids.repair })
    expect(events.received).toHaveLength(1)
    await events.stop()
  })
})

describe('connections', () => {
  const mine = { text: 'select id from repairs order by id' }

  /** An employee of the other service centre of the world. */
  async function neighbour(): Promise<Viewer> {
    const one = await partnerViewer('SERVICE_CENTER')
    const [{ id } = { id: '' }] = await rowsOf('select service_center_id as id from repairs where id = $1', [
      reader.world.others.repair,
    ])
    return { ...one, employeeId: randomUUID(), serviceCenterId: id ?? null }
  }

  test('shared by organisations at once give each its own rows', async () => {
    const viewers = [await partnerViewer('SERVICE_CENTER'), await neighbour(), await partnerViewer('DEALER')]
    const wanted = [reader.world.ids.repair, reader.world.others.repair, reader.world.ids.repair]
    await Promise.all(
      Array.from({ length: 300 }, async (_, index) => {
        const who = index % viewers.length
        const { rows } = await wallOf().query<{ id: string }>(viewers[who] as Viewer, mine)
        expect(rows).toEqual([{ id: wanted[who] }])
      }),
    )
  })

  test('that failed, were cut off or ended leave no organisation behind', async () => {
    const [one, other] = [await partnerViewer('SERVICE_CENTER'), await neighbour()]
    const expectOwn = async () => {
      for (const _ of Array.from({ length: 6 })) {
        expect((await wallOf().query(one, mine)).rows).toEqual([{ id: reader.world.ids.repair }])
        expect((await wallOf().query(other, mine)).rows).toEqual([{ id: reader.world.others.repair }])
      }
    }
    await expect(wallOf().query(other, { text: 'select 1 / 0' })).rejects.toMatchObject({ code: '22012' })
    await expectOwn()
    await expect(wallOf().query(other, { text: 'delete from repairs' })).rejects.toMatchObject({ code: '42501' })
    await expectOwn()
    const sleeping = wallOf().query(other, { text: 'select pg_sleep(60)' })
    const ended = expect(sleeping).rejects.toThrow()
    while (
      (
        await rowsOf(
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'select pg_sleep(60)%'`,
        )
      ).length === 0
    )
      await delay(10)
    await ended
    await expectOwn()
  })

  test('keep the role and what the address asks for, whatever the address carries', async () => {
    const url = new URL(reader.app.services.databaseUrl)
    url.searchParams.set('options', '-c statement_timeout=4321 -c role=postgres')
    const wall = await createPartnerWall(
      { databaseUrl: url.href, catalog: reader.catalog, log: createLog('silent') },
      '-c jit=off',
    )
    const { rows } = await (wall ?? wallOf()).query(await partnerViewer('DEALER'), {
      text: `select current_user as role, current_setting('statement_timeout') as timeout, current_setting('jit') as jit`,
    })
    await wall?.stop()
    expect(rows).toEqual([{ role: 'naryad_dealer', timeout: '4321ms', jit: 'off' }])
  })

  test('that have left the role read for nobody else', async () => {
    const wall = await createPartnerWall(reader.app.services, '')
    // more than there are connections, so that each of them has left it
    for (const _ of Array.from({ length: 10 })) {
      await wall?.query(await partnerViewer('SERVICE_CENTER'), { text: 'set role none' })
    }
    await expect(wall?.query(await neighbour(), mine)).rejects.toThrow('not naryad_service_center')
    await wall?.stop()
  })

  test('of the office do not go through the wall', async () => {
    const admin = await viewerOf(cast.administrator)
    await expect(wallOf().query(admin, mine)).rejects.toThrow('office')
  })
})

/** The reason that the log gives for there being no wall; null when there is one. */
async function whyNoWall(databaseUrl: string): Promise<string | null> {
  const reasons: string[] = []
  const log = createLog('silent')
  log.warn = (told: unknown) => void reasons.push((told as { reason: string }).reason)
  const wall = await createPartnerWall({ databaseUrl, catalog: reader.catalog, log }, '')
  await wall?.stop()
  expect(reasons).toHaveLength(wall ? 0 : 1)
  return reasons[0] ?? null
}

/**
 * A pooler before the database that passes no parameters on, as PgBouncer does with `ignore_startup_parameters`: of the
 * start-up message (length, version, then names and values, each ended by a zero) only user and database are left.
 */
async function startPooler(databaseUrl: string) {
  const url = new URL(databaseUrl)
  const behind = { host: url.hostname, port: Number(url.port) }
  const pooler = createServer((client) => {
    const database = connect(behind)
    client.once('data', (message) => {
      const given = message.subarray(8).toString().split('\0')
      const kept = ['user', 'database'].flatMap((name) => [name, given[given.indexOf(name) + 1] ?? ''])
      const parameters = Buffer.from(`${kept.join('\0')}\0\0`)
      const head = Buffer.from(message.subarray(0, 8))
      head.writeInt32BE(8 + parameters.length)
      database.write(Buffer.concat([head, parameters]))
      client.pipe(database)
    })
    database.pipe(client)
    for (const socket of [client, database]) socket.on('error', () => socket.destroy())
  })
  pooler.listen(0, '127.0.0.1')
  await once(pooler, 'listening')
  url.hostname = '127.0.0.1'
  url.port = String((pooler.address() as AddressInfo).port)
  return { url: url.href, stop: () => pooler.close() }
}

describe('where PostgreSQL does not allow it', () => {
  test('there is no wall where a pooler passes no parameters on', async () => {
    const pooler = await startPooler(reader.app.services.databaseUrl)
    expect(await whyNoWall(pooler.url)).toContain('the connection is not naryad_service_center')
    pooler.stop()
  })

  test.each([
    [
      'a table has lost its row security',
      'alter table repairs disable row level security',
      'alter table repairs enable row level security',
      'no row security on repairs',
    ],
    [
      'a role may not read a table',
      'revoke select on clients from naryad_service_center',
      'grant select on clients to naryad_service_center',
      'naryad_service_center may not read clients',
    ],
  ])('there is none where %s', async (_, break_, mend, reason) => {
    const { databaseUrl } = reader.app.services
    expect(await whyNoWall(databaseUrl)).toBeNull()
    await rowsOf(break_)
    expect(await whyNoWall(databaseUrl)).toBe(reason)
    await rowsOf(mend)
    expect(await whyNoWall(databaseUrl)).toBeNull()
  })

  test('the server says so once and has no wall; the tables stay as they are', async () => {
    const name = `plain_${randomUUID().slice(0, 8)}`
    await rowsOf(`create role ${name} login password 'plain'`)
    const url = new URL(reader.app.services.databaseUrl)
    url.username = name
    url.password = 'plain'
    const warned: unknown[] = []
    const log = createLog('silent')
    log.warn = (...told: unknown[]) => void warned.push(told)
    expect(await createPartnerWall({ databaseUrl: url.href, catalog: reader.catalog, log }, '')).toBeNull()
    expect(warned).toHaveLength(1)
    const client = new pg.Client({ connectionString: url.href })
    await client.connect()
    const { rows } = await client.query('select naryad_build_partner_wall() as stands')
    await client.end()
    expect(rows).toEqual([{ stands: false }])
    await rowsOf(`drop role ${name}`)
  })

  test('a user who does not own the tables is told so instead of serving an empty company', async () => {
    const name = `tenant_${randomUUID().slice(0, 8)}`
    await rowsOf(`create role ${name} login password 'tenant'`)
    await rowsOf(`grant select on all tables in schema public to ${name}`)
    const databaseUrl = new URL(reader.app.services.databaseUrl)
    databaseUrl.username = name
    databaseUrl.password = 'tenant'
    await expect(reader.app.startAnother({ databaseUrl: databaseUrl.href })).rejects.toThrow(
      'не владеет нашими таблицами',
    )
  })

  test('two databases of one new cluster, of an owner who is no superuser, get the wall at once', async () => {
    const server = await startTemporaryPostgres()
    try {
      const root = new pg.Client({ connectionString: server.url })
      await root.connect()
      await root.query(`create role company login createrole password 'company'`)
      const urls: string[] = []
      for (const name of ['one', 'other']) {
        await root.query(`create database ${name} owner company`)
        const url = new URL(server.url)
        Object.assign(url, { username: 'company', password: 'company', pathname: `/${name}` })
        urls.push(url.href)
      }
      await root.end()
      await Promise.all(urls.map((url) => deploy(url)))
      const log = createLog('silent')
      const reasons: unknown[] = []
      log.warn = (reason: unknown) => void reasons.push(reason)
      for (const databaseUrl of urls) {
        const wall = await createPartnerWall({ databaseUrl, catalog: reader.catalog, log }, '')
        await wall?.stop()
      }
      expect(reasons).toEqual([])
    } finally {
      await server.stop()
    }
  })
})
