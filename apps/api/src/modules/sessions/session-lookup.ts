import { createHash } from 'node:crypto'
import type { Services } from '../../context.ts'
import { type Viewer, viewerColumns, viewerOf } from '../../gate/viewer.ts'
import { isAddressAllowed } from './address.service.ts'

export interface FoundSession {
  sessionId: string
  viewer: Viewer
}

const DAY_MS = 24 * 3_600_000
/** A session ends when it is not used for so long. */
export const SESSION_LIFE_MS = 30 * DAY_MS
const SEEN_EVERY_MS = 5 * 60_000

type Row = Parameters<typeof viewerOf>[1] & { sessionId: string; lastSeenAt: Date }

/**
 * The session of a cookie with its employee and his present rights, in one statement. Null when the token is unknown,
 * the session has ended or expired, the employee is no longer active, or may not work from this address.
 */
export async function findSession(services: Services, token: string, address: string): Promise<FoundSession | null> {
  const now = services.clock.now()
  const { rows } = await services.pool.query<Row>({
    name: 'session_viewer',
    text: `select s.id as "sessionId", s.last_seen_at as "lastSeenAt", ${viewerColumns}
      from sessions s join employees e on e.id = s.employee_id join roles r on r.id = e.role_id
      where s.token_hash = $1 and s.ended_at is null and s.expires_at > $2 and e.is_active`,
    values: [hashToken(token), now],
  })
  const row = rows[0]
  if (!row) return null
  const viewer = await viewerOf(services, row)
  if (!(await isAddressAllowed(services, viewer, address))) return null
  if (now.getTime() - row.lastSeenAt.getTime() > SEEN_EVERY_MS) touch(services, row.sessionId, now)
  return { sessionId: row.sessionId, viewer }
}

/** Which of these sessions still hold, for sockets that were opened under them. */
export async function liveSessions(services: Pick<Services, 'pool' | 'clock'>, ids: string[]): Promise<Set<string>> {
  const { rows } = await services.pool.query<{ id: string }>({
    name: 'session_live',
    text: `select s.id from sessions s join employees e on e.id = s.employee_id
      where s.id = any($1::uuid[]) and s.ended_at is null and s.expires_at > $2 and e.is_active`,
    values: [ids, services.clock.now()],
  })
  return new Set(rows.map((row) => row.id))
}

/** A token has 256 bits of chance, so one pass of a plain hash keeps it as well as a slow one. */
export function hashToken(token: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(createHash('sha256').update(token).digest())
}

/** In the background: nobody waits for it, and a lost one only makes the session end a little earlier. */
function touch(services: Services, sessionId: string, now: Date) {
  services.pool
    .query('update sessions set last_seen_at = $2, expires_at = $3 where id = $1 and ended_at is null', [
      sessionId,
      now,
      new Date(now.getTime() + SESSION_LIFE_MS),
    ])
    .catch((error: unknown) => services.log.warn({ err: error }, 'session not touched'))
}
