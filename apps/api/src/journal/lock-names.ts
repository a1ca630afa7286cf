import type { Transaction } from '../context.ts'

/**
 * Holds names until the transaction ends, so that of several transactions that want to make the same thing the others
 * find what the first one made. Always in the same order, or two of them could wait for each other.
 */
export async function lockNames(tx: Transaction, names: readonly string[]): Promise<void> {
  for (const name of [...new Set(names)].sort()) {
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`
  }
}
