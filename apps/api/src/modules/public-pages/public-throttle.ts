import { clientNetwork } from '../../client-network.ts'
import type { Context } from '../../context.ts'
import { countAttempt, throttleKey } from '../sessions/throttle.service.ts'

const HOUR_SECONDS = 3_600

/** What somebody without a session may do in an hour from one address; an office behind one address included. */
const limits = {
  submit: 30,
  lookUp: 300,
  // tokens cannot be guessed, and a tracking page that stays open asks again and again
  link: 3_000,
} as const

/** @throws DomainError THROTTLED with retryAfter in seconds */
export async function throttle(ctx: Pick<Context, 'pool' | 'clock' | 'ip'>, kind: keyof typeof limits): Promise<void> {
  const key = throttleKey(`public.${kind}`, clientNetwork(ctx.ip))
  await countAttempt(ctx, [{ key, limit: limits[kind], windowSeconds: HOUR_SECONDS }])
}
