import { DomainError, normalizeEmail } from '@naryad/domain'
import { z } from 'zod'
import { clientNetwork } from '../../client-network.ts'
import type { Context } from '../../context.ts'
import { defineJob } from '../../jobs/jobs.ts'
import { audit } from '../audit/audit.service.ts'
import { createLink, openLink, useLink } from '../links/link.service.ts'
import { sendAccountLetter } from '../messages/message.service.ts'
import { tellOwner } from './account-letters.service.ts'
import { hashPassword } from './password.ts'
import { requireStrongPassword } from './password-strength.ts'
import { endSessions, voidLinks } from './session.service.ts'
import { countAttempt, throttleKey } from './throttle.service.ts'
import { countLinkUse } from './throttle-rules.ts'

const LINK_LIFE_MS = 3_600_000
const WINDOW_SECONDS = 3_600
const DAY_SECONDS = 24 * WINDOW_SECONDS
const LETTERS_PER_ACCOUNT = 5
const LETTERS_PER_ACCOUNT_AND_DAY = 15
const LETTERS_PER_ADDRESS = 20

/**
 * Writes the letter with the link. A job, so that the answer to whoever asks takes as long for an address that has no
 * account as for one that has.
 */
export const sendPasswordReset = defineJob({
  name: 'send-password-reset',
  schema: z.object({ email: z.string() }),
  async handler(services, { email }) {
    const { prisma, clock, settings } = services
    const employee = await prisma.employee.findUnique({ where: { email, isActive: true } })
    if (!employee) return
    await prisma.$transaction(async (tx) => {
      const expiresAt = new Date(clock.now().getTime() + LINK_LIFE_MS)
      const token = await createLink(services, tx, { kind: 'PASSWORD_RESET', employeeId: employee.id, expiresAt })
      const { id: employeeId, name, locale } = employee
      const url = `${settings.publicUrl}/reset/${token}`
      await sendAccountLetter(services, tx, 'PASSWORD_RESET', { name, url }, { recipient: email, locale, employeeId })
    })
  },
})

/**
 * Orders the letter; the answer is the same whether the address is known or not.
 *
 * @throws DomainError THROTTLED
 */
export async function requestPasswordReset(ctx: Context, input: { email: string }): Promise<void> {
  const email = normalizeEmail(input.email)
  await countAttempt(ctx, [
    { key: throttleKey('reset.account', email ?? ''), limit: LETTERS_PER_ACCOUNT, windowSeconds: WINDOW_SECONDS },
    {
      key: throttleKey('reset.day', email ?? ''),
      limit: LETTERS_PER_ACCOUNT_AND_DAY,
      windowSeconds: DAY_SECONDS,
    },
    {
      key: throttleKey('reset.address', clientNetwork(ctx.ip)),
      limit: LETTERS_PER_ADDRESS,
      windowSeconds: WINDOW_SECONDS,
    },
  ])
  if (!email) return
  await ctx.prisma.$transaction(async (tx) => {
    await ctx.jobs.enqueue(tx, sendPasswordReset, { email })
    await audit(tx, ctx, { kind: 'passwordResetRequested', actorId: null })
  })
}

/**
 * Sets a new password by the link of a letter. Every session and every other link of the employee ends with it.
 *
 * @throws DomainError NOT_FOUND, LINK_EXPIRED, LINK_USED, THROTTLED; VALIDATION for a weak password, which leaves the link good
 */
export async function resetPassword(ctx: Context, input: { token: string; newPassword: string }): Promise<void> {
  await countLinkUse(ctx)
  const link = await openLink(ctx, input.token, 'PASSWORD_RESET')
  const employee = link.employeeId
    ? await ctx.prisma.employee.findUnique({ where: { id: link.employeeId, isActive: true } })
    : null
  if (!employee) throw new DomainError('NOT_FOUND')
  requireStrongPassword(input.newPassword, { ...employee, companyName: ctx.settings.companyName })
  const passwordHash = await hashPassword(input.newPassword)
  const now = ctx.clock.now()
  await ctx.prisma.$transaction(async (tx) => {
    await useLink(ctx, tx, input.token, 'PASSWORD_RESET')
    await voidLinks(tx, employee.id, now)
    await tx.employee.update({ where: { id: employee.id }, data: { passwordHash, passwordChangedAt: now } })
    await endSessions(tx, { employeeId: employee.id }, now)
    await audit(tx, ctx, { kind: 'passwordReset', actorId: employee.id })
    await tellOwner(ctx, tx, 'PASSWORD_CHANGED', employee)
  })
}
