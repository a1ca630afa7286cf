/** How often what may be tried: the same numbers wherever the same secret is guessed at. */
import { clientNetwork } from '../../client-network.ts'
import type { Context } from '../../context.ts'
import { countAttempt, type ThrottleRule, throttleKey } from './throttle.service.ts'

const QUARTER_SECONDS = 15 * 60
const HOUR_SECONDS = 3_600
const DAY_SECONDS = 24 * HOUR_SECONDS

/** Of one account from one address: a person who mistypes. */
const PASSWORDS_PER_PAIR = 10
/** Of one account from anywhere: wide, so that a stranger cannot lock somebody out cheaply. */
const PASSWORDS_PER_ACCOUNT = 50
/** From one address: an office behind one router. */
const PASSWORDS_PER_ADDRESS = 100

/** Of one session: whoever has the app in his hand needs two or three. */
const CODES_PER_SESSION = 5
/** Of one account, whose password the guesser has already: three codes of a million are right at any time. */
const CODES_PER_ACCOUNT = 10
const CODES_PER_ACCOUNT_AND_DAY = 30

const LINKS_PER_ADDRESS = 100
/** A person who types a new password, asked about at every pause. */
const ESTIMATES_PER_ADDRESS = 600

/** Of a password given by whoever says to be the account's owner. */
export function passwordRules(ctx: Pick<Context, 'ip'>, email: string): ThrottleRule[] {
  const windowSeconds = QUARTER_SECONDS
  return [
    { key: throttleKey('signIn.pair', email, clientNetwork(ctx.ip)), limit: PASSWORDS_PER_PAIR, windowSeconds },
    { key: throttleKey('signIn.account', email), limit: PASSWORDS_PER_ACCOUNT, windowSeconds },
    { key: throttleKey('signIn.address', clientNetwork(ctx.ip)), limit: PASSWORDS_PER_ADDRESS, windowSeconds },
  ]
}

/** Of a code of the second factor, or a recovery code. */
export function codeRules(sessionId: string, employeeId: string): ThrottleRule[] {
  return [
    { key: throttleKey('code.session', sessionId), limit: CODES_PER_SESSION, windowSeconds: QUARTER_SECONDS },
    { key: throttleKey('code.account', employeeId), limit: CODES_PER_ACCOUNT, windowSeconds: QUARTER_SECONDS },
    { key: throttleKey('code.day', employeeId), limit: CODES_PER_ACCOUNT_AND_DAY, windowSeconds: DAY_SECONDS },
  ]
}

/**
 * Counts an opening of a letter's link. Nobody guesses its 128 bits: this spares the database.
 *
 * @throws DomainError THROTTLED
 */
export async function countLinkUse(ctx: Context): Promise<void> {
  const key = throttleKey('link.address', clientNetwork(ctx.ip))
  await countAttempt(ctx, [{ key, limit: LINKS_PER_ADDRESS, windowSeconds: HOUR_SECONDS }])
}

/**
 * Counts a question about a password's strength, which is work.
 *
 * @throws DomainError THROTTLED
 */
export async function countEstimate(ctx: Context): Promise<void> {
  const key = throttleKey('estimate.address', clientNetwork(ctx.ip))
  await countAttempt(ctx, [{ key, limit: ESTIMATES_PER_ADDRESS, windowSeconds: HOUR_SECONDS }])
}
