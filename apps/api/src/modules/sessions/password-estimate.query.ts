import { DomainError, isDomainError } from '@naryad/domain'
import type { Context } from '../../context.ts'
import { openLink } from '../links/link.service.ts'
import type { AccountOwner } from './account-letters.service.ts'
import { type PasswordStrength, passwordStrength } from './password-strength.ts'
import { countEstimate } from './throttle-rules.ts'

/**
 * What a password would be worth to the viewer, or to whom a letter's link belongs.
 *
 * @throws DomainError UNAUTHENTICATED without either; THROTTLED
 */
export async function estimatePassword(
  ctx: Context,
  input: { password: string; token?: string | null },
): Promise<PasswordStrength> {
  await countEstimate(ctx)
  const owner = ctx.viewer ?? (input.token ? await ownerOf(ctx, input.token) : null)
  if (!owner) throw new DomainError('UNAUTHENTICATED')
  const { name, email } = owner
  return passwordStrength(input.password, { name, email, companyName: ctx.settings.companyName })
}

/** @throws DomainError NOT_FOUND, LINK_EXPIRED, LINK_USED */
async function ownerOf(ctx: Context, token: string): Promise<Pick<AccountOwner, 'name' | 'email'>> {
  const link = await openLink(ctx, token, 'INVITATION').catch((error: unknown) => {
    if (isDomainError(error, 'NOT_FOUND')) return openLink(ctx, token, 'PASSWORD_RESET')
    throw error
  })
  const employee = link.employeeId
    ? await ctx.prisma.employee.findUnique({ where: { id: link.employeeId, isActive: true } })
    : null
  if (!employee) throw new DomainError('NOT_FOUND')
  return employee
}
