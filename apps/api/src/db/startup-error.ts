/**
 * Something about the machine keeps the product from starting: a read-only folder, a taken port, no PostgreSQL.
 * The message is one sentence for the person at the terminal, in Russian; it is shown without a stack.
 */
export class StartupError extends Error {
  override name = 'StartupError'
}
