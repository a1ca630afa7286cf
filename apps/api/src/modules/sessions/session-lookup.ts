import { createHash } from 'node:crypto'
import DataLoader from 'dataloader'
import type { SessionStep } from '../../../generated/prisma/client.ts'
import type { Services, ViewedBy } from '../../context.ts'
import { hasAction, loadViewer, type Viewer, viewerColumns, viewerOf } from '../../gate/viewer.ts'
import { isWithin } from '../../journal/own-rights.ts'
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

/** A session that waits for a step, opened with a password alone. */
export interface WaitingSession {
  sessionId: string
  step: SessionStep
  /** Whoever will be signed in once the step is taken; nothing is done in his name before. */
  candidate: Viewer
}

/**
 * When a session ends if the role says nothing else: unused for a week (a weekend does not end it, a holiday does), and after
 * thirty days however it is used, as ASVS 4.0.3 §3.3.2 has it for level 1; roles with more to lose set their own.
 */
export const SESSION_IDLE_MINUTES = 7 * 24 * 60
export const SESSION_MAX_HOURS = 30 * 24
/** A use is written down at most so often, and at least ten times in an idle time. */
const SEEN_EVERY_MS = 5 * 60_000
/** Nobody: whoever sees the app as a role has that role's rights and no exceptions. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

type EmployeeRow = Parameters<typeof viewerOf>[1]

type Row = EmployeeRow & {
  sessionId: string
  tokenHash: Buffer
  lastSeenAt: Date
  idleMinutes: number
  expiresAt: Date
  sudoUntil: Date | null
  viewEmployeeId: string | null
  viewRoleId: string | null
  viewServiceCenterId: string | null
  viewDealerId: string | null
}

const idleMinutes = `coalesce(r.session_idle_minutes, ${SESSION_IDLE_MINUTES})`
const idle = `make_interval(mins => ${idleMinutes})`
const longest = `make_interval(hours => coalesce(r.session_max_hours, ${SESSION_MAX_HOURS}))`
/** By the role's present limits: a stricter one acts at once on sessions that are open already. */
const endsAt = `least(s.expires_at, s.last_seen_at + ${idle}, s.created_at + ${longest})`
const lacksSecondFactor = 'r.requires_second_factor and e.totp_confirmed_at is null'

const openSessions = `select s.id as "sessionId", s.token_hash as "tokenHash", s.last_seen_at as "lastSeenAt", ${idleMinutes} as "idleMinutes",
    ${endsAt} as "expiresAt", s.sudo_until as "sudoUntil",
    s.view_employee_id as "viewEmployeeId", s.view_role_id as "viewRoleId",
    s.view_service_center_id as "viewServiceCenterId", s.view_dealer_id as "viewDealerId", ${viewerColumns}
  from sessions s join employees e on e.id = s.employee_id join roles r on r.id = e.role_id
  where s.ended_at is null and s.step is null and e.is_active and not (${lacksSecondFactor}) and ${endsAt} > $2`

const loaders = new WeakMap<Services['pool'], DataLoader<string, Row | null>>()

/** Open sessions by the text of their hash. Requests that came in together are looked up together, none before it came. */
function rowsByHash({ pool, clock }: Services): DataLoader<string, Row | null> {
  const known = loaders.get(pool)
  if (known) return known
  const read = async (hashes: readonly string[]) => {
    const { rows } = await pool.query<Row>({
      name: 'session_viewers_by_token',
      text: `${openSessions} and s.token_hash = any($1::bytea[])`,
      values: [hashes.map((hash) => Buffer.from(hash, 'base64')), clock.now()],
    })
    const found = new Map(rows.map((row) => [row.tokenHash.toString('base64'), row]))
    return hashes.map((hash) => found.get(hash) ?? null)
  }
  const loader = new DataLoader(read, { cache: false, batchScheduleFn: setImmediate })
  loaders.set(pool, loader)
  return loader
}

/**
 * The session of a cookie with its employee and his present rights, in one statement. Null when the token is unknown,
 * the session has ended or expired or still waits for a second factor, the employee is no longer active, may not work
 * from this address, or has no second factor though his role has come to ask for one.
 */
export async function findSession(services: Services, token: string, address: string): Promise<FoundSession | null> {
  const now = services.clock.now()
  const row = await rowsByHash(services).load(Buffer.from(hashToken(token)).toString('base64'))
  if (!row) return null
  const session = await sessionOf(services, row)
  if (!(await isAddressAllowed(services, session.owner, address))) {
    const { sessionId } = session
    services.refusals.note({ sessionId, ip: address, operation: 'session', code: 'FORBIDDEN', reason: 'ADDRESS' })
    return null
  }
  const seenEvery = Math.min(SEEN_EVERY_MS, (row.idleMinutes * 60_000) / 10)
  if (now.getTime() - row.lastSeenAt.getTime() > seenEvery) touch(services, row.sessionId, now)
  return session
}

/** The same by id, for sockets that were opened under sessions; one that no longer holds is absent. Addresses are the caller's to check. */
export async function findSessions(services: Services, ids: readonly string[]): Promise<Map<string, FoundSession>> {
  const { rows } = await services.pool.query<Row>({
    name: 'session_viewers',
    text: `${openSessions} and s.id = any($1::uuid[])`,
    values: [ids, services.clock.now()],
  })
  const found = await Promise.all(rows.map((row) => sessionOf(services, row)))
  return new Map(found.map((session) => [session.sessionId, session]))
}

/**
 * The session of a cookie that waits for a step. Besides those that were opened so: one of somebody whose role has come
 * to ask for a second factor that he does not have, for as long as his sudo moment lasts; later he signs in again, since
 * an old session alone must not be enough to choose the second factor.
 */
export async function findWaitingSession(
  services: Services,
  token: string | null,
  address: string,
): Promise<WaitingSession | null> {
  if (token === null) return null
  const { rows } = await services.pool.query<Pick<Row, 'sessionId'> & EmployeeRow & { step: SessionStep | null }>({
    name: 'session_waiting',
    text: `select s.id as "sessionId", ${viewerColumns},
        case when s.step is not null and e.totp_confirmed_at is not null then 'SECOND_FACTOR'
          when s.step = 'ENROLMENT' or (s.step is null and s.sudo_until > $2) then 'ENROLMENT' end as step
      from sessions s join employees e on e.id = s.employee_id join roles r on r.id = e.role_id
      where s.token_hash = $1 and s.ended_at is null and e.is_active and ${endsAt} > $2
        and (s.step is not null or (${lacksSecondFactor}))`,
    values: [hashToken(token), services.clock.now()],
  })
  const row = rows[0]
  if (!row?.step) return null
  const candidate = await viewerOf(services, row)
  if (!(await isAddressAllowed(services, candidate, address))) return null
  return { sessionId: row.sessionId, step: row.step, candidate }
}

async function sessionOf(services: Services, row: Row): Promise<FoundSession> {
  const owner = await viewerOf(services, row)
  const { sessionId, expiresAt, sudoUntil } = row
  const common = { sessionId, expiresAt, owner }
  const seen = mayView(owner) ? await viewOf(services, row, owner) : null
  return seen
    ? { ...common, sudoUntil: null, viewer: seen, viewedBy: { employeeId: owner.employeeId, name: owner.name } }
    : { ...common, sudoUntil, viewer: owner, viewedBy: null }
}

/** Partners see nothing through others' eyes, whatever right they were given: there is a wall between them. */
function mayView(owner: Viewer): boolean {
  return owner.affiliation === 'OFFICE' && hasAction(owner, 'access.viewAs')
}

/**
 * As whom the session sees the app; null: as its owner. A view is of nothing that its owner may not see, whose rights and
 * those of the viewed may have changed since it began.
 */
async function viewOf(services: Services, row: Row, self: Viewer): Promise<Viewer | null> {
  const isSomebody = row.viewEmployeeId !== null
  const viewed = isSomebody ? await loadViewer(services, row.viewEmployeeId ?? '') : await roleView(services, row, self)
  if (!viewed) return null
  return isWithin(self, viewed.permissions, { affiliation: viewed.affiliation, isSomebody }) ? viewed : null
}

/** The owner of the session with a role's rights in place of his own. */
async function roleView(services: Services, row: Row, self: Viewer): Promise<Viewer | null> {
  if (row.viewRoleId === null) return null
  const { rows } = await services.pool.query<Pick<Viewer, 'roleName' | 'affiliation' | 'isAdmin'>>({
    name: 'session_view_role',
    text: 'select name as "roleName", affiliation, is_admin as "isAdmin" from roles where id = $1::uuid',
    values: [row.viewRoleId],
  })
  const role = rows[0]
  if (!role) return null
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
    .query({
      name: 'session_touch',
      text: `update sessions s set last_seen_at = $2, expires_at = least($2::timestamptz + ${idle}, s.created_at + ${longest})
        from employees e join roles r on r.id = e.role_id
        where e.id = s.employee_id and s.id = $1 and s.ended_at is null and s.step is null`,
      values: [sessionId, now],
    })
    .catch((error: unknown) => services.log.warn({ err: error }, 'session not touched'))
}
