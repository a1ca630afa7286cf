import { createHash } from 'node:crypto'
import { DomainError, isDomainError } from '@naryad/domain'
import type { Services } from '../../context.ts'

/** So many attempts in a window; the key tells whose and of what. */
export interface ThrottleRule {
  key: string
  limit: number
  windowSeconds: number
}

/** A throttle's key holds no address or account in the clear. */
export function throttleKey(kind: string, ...parts: string[]): string {
  return `${kind}:${createHash('sha256').update(parts.join('\n')).digest('base64url')}`
}

/**
 * Counts an attempt before it is made, so that many at once do not slip past the count.
 *
 * @throws DomainError THROTTLED with retryAfter in seconds, once a rule's limit is passed
 */
export async function countAttempt(services: Pick<Services, 'pool' | 'clock'>, rules: ThrottleRule[]): Promise<void> {
  const now = services.clock.now()
  let retryAfter = 0
  for (const { key, limit, windowSeconds } of rules) {
    const { rows } = await services.pool.query<{ count: number; windowEnd: Date }>({
      name: 'throttle_count',
      text: `insert into throttles as t (key, count, window_end) values ($1, 1, $2::timestamptz + make_interval(secs => $3))
        on conflict (key) do update set
          count = case when t.window_end <= $2::timestamptz then 1 else t.count + 1 end,
          window_end = case when t.window_end <= $2::timestamptz then excluded.window_end else t.window_end end
        returning count, window_end as "windowEnd"`,
      values: [key, now, windowSeconds],
    })
    const counted = rows[0]
    if (counted && counted.count > limit) {
      retryAfter = Math.max(retryAfter, Math.ceil((counted.windowEnd.getTime() - now.getTime()) / 1_000), 1)
    }
  }
  if (retryAfter > 0) throw new DomainError('THROTTLED', { retryAfter })
}

/**
 * The same as an answer, where nobody is refused for it: whether all rules still let it pass.
 */
export async function isWithinLimits(
  services: Pick<Services, 'pool' | 'clock'>,
  rules: ThrottleRule[],
): Promise<boolean> {
  try {
    await countAttempt(services, rules)
    return true
  } catch (error) {
    if (isDomainError(error, 'THROTTLED')) return false
    throw error
  }
}

/** Takes back attempts that turned out to be legitimate. */
export async function forgiveAttempt(services: Pick<Services, 'pool'>, rules: ThrottleRule[]): Promise<void> {
  await services.pool.query('update throttles set count = greatest(count - 1, 0) where key = any($1)', [
    rules.map((rule) => rule.key),
  ])
}
