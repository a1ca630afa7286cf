import type { Pool, PoolClient, QueryConfig, QueryResult } from 'pg'
import type { Logger } from 'pino'
import { createPool } from '../db/pool.ts'
import type { Catalog } from './catalog.ts'
import type { Affiliation, Viewer } from './viewer.ts'

/**
 * The second wall: what is read for a partner's employee is read as a PostgreSQL role of its own, whose row security
 * (migration `partner_wall`) gives rows of his organisation only, whatever the statement asks for.
 */
export interface PartnerWall {
  /** @throws when the connection turns out not to stand behind the wall: nothing is read around it. */
  query<Row extends object>(viewer: Viewer, statement: QueryConfig<unknown[]>): Promise<QueryResult<Row>>
  stop(): Promise<void>
}

/** Entities of which partners may be given all rows; of every other one those of their organisation at the most. */
const openEntities: ReadonlySet<string> = new Set(['manufacturer'])

/** The widest row scope that means anything in a role of this affiliation: behind the wall there are no other rows. */
export function widestScope(affiliation: Affiliation, entity: string): 'ALL' | 'ORGANISATION' {
  return affiliation === 'OFFICE' || openEntities.has(entity) ? 'ALL' : 'ORGANISATION'
}

type Partner = Exclude<Affiliation, 'OFFICE'>

const roles: Readonly<Record<Partner, string>> = {
  SERVICE_CENTER: 'naryad_service_center',
  DEALER: 'naryad_dealer',
}
const POOL_SIZE = 4

/**
 * Raises the wall, or says in the log why there is none and returns null: the database's user may not enter the roles,
 * or a pooler before the database passes no parameters on.
 *
 * @param options server parameters of the connections, as in `-c jit=off`
 */
export async function createPartnerWall(
  { databaseUrl, catalog, log }: { databaseUrl: string; catalog: Catalog; log: Logger },
  options: string,
): Promise<PartnerWall | null> {
  // Under row security every lookup is short, and a bitmap of all that a partner has is never the shorter way to it.
  const own = `${options} -c enable_bitmapscan=off`
  const open = (partner: Partner) => openPool(databaseUrl, `${own} -c role=${roles[partner]}`, log)
  const pools = { SERVICE_CENTER: open('SERVICE_CENTER'), DEALER: open('DEALER') }
  const stop = async () => {
    await Promise.all([pools.SERVICE_CENTER.end(), pools.DEALER.end()])
  }
  try {
    for (const partner of ['SERVICE_CENTER', 'DEALER'] as const) await requireWall(pools[partner], partner, catalog)
  } catch (error) {
    await stop()
    const reason = error instanceof Error ? error.message : String(error)
    log.warn({ reason }, 'partners are read without the second wall, row security in PostgreSQL')
    return null
  }
  return {
    stop,
    async query<Row extends object>(viewer: Viewer, statement: QueryConfig<unknown[]>) {
      if (viewer.affiliation === 'OFFICE') throw new Error('The office is not read behind the wall of partners')
      const client = await pools[viewer.affiliation].connect()
      let failure: Error | undefined
      try {
        await enter(client, viewer, roles[viewer.affiliation])
        return await client.query<Row>(statement)
      } catch (error) {
        failure = error instanceof Error ? error : new Error(String(error))
        throw error
      } finally {
        // after a failure the connection is not used again, whatever state it is in
        client.release(failure)
      }
    },
  }
}

function openPool(databaseUrl: string, options: string, log: Logger): Pool {
  const pool = createPool(databaseUrl, {
    options,
    max: POOL_SIZE,
    onIdleError: (error) => log.warn({ reason: error.message }, 'idle database connection broke'),
  })
  // one that breaks while in use fails its statement and says so a second time as an event
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/** @throws when the role cannot be entered, or a table of the catalog is not behind the wall as it should be. */
async function requireWall(pool: Pool, partner: Partner, catalog: Catalog): Promise<void> {
  const entities = [...catalog.entities.values()]
  const tables = (isWalled: boolean) => [
    ...new Set(entities.filter(({ key }) => openEntities.has(key) !== isWalled).map(({ table }) => table)),
  ]
  const { rows } = await pool.query<{ role: string; unreadable: string[]; unwalled: string[] }>(
    `select current_user as role,
      array(select t from unnest($1::text[] || $2::text[]) t where not has_table_privilege(t, 'select')) as unreadable,
      array(select t from unnest($1::text[]) t where not row_security_active(t)) as unwalled`,
    [tables(true), tables(false)],
  )
  const [found] = rows
  if (found?.role !== roles[partner]) throw new Error(`the connection is not ${roles[partner]}'s`)
  if (found.unreadable.length > 0) throw new Error(`${roles[partner]} may not read ${found.unreadable.join(', ')}`)
  if (found.unwalled.length > 0) throw new Error(`no row security on ${found.unwalled.join(', ')}`)
}

const identities = new WeakMap<PoolClient, string>()

/** Tells the connection whom it reads for, unless it reads for him already. */
async function enter(client: PoolClient, viewer: Viewer, role: string): Promise<void> {
  const organisation = (viewer.affiliation === 'DEALER' ? viewer.dealerId : viewer.serviceCenterId) ?? ''
  const identity = `${organisation}/${viewer.employeeId}`
  if (identities.get(client) === identity) return
  identities.delete(client)
  const { rows } = await client.query<{ role: string }>({
    name: 'partner_wall_enter',
    text: `select set_config('naryad.organisation', $1, false), set_config('naryad.employee', $2, false),
      current_user as role`,
    values: [organisation, viewer.employeeId],
  })
  if (rows[0]?.role !== role) throw new Error(`The connection is not ${role}'s`)
  identities.set(client, identity)
}
