/** What rights cost: a role of thousands of rules against an administrator, who has none. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { readCatalog, syncFieldDefinitions } from '@naryad/api/src/gate/catalog.ts'
import { compilePermissions, createPermissionCache, type PermissionRules } from '@naryad/api/src/gate/permissions.ts'
import { createSchema } from '@naryad/api/src/server/schema.ts'
import pg from 'pg'
import { type Compared, loadInPairs } from './load.ts'
import { median } from './report.ts'
import { ruled, viewers } from './rights.ts'
import { idOf } from './shape.ts'

/** The administrator first, the ruled viewer second, one comparison a round. */
export type RightsLoad = { name: string; connections: number; rounds: Compared[] }

export type RightsCost = {
  loads: RightsLoad[]
  /** Once after every change of a rule: reading the rules from the database included, and without. */
  loadMs: number
  compileMs: number
  /** Of one compiled set, shared by all who have the same rights. */
  bytes: number
}

export async function measureRights(
  port: number,
  requests: { name: string; pairs: (readonly [Buffer, Buffer])[] }[],
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<RightsLoad[]> {
  const loads: RightsLoad[] = []
  for (const { name, pairs } of requests) {
    await loadInPairs([port, port], pairs, 4, seconds)
    for (const connections of [1, 16]) {
      const found: Compared[] = []
      for (let round = 0; round < rounds; round++)
        found.push(await loadInPairs([port, port], pairs, connections, seconds))
      loads.push({ name, connections, rounds: found })
    }
  }
  return loads
}

export async function measureCompile(url: string): Promise<Omit<RightsCost, 'loads'>> {
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  try {
    const catalog = readCatalog(createSchema())
    await syncFieldDefinitions(pool, catalog)
    const now = new Date()
    const { rows } = await pool.query<{ fieldId: number }>(
      'select field_id as "fieldId" from role_fields f join roles r on r.id = f.role_id where r.key = $1',
      ['ruled'],
    )
    if (rows.length !== ruled.rules) throw new Error(`The ruled role has ${rows.length} rules`)
    const rules = (ids: number[]): PermissionRules => ({
      isAdmin: false,
      fields: ids.map((fieldId) => ({ fieldId, access: 'WRITE', expiresAt: null })),
      actions: [],
      entities: [...catalog.entities.keys()].map((entity) => ({
        entity,
        readScope: 'ALL',
        writeScope: 'ALL',
        expiresAt: null,
      })),
    })
    const ids = rows.map(({ fieldId }) => fieldId)
    const [role, exceptions] = [rules(ids), { ...rules(ids.slice(0, ruled.exceptions)), entities: [] }]
    const compile = () => compilePermissions(catalog, role, exceptions, now, { version: '1' })
    const compileMs = await timeOf(async () => compile())
    const employeeId = idOf('employee', viewers.ruled)
    const [employee] = (
      await pool.query<{ roleId: string }>('select role_id as "roleId" from employees where id = $1', [employeeId])
    ).rows
    const loadMs = await timeOf((turn) =>
      createPermissionCache(pool, catalog).get({
        employeeId,
        roleId: employee?.roleId ?? '',
        version: String(turn + 1),
        now,
      }),
    )
    return { loadMs, compileMs, bytes: sizeOf(compile) }
  } finally {
    await pool.end()
  }
}

async function timeOf(work: (turn: number) => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let turn = 0; turn < 100; turn++) {
    const start = performance.now()
    await work(turn)
    times.push(performance.now() - start)
  }
  return median(times)
}

/** Memory of one of the many things that `make` makes, in bytes. */
function sizeOf(make: () => object): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const used = () => {
    // the memory of typed arrays is given back a collection later than the arrays
    for (let time = 0; time < 3; time++) collect()
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    return heapUsed + arrayBuffers
  }
  const before = used()
  const kept = Array.from({ length: 10_000 }, make)
  return (used() - before) / kept.length
}
