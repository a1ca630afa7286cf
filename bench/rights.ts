/** Who works with the benchmark's data: partners, employees, the default roles, and the three viewers that are measured. */
import { readCatalog, syncFieldDefinitions } from '@naryad/api/src/gate/catalog.ts'
import { installDefaults } from '@naryad/api/src/modules/roles/defaults.ts'
import { createSchema } from '@naryad/api/src/server/schema.ts'
import { allActions } from '@naryad/domain'
import pg from 'pg'
import { anchor, counts, idOf, kinds, textsOf } from './shape.ts'

/** Employees by number. The engineer is of service centre 1 and may not read `hiddenFromEngineer`. */
export const viewers = {
  administrator: 1,
  manager: 2,
  engineer: 3,
  dealer: counts.experts.first + counts.experts.count,
  ruled: counts.employees + 1,
} as const
export type ViewerName = keyof typeof viewers

/** What the ruled viewer's rights consist of. He reads what the administrator does, by rules instead of by being him. */
export const ruled = { rules: 2_000, exceptions: 50 } as const

export const hiddenFromEngineer = ['totalCost', 'laborCost', 'internalNote', 'dueAt', 'warrantyVerdict']

/** Into an empty database: the default roles, the partners, and two hundred employees. */
export async function installRights(client: pg.Client, url: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  try {
    const catalog = readCatalog(createSchema())
    await syncFieldDefinitions(pool, catalog)
    await installDefaults({ pool, catalog })
    await addPartners(client)
    await addEmployees(client)
    const hidden = hiddenFromEngineer.map((key) => catalog.field('repair', key).id)
    await client.query(
      `insert into employee_fields (employee_id, field_id, access, set_by_id) select $1, unnest($2::int[]), 'NONE', $3`,
      [idOf('employee', viewers.engineer), hidden, idOf('employee', viewers.administrator)],
    )
  } finally {
    await pool.end()
  }
}

/** The ruled viewer with his role, unless they are there: fields that no catalog knows yet make up the number. */
export async function installRuled(client: pg.Client): Promise<void> {
  const employee = idOf('employee', viewers.ruled)
  const { rowCount } = await client.query('select 1 from employees where id = $1', [employee])
  if (rowCount) return
  await client.query('begin')
  await client.query(
    `insert into field_definitions (entity, key, is_custom)
     select 'repair', 'bench' || i, true
     from generate_series(1, $1 - (select count(*)::int from field_definitions)) i`,
    [ruled.rules],
  )
  const { rows } = await client.query<{ id: string }>(
    `insert into roles (id, key, name, affiliation) values (gen_random_uuid(), 'ruled', 'По правилам', 'OFFICE') returning id`,
  )
  const role = rows[0]?.id
  await client.query(
    `insert into role_fields (role_id, field_id, access) select $1, id, 'WRITE' from field_definitions order by id limit $2`,
    [role, ruled.rules],
  )
  await client.query(
    `insert into role_entities (role_id, entity, read_scope, write_scope)
     select distinct $1::uuid, entity, 'ALL'::row_scope, 'ALL'::row_scope from field_definitions`,
    [role],
  )
  await client.query('insert into role_actions (role_id, action) select distinct $1::uuid, unnest($2::text[])', [
    role,
    allActions,
  ])
  await client.query(
    `insert into employees (id, name, email, role_id) values ($1, 'По правилам', 'ruled@example.ru', $2)`,
    [employee, role],
  )
  await client.query(
    `insert into employee_fields (employee_id, field_id, access, set_by_id)
     select $1, id, 'WRITE', $2 from field_definitions where entity = 'repair' order by id limit $3`,
    [employee, idOf('employee', viewers.administrator), ruled.exceptions],
  )
  await client.query('commit')
}

async function addPartners(client: pg.Client) {
  const t = textsOf('i')
  await client.query(`
    insert into manufacturers (id, name, country)
    select bench.uuid(${kinds.manufacturer}, i), 'Завод ' || chr(64 + i::int), 'Россия'
    from generate_series(1, ${counts.manufacturers}::bigint) i`)
  await client.query(`
    insert into service_centers (id, name, city, region, phone)
    select bench.uuid(${kinds.serviceCenter}, i), 'АСЦ ' || ${t.city} || ' ' || i, ${t.city}, ${t.region}, bench.phone(i, 71)
    from generate_series(1, ${counts.serviceCenters}::bigint) i`)
  await client.query(`
    insert into dealers (id, name, city, region, phone)
    select bench.uuid(${kinds.dealer}, i), 'Дилер ' || ${t.city} || ' ' || i, ${t.city}, ${t.region}, bench.phone(i, 72)
    from generate_series(1, ${counts.dealers}::bigint) i`)
}

/** The office first, then an employee of each dealer, then engineers of the first service centres. */
async function addEmployees(client: pg.Client) {
  const { managers, dealers, employees } = counts
  const firstDealer = viewers.dealer
  const firstEngineer = firstDealer + dealers
  await client.query(`
    insert into employees (id, name, email, role_id, service_center_id, dealer_id, created_at)
    select bench.uuid(${kinds.employee}, i), ${textsOf('i').person} || ' ' || i, 'employee' || i || '@example.ru', r.id,
           case when role = 'serviceCenter' then bench.uuid(${kinds.serviceCenter}, greatest(1, i - ${firstEngineer} + 1)) end,
           case when role = 'dealer' then bench.uuid(${kinds.dealer}, i - ${firstDealer} + 1) end,
           ${anchor.start}
    from (
      select i, case when i = ${viewers.administrator} then 'administrator'
                     when i = ${viewers.engineer} or i >= ${firstEngineer} then 'serviceCenter'
                     when i < ${managers.first + managers.count} then 'manager'
                     when i < ${firstDealer} then 'techExpert'
                     else 'dealer' end as role
      from generate_series(1, ${employees}::bigint) i
    ) e
    join roles r on r.key = e.role`)
}
