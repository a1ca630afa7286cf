import { randomBytes } from 'node:crypto'
import { DomainError, normalizeEmail } from '@naryad/domain'
import type { SessionStep } from '../../../generated/prisma/client.ts'
import type { Context, Transaction } from '../../context.ts'
import { loadViewer, type Viewer } from '../../gate/viewer.ts'
import { audit } from '../audit/audit.service.ts'
import { tellOwner } from './account-letters.service.ts'
import { requireAllowedAddress } from './address.service.ts'
import { hashPassword, isPassword } from './password.ts'
import { requireStrongPassword } from './password-strength.ts'
import { findSessions, hashToken, SESSION_IDLE_MINUTES, SESSION_MAX_HOURS } from './session-lookup.ts'
import { countAttempt, forgiveAttempt } from './throttle.service.ts'
import { passwordRules } from './throttle-rules.ts'

/** Signing in counts: whoever has just given his password is not asked for it again at once. */
export const SUDO_MS = 10 * 60_000
/** Long enough to find the phone, or to install an app on it. */
const STEP_MS = 10 * 60_000

/** What a password, and then a code, has opened. */
export interface Entered {
  /** Null while a step is left. */
  viewer: Viewer | null
  step: SessionStep | null
  sudoUntil: Date | null
}

/**
 * Takes the password and sets the cookie of a new session, which waits for a second factor where there is one or has to
 * be. A session that the browser had before is ended.
 *
 * @throws DomainError UNAUTHENTICATED for a wrong pair, the same whichever half is wrong; THROTTLED; FORBIDDEN for a
 *   right pair from an address that is not his
 */
export async function signIn(ctx: Context, input: { email: string; password: string }): Promise<Entered> {
  // an account keeps the address that it was made with, whatever is taken as one by now
  const email = normalizeEmail(input.email) ?? input.email.trim().toLowerCase()
  const rules = passwordRules(ctx, email)
  await countAttempt(ctx, rules)
  const employee = email ? await ctx.prisma.employee.findUnique({ where: { email } }) : null
  const isRight = await isPassword(input.password, employee?.passwordHash ?? null)
  if (!employee || !isRight || !employee.isActive) {
    const reason = !employee ? 'UNKNOWN' : isRight ? 'INACTIVE' : 'PASSWORD'
    await audit(ctx.prisma, ctx, { kind: 'signInRefused', actorId: employee?.id ?? null, details: { reason } })
    throw new DomainError('UNAUTHENTICATED', { reason: 'WRONG_PAIR' })
  }
  await forgiveAttempt(ctx, rules)
  const viewer = await loadViewer(ctx, employee.id)
  if (!viewer) throw new DomainError('UNAUTHENTICATED', { reason: 'WRONG_PAIR' })
  try {
    await requireAllowedAddress(ctx, viewer, ctx.ip)
  } catch (error) {
    const details = { reason: 'ADDRESS' }
    await audit(ctx.prisma, ctx, { kind: 'signInRefused', actorId: employee.id, details })
    throw error
  }
  return enter(ctx, viewer, async (tx, step) => {
    if (step === null) await audit(tx, ctx, { kind: 'signIn', actorId: employee.id })
  })
}

/**
 * Opens a session for whoever has proven to be this employee by what he knows, and sets its cookie.
 *
 * @param during done in the same transaction, with what the session will wait for
 */
export async function enter(
  ctx: Context,
  viewer: Viewer,
  during: (tx: Transaction, step: SessionStep | null) => Promise<void>,
): Promise<Entered> {
  const { employeeId } = viewer
  const token = newToken()
  const now = ctx.clock.now()
  const opened = await ctx.prisma.$transaction(async (tx) => {
    const limits = await limitsOf(tx, employeeId)
    const { step } = limits
    await during(tx, step)
    if (ctx.sessionCookie.token !== null) await endSessions(tx, { tokenHash: hashToken(ctx.sessionCookie.token) }, now)
    const isIn = step === null
    const expiresAt = isIn ? limits.idleEnd(now) : new Date(now.getTime() + STEP_MS)
    const sudoUntil = isIn ? new Date(now.getTime() + SUDO_MS) : null
    await tx.session.create({
      data: {
        tokenHash: hashToken(token),
        employeeId,
        createdAt: now,
        lastSeenAt: now,
        expiresAt,
        step,
        sudoUntil,
        ip: ctx.ip,
        userAgent: ctx.userAgent,
      },
    })
    return { step, sudoUntil, cookieEnd: isIn ? limits.lastEnd(now) : expiresAt }
  })
  const { step, sudoUntil, cookieEnd } = opened
  ctx.sessionCookie.set(token, cookieEnd)
  return { viewer: step === null ? viewer : null, step, sudoUntil }
}

/**
 * The session is whole from now on: it gets a new token, so that one seen before opens nothing, and a sudo moment.
 *
 * @returns what to do after the transaction: the cookie is set then
 * @throws DomainError UNAUTHENTICATED when it has ended meanwhile
 */
export async function completeSession(
  ctx: Context,
  tx: Transaction,
  session: { sessionId: string; employeeId: string },
): Promise<{ sudoUntil: Date; setCookie(): void }> {
  const token = newToken()
  const now = ctx.clock.now()
  const limits = await limitsOf(tx, session.employeeId)
  const sudoUntil = new Date(now.getTime() + SUDO_MS)
  const { count } = await tx.session.updateMany({
    where: { id: session.sessionId, endedAt: null },
    data: {
      tokenHash: hashToken(token),
      step: null,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: limits.idleEnd(now),
      sudoUntil,
    },
  })
  if (!count) throw new DomainError('UNAUTHENTICATED')
  return { sudoUntil, setCookie: () => ctx.sessionCookie.set(token, limits.lastEnd(now)) }
}

/** What a session of the employee waits for after his password, and how long it lasts by his role. */
async function limitsOf(tx: Transaction, employeeId: string) {
  const { totpConfirmedAt, role } = await tx.employee.findUniqueOrThrow({
    where: { id: employeeId },
    select: {
      totpConfirmedAt: true,
      role: { select: { requiresSecondFactor: true, sessionIdleMinutes: true, sessionMaxHours: true } },
    },
  })
  const step: SessionStep | null = totpConfirmedAt ? 'SECOND_FACTOR' : role.requiresSecondFactor ? 'ENROLMENT' : null
  const longestMs = (role.sessionMaxHours ?? SESSION_MAX_HOURS) * 3_600_000
  const idleMs = Math.min((role.sessionIdleMinutes ?? SESSION_IDLE_MINUTES) * 60_000, longestMs)
  return {
    step,
    idleEnd: (now: Date) => new Date(now.getTime() + idleMs),
    lastEnd: (now: Date) => new Date(now.getTime() + longestMs),
  }
}

function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** Ends the caller's session, if he has one, and takes the cookie back in any case. */
export async function signOut(ctx: Context): Promise<void> {
  ctx.sessionCookie.clear()
  const { token } = ctx.sessionCookie
  if (token === null) return
  // known by its token, so that one that waits for a step ends too, and one that shows somebody else's view is its owner's
  const where = { tokenHash: hashToken(token), endedAt: null }
  await ctx.prisma.$transaction(async (tx) => {
    const session = await tx.session.findFirst({ where, select: { employeeId: true, step: true } })
    if (!session) return
    await endSessions(tx, { tokenHash: where.tokenHash }, ctx.clock.now())
    if (session.step === null) await audit(tx, ctx, { kind: 'signOut', actorId: session.employeeId })
  })
}

/** Ends every session of the viewer, this one too. */
export async function signOutEverywhere(ctx: Context): Promise<void> {
  const { employeeId } = requireViewer(ctx)
  await ctx.prisma.$transaction(async (tx) => {
    const ended = await endSessions(tx, { employeeId }, ctx.clock.now())
    await audit(tx, ctx, { kind: 'signOutEverywhere', actorId: employeeId, details: { ended } })
  })
  ctx.sessionCookie.clear()
}

/** @throws DomainError NOT_FOUND when the session is not the viewer's or has ended */
export async function endSession(ctx: Context, input: { id: string }): Promise<void> {
  const { employeeId } = requireViewer(ctx)
  await ctx.prisma.$transaction(async (tx) => {
    const ended = await endSessions(tx, { id: input.id, employeeId }, ctx.clock.now())
    if (!ended) throw new DomainError('NOT_FOUND')
    await audit(tx, ctx, { kind: 'sessionEnded', actorId: employeeId })
  })
  if (input.id === ctx.sessionId) ctx.sessionCookie.clear()
}

/**
 * Changes the viewer's password; his other sessions and links to set another one end with it.
 *
 * @throws DomainError VALIDATION for a weak new password or a wrong present one; THROTTLED
 */
export async function changePassword(
  ctx: Context,
  input: { currentPassword: string; newPassword: string },
): Promise<void> {
  const { employeeId, email } = requireViewer(ctx)
  const rules = passwordRules(ctx, email)
  await countAttempt(ctx, rules)
  const employee = await ctx.prisma.employee.findUniqueOrThrow({ where: { id: employeeId } })
  if (!(await isPassword(input.currentPassword, employee.passwordHash))) {
    throw new DomainError('VALIDATION', { field: 'currentPassword', reason: 'WRONG' })
  }
  await forgiveAttempt(ctx, rules)
  requireStrongPassword(input.newPassword, { ...employee, companyName: ctx.settings.companyName })
  const passwordHash = await hashPassword(input.newPassword)
  const now = ctx.clock.now()
  await ctx.prisma.$transaction(async (tx) => {
    // the hash that was checked must still be the one that is replaced
    const { count } = await tx.employee.updateMany({
      where: { id: employeeId, passwordHash: employee.passwordHash },
      data: { passwordHash, passwordChangedAt: now },
    })
    if (!count) throw new DomainError('CONFLICT')
    await voidLinks(tx, employeeId, now)
    await endSessions(tx, { employeeId, ...(ctx.sessionId && { id: { not: ctx.sessionId } }) }, now)
    await audit(tx, ctx, { kind: 'passwordChanged', actorId: employeeId })
    await tellOwner(ctx, tx, 'PASSWORD_CHANGED', employee)
  })
}

/** The owner's sessions that still hold, the latest used first. */
export async function listSessions(ctx: Context) {
  const employeeId = accountOwner(ctx)
  const sessions = await ctx.prisma.session.findMany({
    where: { employeeId, endedAt: null, step: null, expiresAt: { gt: ctx.clock.now() } },
    orderBy: { lastSeenAt: 'desc' },
    take: 100,
    select: { id: true, createdAt: true, lastSeenAt: true, ip: true, userAgent: true },
  })
  // by the role's present limits some of them have ended already
  const holding = await findSessions(
    ctx,
    sessions.map(({ id }) => id),
  )
  return sessions
    .filter(({ id }) => holding.has(id))
    .map((session) => ({ ...session, isCurrent: session.id === ctx.sessionId }))
}

/** How many sessions were open and are ended now; a trigger tells every server to close their sockets. */
export async function endSessions(
  tx: Pick<Transaction, 'session'>,
  which: { id?: string | { not: string }; employeeId?: string; tokenHash?: Uint8Array<ArrayBuffer> },
  now: Date,
): Promise<number> {
  if (Object.values(which).every((value) => value === undefined)) throw new Error('whose sessions?')
  const { count } = await tx.session.updateMany({ where: { ...which, endedAt: null }, data: { endedAt: now } })
  return count
}

/** @throws DomainError UNAUTHENTICATED; the gate has refused before, this is the type's proof of it. */
export function requireViewer(ctx: Context): Viewer {
  if (!ctx.viewer) throw new DomainError('UNAUTHENTICATED')
  return ctx.viewer
}

/**
 * Whose account the session is of. A view as somebody else shows what they see of the records, nothing of their account.
 *
 * @throws DomainError UNAUTHENTICATED
 */
export function accountOwner(ctx: Context): string {
  return ctx.viewedBy?.employeeId ?? requireViewer(ctx).employeeId
}

/** Letters of an account that set its password open nothing any more. */
export async function voidLinks(tx: Transaction, employeeId: string, now: Date): Promise<void> {
  await tx.publicLink.updateMany({
    where: { kind: { in: ['PASSWORD_RESET', 'INVITATION'] }, employeeId, usedAt: null },
    data: { usedAt: now },
  })
}
