import { DomainError } from '@naryad/domain'
import type { IpRangeInput } from '../../../generated/graphql.ts'
import type { Context } from '../../context.ts'
import { change } from '../../journal/journal.ts'
import { actorOf, signedIn } from '../../journal/signed-in.ts'
import { isInRange } from '../sessions/address.service.ts'
import { lockManaged, refuseOwnRights } from './guards.ts'
import { readRanges } from './range-input.ts'
import { auditStaff } from './staff-audit.ts'

/**
 * Says from which networks an employee may work, in place of what was said before; none: from those of his role.
 * Sessions from elsewhere are refused from then on, open sockets are closed.
 *
 * @throws DomainError VALIDATION with reason INVALID_CIDR, or LOCKS_OUT_SELF when the viewer would shut himself out;
 *   FORBIDDEN with reason OWN_RIGHTS or ADMINISTRATOR; NOT_FOUND
 */
export async function setIpRanges(ctx: Context, employeeId: string, typed: readonly IpRangeInput[]): Promise<string> {
  const viewer = signedIn(ctx)
  const ranges = readRanges(typed)
  return change(ctx, actorOf(ctx), async ({ tx }) => {
    const employee = await lockManaged(ctx, tx, employeeId)
    refuseOwnRights(viewer, employeeId)
    const before = await tx.ipRange.findMany({ where: { employeeId }, orderBy: { id: 'asc' } })
    if (employeeId === viewer.employeeId) {
      const deciding = ranges.length > 0 ? ranges : await tx.ipRange.findMany({ where: { roleId: employee.roleId } })
      const isInside = deciding.length === 0 || deciding.some(({ cidr }) => isInRange(ctx.ip, cidr))
      if (!isInside) throw new DomainError('VALIDATION', { reason: 'LOCKS_OUT_SELF', address: ctx.ip })
    }
    await tx.ipRange.deleteMany({ where: { employeeId } })
    await tx.ipRange.createMany({ data: ranges.map((range) => ({ employeeId, ...range })) })
    const text = (list: readonly { cidr: string; note: string | null }[]) =>
      list.map(({ cidr }) => cidr).join(', ') || null
    const changes = [{ subject: 'ipRange', before: text(before), after: text(ranges) }]
    const isDifferent = JSON.stringify(before.map(plain)) !== JSON.stringify(ranges.map(plain))
    await auditStaff(ctx, tx, { kind: 'ipRangesChanged', employee, changes: isDifferent ? changes : [] })
    return employeeId
  })
}

const plain = ({ cidr, note }: { cidr: string; note: string | null }) => ({ cidr, note })
