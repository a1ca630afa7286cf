import type { Context, Transaction } from '../../context.ts'
import { signedIn } from '../../journal/signed-in.ts'
import { type AuditKind, audit } from '../audit/audit.service.ts'

/** One difference of a rule or an account, as text: READ, true, 10.0.0.0/8, a name. */
export interface Difference {
  subject: string
  entity?: string
  key?: string
  before: string | null
  after: string | null
}

/** Writes down what the viewer changed of an employee; nothing when nothing is different. */
export async function auditStaff(
  ctx: Context,
  tx: Transaction,
  entry: { kind: AuditKind; employee: { id: string; name: string }; changes: readonly Difference[] },
): Promise<void> {
  const { kind, employee, changes } = entry
  if (changes.length === 0) return
  await audit(tx, ctx, {
    kind,
    actorId: signedIn(ctx).employeeId,
    subject: { type: 'employee', id: employee.id, name: employee.name },
    details: {
      changes: changes.map(({ subject, entity = null, key = null, before, after }) => ({
        subject,
        entity,
        key,
        before,
        after,
      })),
    },
  })
}
