import { createHash } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import type pg from 'pg'
import { PrismaClient } from '../../generated/prisma/client.ts'

/**
 * Prisma over a pool that it shares with the hand-written statements; the pool stays its creator's to end.
 *
 * @param onError told of a connection that broke while idle; without a listener such an error would end the process
 */
export function createPrisma(pool: pg.Pool, onError: (error: Error) => void): PrismaClient {
  const adapter = new PrismaPg(pool, {
    disposeExternalPool: false,
    onPoolError: onError,
    onConnectionError: onError,
    statementNameGenerator: ({ sql }) => statementName(sql),
  })
  return new PrismaClient({ adapter })
}

const MAX_STATEMENTS = 1_000
const names = new Map<string, string>()

/**
 * A name for the prepared statement, the same for the same text; empty for "do not keep it". Planning costs as much as
 * running for the short statements that Prisma writes, and a named one is planned once per connection. Lists of
 * changing length make endless texts, and every kept one costs memory on every connection, hence the limit.
 */
function statementName(sql: string): string {
  const known = names.get(sql)
  if (known) return known
  if (names.size >= MAX_STATEMENTS) return ''
  const name = `p${createHash('sha1').update(sql).digest('base64url')}`
  names.set(sql, name)
  return name
}
