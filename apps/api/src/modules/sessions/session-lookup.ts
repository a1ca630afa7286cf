import { createHash } from 'node:crypto'
import type { Services, ViewedBy } from '../../context.ts'
import { hasAction, loadViewer, type Viewer, viewerColumns, viewerOf } from '../../gate/viewer.ts'
import { isAddressAllowed } from './address.service.ts'

export interface FoundSession {
  sessionId: string
  /** When it ends unless it is used before. */
  expiresAt: Date
  viewer: Viewer
  /** Whose session it is: the viewer himself, or whoever sees the app as the viewer. Address rules are the owner's. */
  owner: Viewer
  /** Until when rights may be changed without the password or a code being asked for again. */
  sudoUntil: Date | null
  /** Who really sits there, while the app is seen as the viewer sees it. */
  viewedBy: ViewedBy | null
}

const DAY_MS = 24 * 3_600_000
/** A session ends when it is not used for so long. */
export const SESSION_LIFE_MS = 30 * DAY_MS
const SEEN_EVERY_MS = 5 * 60_000
/** Nobody: whoever sees the app as a role has that role's rights and no exceptions. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

type Row = Parameters<typeof viewerOf>[1] & {
  sessionId: string
  lastSeenAt: Date
  expiresAt: Date
  sudoUntil: Date | null
  viewEmployeeId: string | null
  viewRoleId: string | null
  viewServiceCenterId: string | null
  viewDealerId: string | null
}

const openSessions = `select s.id as "sessionId", s.last_seen_at as "lastSeenAt", s.expires_at as "expiresAt",
    s.sudo_until as "sudoUntil",
    s.view_employee_id as "viewEmployeeId", s.view_role_id as "viewRoleId",
    s.view_service_center_id as "viewServiceCenterId", s.view_dealer_id as "viewDealerId", ${viewerColumns}
  from sessions s join employees e on e.id = s.employee_id join roles r on r.id = e.role_id
  where s.ended_at is null and s.step is null and e.is_active`

/**
 * The session of a cookie with its employee and his present rights, in one statement. Null when the token is unknown,
 * the session has ended or expired or still waits for a second factor, the employee is no longer active, or may not
 * work from this address.
 */
export async function findSession(services: Services, token: string, address: string): Promise<FoundSession | null> {
  const now = services.clock.now()
  const { rows } = await services.pool.query<Row>({
    name: 'session_viewer',
    text: `${openSessions} and s.token_hash = $1 and s.expires_at > $2`,
    values: [hashToken(token), now],
  })
  const row = rows[0]
  if (!row) return null
  const session = await sessionOf(services, row)
  if (!(await isAddressAllowed(services, session.owner, address))) {
    const { sessionId } = session
    services.refusals.note({ sessionId, ip: address, operation: 'session', code: 'FORBIDDEN', reason: 'ADDRESS' })
    return null
  }
  if (now.getTime() - row.lastSeenAt.getTime() > SEEN_EVERY_MS) touch(services, row.sessionId, now)
  return session
}

/** The same by id, for sockets that were opened under sessions; one that no longer holds is absent. Addresses are the caller's to check. */
export async function findSessions(services: Services, ids: readonly string[]): Promise<Map<string, FoundSession>> {
  const { rows } = await services.pool.query<Row>({
    name: 'session_viewers',
    text: `${openSessions} and s.id = any($1::uuid[]) and s.expires_at > $2`,
    values: [ids, services.clock.now()],
  })
  const found = await Promise.all(rows.map((row) => sessionOf(services, row)))
  return new Map(found.map((session) => [session.sessionId, session]))
}

/** Which of these sessions still hold, for sockets that were opened under them. */
export async function liveSessions(services: Pick<Services, 'pool' | 'clock'>, ids: string[]): Promise<Set<string>> {
  const { rows } = await services.pool.query<{ id: string }>({
    name: 'session_live',
    text: `select s.id from sessions s join employees e on e.id = s.employee_id
      where s.id = any($1::uuid[]) and s.ended_at is null and s.step is null and s.expires_at > $2 and e.is_active`,
    values: [ids, services.clock.now()],
  })
  return new Set(rows.map((row) => row.id))
}

async function sessionOf(services: Services, row: Row): Promise<FoundSession> {
  const owner = await viewerOf(services, row)
  const { sessionId, expiresAt, sudoUntil } = row
  const common = { sessionId, expiresAt, owner }
  const seen = hasAction(owner, 'access.viewAs') ? await viewOf(services, row, owner) : null
  return seen
    ? { ...common, sudoUntil: null, viewer: seen, viewedBy: { employeeId: owner.employeeId, name: owner.name } }
    : { ...common, sudoUntil, viewer: owner, viewedBy: null }
}

/** As whom the session sees the app; null: as himself. Only an administrator sees it as an administrator. */
async function viewOf(services: Services, row: Row, self: Viewer): Promise<Viewer | null> {
  if (row.viewEmployeeId !== null) {
    const viewed = await loadViewer(services, row.viewEmployeeId)
    return viewed?.isAdmin && !self.isAdmin ? null : viewed
  }
  if (row.viewRoleId === null) return null
  const { rows } = await services.pool.query<Pick<Viewer, 'roleName' | 'affiliation' | 'isAdmin'>>({
    name: 'session_view_role',
    text: 'select name as "roleName", affiliation, is_admin as "isAdmin" from roles where id = $1::uuid',
    values: [row.viewRoleId],
  })
  const role = rows[0]
  if (!role || (role.isAdmin && !self.isAdmin)) return null
  const { version } = self.permissions
  const now = services.clock.now()
  return {
    ...self,
    ...role,
    roleId: row.viewRoleId,
    serviceCenterId: row.viewServiceCenterId,
    dealerId: row.viewDealerId,
    permissions: await services.permissions.get({ employeeId: NOBODY, roleId: row.viewRoleId, version, now }),
  }
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
