import type { Pool } from 'pg'
import type { Catalog } from '../../gate/catalog.ts'
import { type DefaultRole, defaultRoles } from './default-roles.ts'

/**
 * Gives an installation without roles the default ones, in one transaction; an installation that has any is left as
 * its administrator made it. Field definitions must be synchronised before.
 *
 * @returns ids of the roles by key.
 */
export async function installDefaults({
  pool,
  catalog,
}: {
  pool: Pool
  catalog: Catalog
}): Promise<Record<string, string>> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    // Two processes may start on one new database.
    await client.query(`select pg_advisory_xact_lock(hashtext('naryad-default-roles'))`)
    const { rows: present } = await client.query('select 1 from roles limit 1')
    if (present.length === 0) {
      for (const [key, role] of Object.entries(defaultRoles)) await insertRole(client, catalog, key, role)
    }
    const { rows } = await client.query<{ id: string; key: string }>('select id, key from roles')
    await client.query('commit')
    return Object.fromEntries(rows.map((row) => [row.key, row.id]))
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

async function insertRole(
  client: Pick<Pool, 'query'>,
  catalog: Catalog,
  key: string,
  role: DefaultRole,
): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    `insert into roles (id, key, name, affiliation, is_admin) values (gen_random_uuid(), $1, $2, $3::affiliation, $4) returning id`,
    [key, role.name, role.affiliation, role.isAdmin ?? false],
  )
  const roleId = rows[0]?.id
  const access = Object.entries(role.fields).flatMap(([entity, { hidden = [], written = [] }]) =>
    [...catalog.entity(entity).fields.values()].map((field) => {
      if (hidden.includes(field.key)) return { id: field.id, access: 'NONE' }
      return { id: field.id, access: written.includes(field.key) ? 'WRITE' : 'READ' }
    }),
  )
  await client.query(
    `insert into role_fields (role_id, field_id, access) select $1, id, access::access from unnest($2::int[], $3::text[]) as f (id, access)`,
    [roleId, access.map((rule) => rule.id), access.map((rule) => rule.access)],
  )
  // what the role does not open is decided too: only fields that come later wait for a decision
  if (!role.isAdmin) {
    await client.query(
      `insert into role_fields (role_id, field_id, access) select $1, id, 'NONE' from field_definitions
       on conflict (role_id, field_id) do nothing`,
      [roleId],
    )
  }
  await client.query('insert into role_actions (role_id, action) select $1, unnest($2::text[])', [
    roleId,
    [...new Set(role.actions)],
  ])
  const scopes = Object.entries(role.rows).map(([entity, scope]) => ({
    entity,
    scopes: typeof scope === 'string' ? [scope, scope] : scope,
  }))
  await client.query(
    `insert into role_entities (role_id, entity, read_scope, write_scope)
     select $1, entity, reading::row_scope, writing::row_scope from unnest($2::text[], $3::text[], $4::text[]) as e (entity, reading, writing)`,
    [
      roleId,
      scopes.map(({ entity }) => entity),
      scopes.map((row) => row.scopes[0]),
      scopes.map((row) => row.scopes[1]),
    ],
  )
}
