/** The benchmark's own PostgreSQL cluster, outside the product's data; one database per size. */
import { join } from 'node:path'
import { deploy } from '@naryad/api/src/db/migrate.ts'
import { type PostgresServer, serverCanEnter, startPostgres } from '@naryad/api/src/db/postgres.ts'
import pg from 'pg'

const root = join(import.meta.dirname, '..')
const own = process.env.NARYAD_BENCH_DIR ?? join(root, '.data/bench')
/** As `npm start` does it: root's PostgreSQL runs as nobody, who may not be able to enter the repository. */
const dir = serverCanEnter(own) ? own : join('/var/lib/naryad', Buffer.from(root).toString('base64url'), 'bench')

/** The data fits into memory, and no query is spread over cores: server, database and load share few of them. */
const measuring = {
  shared_buffers: '2GB',
  // what our server asks for on its own connections, given to the other target too
  random_page_cost: '1.1',
  jit: 'off',
  max_parallel_workers_per_gather: 0,
  // counts statements and their time, and can print the plans that really ran
  shared_preload_libraries: 'pg_stat_statements,auto_explain',
  'pg_stat_statements.track': 'top',
  'pg_stat_statements.track_planning': 'on',
}

/** Quick rather than safe: a load that was cut off is made again from nothing. */
const loading = {
  ...measuring,
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  wal_level: 'minimal',
  max_wal_senders: 0,
  max_wal_size: '16GB',
  checkpoint_timeout: '1h',
  maintenance_work_mem: '1GB',
  autovacuum: 'off',
}

/** Where the server writes its log, and with it the plans. */
export const logFile = join(dir, 'server.log')

/** Starts the cluster for one of its two uses; only one process may have it open. */
export function startCluster(use: 'load' | 'measure'): Promise<PostgresServer> {
  return startPostgres({ dir, database: 'postgres', settings: use === 'load' ? loading : measuring })
}

/** Connection string of the database with this many repairs. */
export function urlOf(cluster: PostgresServer, rows: number): string {
  return cluster.url.replace(/\/postgres$/, `/bench_${rows}`)
}

/**
 * Opens the database of that size, with the product's migrations applied.
 *
 * @param isFresh drop what is there and begin with an empty one
 * @returns its connection string, and whether it had to be made
 */
export async function openDatabase(cluster: PostgresServer, rows: number, isFresh: boolean) {
  const name = `bench_${rows}`
  const isNew = await withClient(cluster.url, async (client) => {
    if (isFresh) await client.query(`drop database if exists ${name} with (force)`)
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name])
    if (!rowCount) await client.query(`create database ${name}`)
    return !rowCount
  })
  const url = urlOf(cluster, rows)
  await deploy(url)
  return { url, isNew }
}

export async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}
