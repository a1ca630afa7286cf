import type { Context, Transaction } from '../../context.ts'

export type AuditKind =
  | 'signIn'
  | 'signInRefused'
  | 'signOut'
  | 'signOutEverywhere'
  | 'sessionEnded'
  | 'passwordChanged'
  | 'passwordResetRequested'
  | 'passwordReset'

/** Writes down who did what about an account and from where; kept apart from the feed, which speaks of records. */
export async function audit(
  tx: Pick<Transaction, 'auditEntry'>,
  ctx: Pick<Context, 'clock' | 'ip'>,
  entry: { kind: AuditKind; actorId: string | null; details?: Record<string, string | number | boolean> },
): Promise<void> {
  const { kind, actorId, details = {} } = entry
  await tx.auditEntry.create({ data: { at: ctx.clock.now(), kind, actorId, ip: ctx.ip, details } })
}
