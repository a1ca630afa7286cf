import { DomainError } from '@naryad/domain'
import type { Context, Services, Transaction } from '../../context.ts'
import { loadViewer } from '../../gate/viewer.ts'
import { audit } from '../audit/audit.service.ts'
import { createLink, openLink, useLink } from '../links/link.service.ts'
import { sendAccountLetter } from '../messages/message.service.ts'
import type { AccountOwner } from './account-letters.service.ts'
import { requireAllowedAddress } from './address.service.ts'
import { hashPassword } from './password.ts'
import { requireStrongPassword } from './password-strength.ts'
import { type Entered, endSessions, enter, voidLinks } from './session.service.ts'
import { countLinkUse } from './throttle-rules.ts'

const DAY_MS = 24 * 3_600_000
const LINK_LIFE_MS = 7 * DAY_MS

/**
 * Writes the letter with the link where the employee sets his password; it holds for seven days and opens once, and
 * earlier invitations open nothing any more.
 *
 * @returns the page's address. A secret: whoever has it is the employee
 */
export async function sendInvitation(
  services: Pick<Services, 'secrets' | 'clock' | 'settings' | 'jobs' | 'mail'>,
  tx: Transaction,
  employee: AccountOwner,
): Promise<string> {
  const { id: employeeId, name, email: recipient, locale } = employee
  const now = services.clock.now()
  await voidLinks(tx, employeeId, now)
  const expiresAt = new Date(now.getTime() + LINK_LIFE_MS)
  const token = await createLink(services, tx, { kind: 'INVITATION', employeeId, expiresAt })
  const url = `${services.settings.publicUrl}/invite/${token}`
  await tx.employee.update({ where: { id: employeeId }, data: { invitedAt: now } })
  await sendAccountLetter(services, tx, 'INVITATION', { name, url }, { recipient, locale, employeeId })
  return url
}

/**
 * Whom the link invites.
 *
 * @throws DomainError NOT_FOUND, LINK_EXPIRED, LINK_USED, THROTTLED
 */
export async function findInvited(ctx: Context, input: { token: string }): Promise<AccountOwner> {
  await countLinkUse(ctx)
  const link = await openLink(ctx, input.token, 'INVITATION')
  const employee = link.employeeId
    ? await ctx.prisma.employee.findUnique({
        where: { id: link.employeeId, isActive: true },
        select: { id: true, name: true, email: true, locale: true },
      })
    : null
  if (!employee) throw new DomainError('NOT_FOUND')
  return employee
}

/**
 * Sets the password of an invited employee and signs him in, as far as his password alone does.
 *
 * @throws DomainError as `findInvited`; FORBIDDEN from an address that is not his; VALIDATION for a weak password, which
 *   leaves the link good
 */
export async function acceptInvitation(ctx: Context, input: { token: string; password: string }): Promise<Entered> {
  const employee = await findInvited(ctx, input)
  const viewer = await loadViewer(ctx, employee.id)
  if (!viewer) throw new DomainError('NOT_FOUND')
  await requireAllowedAddress(ctx, viewer, ctx.ip)
  requireStrongPassword(input.password, { ...employee, companyName: ctx.settings.companyName })
  const passwordHash = await hashPassword(input.password)
  const now = ctx.clock.now()
  return enter(ctx, viewer, async (tx) => {
    await useLink(ctx, tx, input.token, 'INVITATION')
    await voidLinks(tx, employee.id, now)
    await endSessions(tx, { employeeId: employee.id }, now)
    await tx.employee.update({ where: { id: employee.id }, data: { passwordHash, passwordChangedAt: now } })
    await audit(tx, ctx, { kind: 'invitationAccepted', actorId: employee.id })
  })
}
