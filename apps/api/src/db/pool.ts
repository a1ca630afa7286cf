import pg from 'pg'

/** Until a database that does not answer counts as unreachable. */
const CONNECT_TIMEOUT_MS = 5_000

/**
 * A pool of connections with server parameters of their own, such as `-c jit=off`. They follow whatever parameters the
 * address itself carries, so that ours win; node-postgres would take those of the address instead of them.
 *
 * @param onIdleError told of a connection that broke while idle; without a listener it would end the process
 */
export function createPool(
  databaseUrl: string,
  { options, max, onIdleError }: { options: string; max: number; onIdleError(error: Error): void },
): pg.Pool {
  const url = new URL(databaseUrl)
  const given = url.searchParams.get('options')
  url.searchParams.delete('options')
  const pool = new pg.Pool({
    connectionString: url.href,
    application_name: 'naryad',
    max,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    options: given ? `${given} ${options}` : options,
  })
  pool.on('error', onIdleError)
  return pool
}
