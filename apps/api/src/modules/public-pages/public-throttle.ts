import { clientNetwork } from '../../client-network.ts'
import type { Context } from '../../context.ts'
import { countAttempt, isWithinLimits, throttleKey } from '../sessions/throttle.service.ts'

const HOUR_SECONDS = 3_600

/** What somebody without a session may do in an hour from one address; an office behind one address included. */
const limits = {
  submit: 30,
  lookUp: 300,
  // tokens cannot be guessed, and a tracking page that stays open asks again and again
  link: 3_000,
} as const

const DAY_SECONDS = 24 * HOUR_SECONDS
/** A client with a kitchen full of broken machines gets a letter for each; a stranger's mailbox is not filled by us. */
const LETTERS_AN_HOUR = 5
const LETTERS_A_DAY = 15

/**
 * Whether one more letter may go to an address that somebody typed into the form, from wherever the form is sent.
 * Beyond that the request is taken without a letter: were it refused, anybody could keep a client from sending one, and
 * the page that follows shows the link of the letter anyway.
 */
export function mayWriteTo(ctx: Pick<Context, 'pool' | 'clock'>, email: string): Promise<boolean> {
  // what stands behind a plus leads to the same mailbox
  const mailbox = email.toLowerCase().replace(/\+[^@]*@/, '@')
  return isWithinLimits(ctx, [
    { key: throttleKey('letter.hour', mailbox), limit: LETTERS_AN_HOUR, windowSeconds: HOUR_SECONDS },
    { key: throttleKey('letter.day', mailbox), limit: LETTERS_A_DAY, windowSeconds: DAY_SECONDS },
  ])
}

/** @throws DomainError THROTTLED with retryAfter in seconds */
export async function throttle(ctx: Pick<Context, 'pool' | 'clock' | 'ip'>, kind: keyof typeof limits): Promise<void> {
  const key = throttleKey(`public.${kind}`, clientNetwork(ctx.ip))
  await countAttempt(ctx, [{ key, limit: limits[kind], windowSeconds: HOUR_SECONDS }])
}
