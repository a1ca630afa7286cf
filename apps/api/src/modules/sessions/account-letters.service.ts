import type { Context, Services, Transaction } from '../../context.ts'
import { letterTime, sendAccountLetter } from '../messages/message.service.ts'

/** Whose account it is. */
export interface AccountOwner {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly locale: string
}

type AccountLetter = 'PASSWORD_CHANGED' | 'SECOND_FACTOR_SET' | 'SECOND_FACTOR_REMOVED'

/** Tells the owner of an account what was done to it, when and from where, in case it was not him. */
export async function tellOwner(
  ctx: Pick<Context, 'jobs' | 'mail' | 'clock' | 'settings' | 'secrets' | 'ip'>,
  tx: Transaction,
  template: AccountLetter,
  owner: AccountOwner,
): Promise<void> {
  await sendAccountLetter(ctx, tx, template, newsFor(ctx, owner), addressOf(owner))
}

/** A recovery code was given in place of a code of the app. @param left how many are good still */
export async function tellRecoveryCodeUsed(
  ctx: Pick<Context, 'jobs' | 'mail' | 'clock' | 'settings' | 'secrets' | 'ip'>,
  tx: Transaction,
  owner: AccountOwner,
  left: number,
): Promise<void> {
  const data = { ...newsFor(ctx, owner), left: String(left) }
  await sendAccountLetter(ctx, tx, 'RECOVERY_CODE_USED', data, addressOf(owner))
}

function newsFor(
  ctx: Pick<Services, 'clock' | 'settings' | 'secrets'> & { ip: string },
  { name, locale }: AccountOwner,
) {
  return { name, at: letterTime(ctx, ctx.clock.now(), locale), address: ctx.ip }
}

function addressOf({ id: employeeId, email: recipient, locale }: AccountOwner) {
  return { recipient, locale, employeeId }
}
