import type { Context, Transaction } from '../context.ts'
import { readPermissions } from '../gate/permissions.ts'
import type { Viewer } from '../gate/viewer.ts'
import { signedIn } from './signed-in.ts'

/** When every exception that ends has ended. */
const AFTERWARDS = new Date(8_640_000_000_000_000)

/**
 * The viewer as he is and, where some of his exceptions run out, as he will be then. What he gives to others has to be
 * within both: what was lent to him would otherwise stay with whom he gives it to.
 *
 * @throws DomainError UNAUTHENTICATED without a session
 */
export async function lastingSelves(ctx: Context, tx: Transaction): Promise<readonly Viewer[]> {
  const viewer = signedIn(ctx)
  const { employeeId, roleId, permissions } = viewer
  if (permissions.validUntil === null) return [viewer]
  const { version } = permissions
  const left = await readPermissions(tx, ctx.catalog, { employeeId, roleId, version, now: AFTERWARDS })
  return [viewer, { ...viewer, permissions: left }]
}
