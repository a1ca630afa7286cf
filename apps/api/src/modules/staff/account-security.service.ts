import { DomainError } from '@naryad/domain'
import type { Context } from '../../context.ts'
import { change } from '../../journal/journal.ts'
import { requireWithinOwn } from '../../journal/own-rights.ts'
import { actorOf, signedIn } from '../../journal/signed-in.ts'
import { isUuid } from '../../journal/uuid.ts'
import { removeSecondFactor } from '../sessions/second-factor.service.ts'
import { endSessions } from '../sessions/session.service.ts'
import { lockManaged, lockWithinOwn, refuseOwnRights } from './guards.ts'
import { auditStaff } from './staff-audit.ts'

/**
 * Ends one session of an employee; its sockets are closed at once.
 *
 * @returns whose session it was
 * @throws DomainError NOT_FOUND for a session that has ended, or is of somebody whom the viewer may not manage; FORBIDDEN
 *   with reason ADMINISTRATOR or BEYOND_OWN_RIGHTS
 */
export async function endEmployeeSession(ctx: Context, id: string): Promise<string> {
  if (!isUuid(id)) throw new DomainError('NOT_FOUND')
  return change(ctx, actorOf(ctx), async ({ tx, at }) => {
    const session = await tx.session.findUnique({ where: { id } })
    if (!session) throw new DomainError('NOT_FOUND')
    const employee = await lockWithinOwn(ctx, tx, session.employeeId)
    const ended = await endSessions(tx, { id, employeeId: employee.id }, at)
    if (ended === 0) throw new DomainError('NOT_FOUND')
    const changes = [{ subject: 'session', before: session.ip, after: null }]
    await auditStaff(ctx, tx, { kind: 'sessionEnded', employee, changes })
    return employee.id
  })
}

/** Signs an employee out everywhere. @throws DomainError NOT_FOUND; FORBIDDEN with reason ADMINISTRATOR or BEYOND_OWN_RIGHTS */
export async function endEmployeeSessions(ctx: Context, employeeId: string): Promise<string> {
  return change(ctx, actorOf(ctx), async ({ tx, at }) => {
    const employee = await lockWithinOwn(ctx, tx, employeeId)
    const ended = await endSessions(tx, { employeeId }, at)
    const changes = ended === 0 ? [] : [{ subject: 'sessions', before: String(ended), after: '0' }]
    await auditStaff(ctx, tx, { kind: 'sessionEnded', employee, changes })
    return employeeId
  })
}

/**
 * Takes the second factor from an employee who has lost it, recovery codes included, and signs him out everywhere. A
 * role that asks for one lets him in again only as far as setting up another.
 *
 * @throws DomainError NOT_FOUND; FORBIDDEN with reason OWN_RIGHTS, ADMINISTRATOR or BEYOND_OWN_RIGHTS
 */
export async function resetSecondFactor(ctx: Context, employeeId: string): Promise<string> {
  const viewer = signedIn(ctx)
  return change(ctx, actorOf(ctx), async ({ tx, at }) => {
    const employee = await lockManaged(ctx, tx, employeeId)
    refuseOwnRights(viewer, employeeId)
    await requireWithinOwn(ctx, tx, { employeeId, role: employee.role })
    const isOn = await removeSecondFactor(ctx, tx, employee)
    await endSessions(tx, { employeeId }, at)
    const changes = isOn ? [{ subject: 'secondFactor', before: 'true', after: 'false' }] : []
    await auditStaff(ctx, tx, { kind: 'secondFactorDisabled', employee, changes })
    return employeeId
  })
}
