import type { AuditKind } from '@naryad/domain'
import type { Prisma } from '../../../generated/prisma/client.ts'
import type { Context, Transaction } from '../../context.ts'

export type { AuditKind }

/** What an entry is about, by the name it had then. */
export interface AuditSubject {
  /** Catalog key of an entity: role, employee, repair … */
  readonly type: string
  /** Null: records of the type, none in particular. */
  readonly id: string | null
  readonly name: string | null
}

export interface NewAuditEntry {
  readonly kind: AuditKind
  /** Null for whoever is not signed in, and for the installation itself. */
  readonly actorId: string | null
  /** Absent: the actor's own account. */
  readonly subject?: AuditSubject | null
  /** Without passwords, tokens and values of arguments: whoever reads the log reads them for years. */
  readonly details?: Prisma.InputJsonObject
}

/**
 * Writes down who did what to accounts and rights, or took what out, and from where; kept apart from the feed, which
 * speaks of records. Entries are never changed and live until retention removes them.
 *
 * @param ctx `ip` is null where there is no client: a job
 */
export async function audit(
  tx: Pick<Transaction, 'auditEntry'>,
  ctx: Pick<Context, 'clock'> & { ip: string | null },
  entry: NewAuditEntry,
): Promise<void> {
  await tx.auditEntry.create({ data: entryRow(ctx, entry) })
}

/** The row of an entry, for whoever writes many at once. */
export function entryRow(
  ctx: Pick<Context, 'clock'> & { ip: string | null },
  { kind, actorId, subject, details }: NewAuditEntry,
): Prisma.AuditEntryUncheckedCreateInput {
  return {
    at: ctx.clock.now(),
    kind,
    actorId,
    ip: ctx.ip,
    ...(subject && { subjectType: subject.type, subjectId: subject.id, subject: subject.name }),
    ...(details && { details }),
  }
}
