import type { Catalog } from '../../src/gate/catalog.ts'
import { allActions } from '../../src/modules/roles/default-roles.ts'
import { type Caller, startTestApp, type TestApp } from '../app.ts'
import { fillWorld, type World } from './world.ts'

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
export async function startReader(): Promise<Reader> {
  const app = await startTestApp({ isWorker: false })
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

/**
 * Signs in a partner's employee who reads, writes and does everything in the rows of the world's first service centre
 * or dealer; every `others` record but the manufacturer is out of his sight.
 */
export async function addPartner(
  { app, world, roleId }: Reader,
  affiliation: 'SERVICE_CENTER' | 'DEALER',
): Promise<Caller> {
  const { pool } = app.services
  const key = `partner-${affiliation.toLowerCase()}`
  const { rows } = await pool.query<{ id: string }>(
    'insert into roles (id, key, name, affiliation) values (gen_random_uuid(), $1, $1, $2::affiliation) returning id',
    [key, affiliation],
  )
  const partnerRole = rows[0]?.id ?? ''
  for (const statement of [
    'insert into role_fields (role_id, field_id, access) select $1, field_id, access from role_fields where role_id = $2',
    `insert into role_entities (role_id, entity, read_scope, write_scope)
     select $1, entity, 'ORGANISATION', 'ORGANISATION' from role_entities where role_id = $2`,
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
  const organisation = affiliation === 'DEALER' ? { dealerId } : { serviceCenterId }
  await app.addEmployee({ email, role: key, name: 'Партнёр', ...organisation })
  return app.asEmployee(email)
}
