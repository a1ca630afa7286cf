import { DomainError } from '@naryad/domain'
import type { Context } from '../../context.ts'
import { audit } from '../audit/audit.service.ts'
import { isPassword } from './password.ts'
import { takeCode, wrongCode } from './second-factor.service.ts'
import { requireViewer, SUDO_MS } from './session.service.ts'
import { countAttempt, forgiveAttempt, type ThrottleRule } from './throttle.service.ts'
import { codeRules, passwordRules } from './throttle-rules.ts'

/**
 * A sudo moment of ten minutes for this session: with a code where a second factor is on, with the password otherwise.
 *
 * @throws DomainError VALIDATION for a wrong or absent one, naming the field that is asked for; THROTTLED
 */
export async function confirmIdentity(
  ctx: Context,
  input: { password?: string | null; code?: string | null },
): Promise<Date> {
  const { employeeId, email } = requireViewer(ctx)
  const { sessionId } = ctx
  if (!sessionId) throw new DomainError('UNAUTHENTICATED')
  const { totpConfirmedAt, passwordHash } = await ctx.prisma.employee.findUniqueOrThrow({ where: { id: employeeId } })
  const field = totpConfirmedAt === null ? 'password' : 'code'
  const given = input[field] ?? ''
  if (given === '') throw new DomainError('VALIDATION', { field, reason: 'REQUIRED' })
  const rules: ThrottleRule[] = field === 'code' ? codeRules(sessionId, employeeId) : passwordRules(ctx, email)
  await countAttempt(ctx, rules)
  const isPasswordRight = field === 'password' && (await isPassword(given, passwordHash))
  const sudoUntil = new Date(ctx.clock.now().getTime() + SUDO_MS)
  const isConfirmed = await ctx.prisma.$transaction(async (tx) => {
    const by = isPasswordRight
      ? 'PASSWORD'
      : field === 'code'
        ? await takeCode(ctx, tx, { employeeId, code: given })
        : null
    await audit(tx, ctx, {
      kind: by === null ? 'identityRefused' : 'identityConfirmed',
      actorId: employeeId,
      details: { by: by ?? field.toUpperCase() },
    })
    if (by === null) return false
    const { count } = await tx.session.updateMany({ where: { id: sessionId, endedAt: null }, data: { sudoUntil } })
    if (!count) throw new DomainError('UNAUTHENTICATED')
    return true
  })
  if (!isConfirmed) throw field === 'code' ? wrongCode() : new DomainError('VALIDATION', { field, reason: 'WRONG' })
  await forgiveAttempt(ctx, rules)
  return sudoUntil
}
