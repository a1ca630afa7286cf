import { allActions } from '@naryad/domain'
import type { Catalog, CatalogField } from '../../src/gate/catalog.ts'
import { planCondition } from '../../src/gate/conditions.ts'
import type { PermissionSet, RowScope } from '../../src/gate/permissions.ts'
import { authorize, type Plan } from '../../src/gate/plan.ts'
import { raw, render, sql } from '../../src/gate/sql.ts'
import { type Affiliation, bindingsOf, loadViewer, type Viewer } from '../../src/gate/viewer.ts'
import { type Caller, startTestApp, type TestApp } from '../app.ts'
import type { Probe } from './corpus.ts'
import { isComplete } from './sample.ts'
import { fileKey, fillWorld, valuesOf, type World } from './world.ts'

/** A viewer whose role reads, writes and does everything by its rules, not by being the administrator's. */
export interface Reader {
  app: TestApp
  catalog: Catalog
  world: World
  viewer: Caller
  roleId: string
  employeeId: string
  /** Gives the role this access to the fields ('repair.complaint'), and `otherwise` to all others. */
  setAccess(access: 'NONE' | 'READ' | 'WRITE', fields: readonly string[], otherwise?: 'NONE' | 'WRITE'): Promise<void>
}

const EMAIL = 'reader@naryad.demo'

/** A server with a filled world and its reader. Stop the app in `afterAll`. */
export async function startReader(overrides?: Parameters<typeof startTestApp>[1]): Promise<Reader> {
  const app = await startTestApp({ isWorker: false }, overrides)
  const { pool, catalog } = app.services
  const role = await pool.query<{ id: string }>(
    `insert into roles (id, key, name, affiliation) values (gen_random_uuid(), 'reader', 'Читатель', 'OFFICE') returning id`,
  )
  const roleId = role.rows[0]?.id ?? ''
  await pool.query(
    `insert into role_fields (role_id, field_id, access) select $1, id, 'WRITE' from field_definitions`,
    [roleId],
  )
  await pool.query(
    `insert into role_entities (role_id, entity, read_scope, write_scope) select $1, unnest($2::text[]), 'ALL', 'ALL'`,
    [roleId, [...catalog.entities.keys()]],
  )
  await pool.query('insert into role_actions (role_id, action) select $1, unnest($2::text[])', [
    roleId,
    [...new Set(allActions)],
  ])
  const employeeId = await app.addEmployee({ email: EMAIL, role: 'reader', name: 'Читатель' })
  const world = await fillWorld(pool, employeeId, roleId)
  // exports and refusals are written down there, while the log itself is one of the entities that are compared
  await pool.query(`create function forget_audit() returns trigger language plpgsql as
      'begin delete from audit_entries where id = new.id; return null; end';
    create trigger forget_audit after insert on audit_entries for each row execute function forget_audit()`)
  for (const index of [0, 1]) {
    await app.services.files.write(fileKey(index), Buffer.from(`%PDF-1.4 ${index}`))
    await app.services.files.write(`${fileKey(index)}-thumbnail`, Buffer.from(`RIFF ${index}`))
  }
  const viewer = await app.asEmployee(EMAIL)
  return {
    app,
    catalog,
    world,
    viewer,
    roleId,
    employeeId,
    async setAccess(access, fields, otherwise = 'WRITE') {
      const ids = fields.map((name) => {
        const [entity = '', key = ''] = name.split('.')
        return catalog.field(entity, key).id
      })
      await pool.query(
        `update role_fields set access = (case when field_id = any($2::int[]) then $3 else $4 end)::access where role_id = $1`,
        [roleId, ids, access, otherwise],
      )
    },
  }
}

/** What a probe is answered, whole: status, bytes, and of a file the headers too. */
export async function answerTo(caller: Caller, probe: Probe): Promise<string> {
  if ('query' in probe) return JSON.stringify(await caller.graphql(probe.query, probe.variables ?? {}))
  const sent = probe.body && {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(probe.body),
  }
  const response = await caller.fetch(probe.address, sent ?? {})
  // the name of an export has the time in it
  const headers = [...response.headers].filter(([name]) => name !== 'date' && !(sent && name === 'content-disposition'))
  return JSON.stringify([response.status, headers, await response.text()])
}

/** The answers to all of them, some at a time. */
export async function answersTo(caller: Caller, probes: readonly Probe[]): Promise<string[]> {
  const answers: string[] = []
  const all = [...probes.entries()]
  // of exports a session has one at a time
  const [exports, waiting] = [
    all.filter(([, one]) => one.kind === 'export'),
    all.filter(([, one]) => one.kind !== 'export'),
  ]
  const ask = async (queue: [number, Probe][]) => {
    for (let next = queue.shift(); next; next = queue.shift()) answers[next[0]] = await answerTo(caller, next[1])
  }
  await Promise.all([ask(exports), ...Array.from({ length: 5 }, () => ask(waiting))])
  return answers
}

/**
 * Gives the field of the world's own record a value, past everything that would notice. False: the record cannot be
 * without it as it stands.
 */
async function setValue({ app, world, catalog }: Reader, field: CatalogField, value: unknown): Promise<boolean> {
  const { table } = catalog.entity(field.entity)
  try {
    await app.services.pool.query(`update ${table} set ${field.column} = $1 where id = $2`, [
      value,
      world.ids[field.entity],
    ])
    return true
  } catch (error) {
    const isCheck = error instanceof Error && 'code' in error && error.code === '23514'
    if (value === null && isCheck) return false
    throw error
  }
}

/** Fields of which it is told on purpose whether there is a value, though never which. */
const toldWhenEmpty: Readonly<Record<string, string>> = {
  'notification.readAt': 'how many of his own notifications he has not opened is told to everybody',
}

/**
 * The states of a database in which nothing but the field differs: its two values, and none where the column takes
 * that. Null where a value of its own cannot be told apart from its record's rows.
 */
export function statesOf({ world }: Reader, field: CatalogField): readonly unknown[] | null {
  const values = valuesOf(world, field)
  if (!values) return null
  return field.isNullable && isComplete && !(nameOf(field) in toldWhenEmpty) ? [...values, null] : values
}

/** As permissions and reports call it: 'repair.complaint'. */
export function nameOf(field: CatalogField): string {
  return `${field.entity}.${field.key}`
}

/** Ids of the rows that a plan gives the viewer by the gate alone, without the wall that stands behind it for partners. */
export async function idsOf({ app }: Pick<Reader, 'app'>, viewer: Viewer, plan: Plan): Promise<Set<string>> {
  const { pool, catalog, clock, settings } = app.services
  const context = { catalog, now: clock.now(), timeZone: settings.timeZone }
  const authorized = authorize(catalog, viewer, plan)
  const condition = planCondition(context, authorized, 'r')
  const { table } = authorized.entity
  const statement = render(sql`select r.id from ${raw(table)} r where ${condition}`, bindingsOf(viewer))
  const { rows } = await pool.query<{ id: string }>(statement.text, statement.values)
  return new Set(rows.map((row) => row.id))
}

/** Announces that fields of a record have changed, as a commit does. */
export async function announce({ app }: Reader, entity: string, id: string, fields: readonly CatalogField[]) {
  await app.services.pool.query(
    `with event as (
       insert into change_events (entity, record_id, field_ids) values ($1, $2, $3)
       returning seq, entity, record_id, field_ids
     )
     select pg_notify('naryad_events', json_build_object(
       'seq', seq, 'entity', entity, 'id', record_id, 'fields', field_ids, 'action', null)::text) from event`,
    [entity, id, fields.map((field) => field.id)],
  )
}

/** Leaves the field as it was found, whatever happens in between. */
export async function inStates<T>(
  reader: Reader,
  field: CatalogField,
  states: readonly unknown[],
  work: (value: unknown) => Promise<T>,
): Promise<T[]> {
  const { table } = reader.catalog.entity(field.entity)
  const found = await reader.app.services.pool.query<{ value: unknown }>(
    `select to_json(${field.column})::text as value from ${table} where id = $1`,
    [reader.world.ids[field.entity]],
  )
  const given: T[] = []
  try {
    for (const value of states) {
      if (!(await setValue(reader, field, value))) continue
      given.push(await work(value))
    }
  } finally {
    await reader.app.services.pool.query(
      `update ${table} set ${field.column} = (jsonb_populate_record(null::${table}, jsonb_build_object($2::text, $1::jsonb))).${field.column}
       where id = $3`,
      [found.rows[0]?.value ?? null, field.column, reader.world.ids[field.entity]],
    )
  }
  return given
}

/** The employee with the rights he has at this moment. */
export async function viewerOf({ app }: Pick<Reader, 'app'>, email: string): Promise<Viewer> {
  const { rows } = await app.services.pool.query<{ id: string }>('select id from employees where email = $1', [email])
  const viewer = await loadViewer(app.services, rows[0]?.id ?? '')
  if (!viewer) throw new Error(`${email} is not active`)
  return viewer
}

/** The viewer with other rights in some of them. */
export function having(viewer: Viewer, rights: Partial<PermissionSet>): Viewer {
  return { ...viewer, permissions: { ...viewer.permissions, ...rights } }
}

/** The viewer without the fields ('repair.city'), as reader and as writer or as one of them. */
export function without(
  { catalog }: Pick<Reader, 'catalog'>,
  viewer: Viewer,
  names: readonly string[],
  masks: readonly ('read' | 'write')[] = ['read', 'write'],
): Viewer {
  const rights: { read?: Uint32Array; write?: Uint32Array } = {}
  for (const mask of masks) {
    const bits = Uint32Array.from(viewer.permissions[mask])
    for (const name of names) {
      const [entity = '', key = ''] = name.split('.')
      const { id } = catalog.field(entity, key)
      bits[id >>> 5] = (bits[id >>> 5] ?? 0) & ~(1 << (id & 31))
    }
    rights[mask] = bits
  }
  return having(viewer, rights)
}

/**
 * Signs in a partner's employee who reads, writes and does everything in the rows of the world's first service centre
 * or dealer; every `others` record but the manufacturer is out of his sight.
 */
export function addPartner(reader: Reader, affiliation: 'SERVICE_CENTER' | 'DEALER'): Promise<Caller> {
  return addScoped(reader, affiliation, 'ORGANISATION')
}

/** The same for any scope: in the office OWN is what stands in the employee's name, of which the world's first records are. */
export async function addScoped(
  { app, world, roleId }: Reader,
  affiliation: Affiliation,
  scope: RowScope,
): Promise<Caller> {
  const { pool } = app.services
  const key =
    scope === 'ORGANISATION' ? `partner-${affiliation.toLowerCase()}` : `${affiliation}-${scope}`.toLowerCase()
  const { rows } = await pool.query<{ id: string }>(
    'insert into roles (id, key, name, affiliation) values (gen_random_uuid(), $1, $1, $2::affiliation) returning id',
    [key, affiliation],
  )
  const partnerRole = rows[0]?.id ?? ''
  for (const statement of [
    'insert into role_fields (role_id, field_id, access) select $1, field_id, access from role_fields where role_id = $2',
    `insert into role_entities (role_id, entity, read_scope, write_scope)
     select $1, entity, '${scope}', '${scope}' from role_entities where role_id = $2`,
    'insert into role_actions (role_id, action) select $1, action from role_actions where role_id = $2',
  ]) {
    await pool.query(statement, [partnerRole, roleId])
  }
  // an employee, too, can be out of sight: the office is known to everybody, other partners' people are not
  await pool.query('update employees set service_center_id = $1 where id = $2', [
    world.others.serviceCenter,
    world.others.employee,
  ])
  const { serviceCenter: serviceCenterId = '', dealer: dealerId = '' } = world.ids
  const email = `${key}@naryad.demo`
  const organisation =
    affiliation === 'DEALER' ? { dealerId } : affiliation === 'SERVICE_CENTER' ? { serviceCenterId } : {}
  const employeeId = await app.addEmployee({ email, role: key, name: 'Партнёр', ...organisation })
  if (scope === 'OWN') {
    await pool.query('update repairs set manager_id = $1 where id = $2', [employeeId, world.ids.repair])
    await pool.query('update service_requests set responsible_id = $1 where id = $2', [
      employeeId,
      world.ids.serviceRequest,
    ])
    await pool.query('update assignment_rules set manager_id = $1 where id = $2', [
      employeeId,
      world.ids.assignmentRule,
    ])
  }
  return app.asEmployee(email)
}
