import { DomainError } from '@naryad/domain'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import { canSee } from '../../journal/rights.ts'
import { signedIn } from '../../journal/signed-in.ts'
import { isUuid } from '../../journal/uuid.ts'
import type { AuditKind } from '../audit/audit.service.ts'
import { isAccountSeen, isOfOwnOrganisation } from './guards.ts'

const MAX_PAGE = 100
/** Kinds of entries that tell of changes; that somebody saw the app as this employee is no change of his. */
const kinds: AuditKind[] = [
  'employeeCreated',
  'employeeChanged',
  'employeeInvited',
  'employeeDeactivated',
  'employeeReactivated',
  'exceptionSet',
  'exceptionRemoved',
  'ipRangesChanged',
  'secondFactorDisabled',
  'sessionEnded',
]

/** Rules that changed, as the audit log keeps them. */
const stored = z.object({
  changes: z.array(
    z.object({
      subject: z.string(),
      entity: z.string().nullable().default(null),
      key: z.string().nullable().default(null),
      before: z.string().nullable().default(null),
      after: z.string().nullable().default(null),
    }),
  ),
})

/**
 * What was changed of an employee's account and rights, the latest first; nothing of somebody with more rights than the
 * viewer.
 *
 * @throws DomainError NOT_FOUND for an employee whom the viewer may not manage; VALIDATION for a cursor that is none
 */
export async function employeeHistory(
  ctx: Context,
  { id, first, after }: { id: string; first: number; after?: string | null },
) {
  const viewer = signedIn(ctx)
  if (!isUuid(id) || !(await canSee(ctx, ctx.prisma, viewer, 'employee', id))) throw new DomainError('NOT_FOUND')
  const employee = await ctx.prisma.employee.findUniqueOrThrow({ where: { id }, include: { role: true } })
  if (!isOfOwnOrganisation(viewer, employee)) throw new DomainError('NOT_FOUND')
  // exceptions, networks and addresses of sessions stand in it
  if (!(await isAccountSeen(ctx, employee))) return { nodes: [], endCursor: null }
  const size = Math.min(Math.max(1, first), MAX_PAGE)
  if (after && !isUuid(after)) throw new DomainError('VALIDATION', { reason: 'INVALID_CURSOR' })
  const entries = await ctx.prisma.auditEntry.findMany({
    // ids are given out in the order of time
    where: { subjectType: 'employee', subjectId: id, kind: { in: kinds }, ...(after && { id: { lt: after } }) },
    orderBy: { id: 'desc' },
    take: size + 1,
    include: { actor: { select: { name: true } } },
  })
  const page = entries.slice(0, size)
  return {
    nodes: page.map(({ at, actor, details }) => ({
      at,
      actorName: actor?.name ?? null,
      changes: stored.safeParse(details).data?.changes ?? [],
    })),
    endCursor: entries.length > size ? (page.at(-1)?.id ?? null) : null,
  }
}
