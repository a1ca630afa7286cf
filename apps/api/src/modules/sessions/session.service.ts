import { randomBytes } from 'node:crypto'
import { DomainError, normalizeEmail } from '@naryad/domain'
import type { Context, Transaction } from '../../context.ts'
import { loadViewer, type Viewer } from '../../gate/viewer.ts'
import { audit } from '../audit/audit.service.ts'
import { requireAllowedAddress } from './address.service.ts'
import { hashPassword, isPassword, requireStrongPassword } from './password.ts'
import { hashToken, SESSION_LIFE_MS } from './session-lookup.ts'
import { countAttempt, forgiveAttempt, type ThrottleRule, throttleKey } from './throttle.service.ts'

const WINDOW_SECONDS = 15 * 60
/** Of one account from one address: a person who mistypes. */
const ATTEMPTS_PER_PAIR = 10
/** Of one account from anywhere: wide, so that a stranger cannot lock somebody out cheaply. */
const ATTEMPTS_PER_ACCOUNT = 50
/** From one address: an office behind one router. */
const ATTEMPTS_PER_ADDRESS = 100
/** Whoever has just given his password is not asked for it again at once. */
const SUDO_MS = 10 * 60_000

/**
 * Signs in and sets the cookie. A session that the browser had before is ended.
 *
 * @throws DomainError UNAUTHENTICATED for a wrong pair, the same whichever half is wrong; THROTTLED; FORBIDDEN for a
 *   right pair from an address that is not his
 */
export async function signIn(ctx: Context, input: { email: string; password: string }): Promise<Viewer> {
  const email = normalizeEmail(input.email) ?? ''
  const rules = signInRules(ctx, email)
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
  await requireAllowedAddress(ctx, viewer, ctx.ip)

  const token = randomBytes(32).toString('base64url')
  const now = ctx.clock.now()
  const expiresAt = new Date(now.getTime() + SESSION_LIFE_MS)
  await ctx.prisma.$transaction(async (tx) => {
    if (ctx.sessionId) await endSessions(tx, { id: ctx.sessionId }, now)
    await tx.session.create({
      data: {
        tokenHash: hashToken(token),
        employeeId: employee.id,
        createdAt: now,
        lastSeenAt: now,
        expiresAt,
        sudoUntil: new Date(now.getTime() + SUDO_MS),
        ip: ctx.ip,
        userAgent: ctx.userAgent,
      },
    })
    await audit(tx, ctx, { kind: 'signIn', actorId: employee.id })
  })
  ctx.sessionCookie.set(token, expiresAt)
  return viewer
}

/** Ends the caller's session, if he has one, and takes the cookie back in any case. */
export async function signOut(ctx: Context): Promise<void> {
  ctx.sessionCookie.clear()
  const { viewer, sessionId } = ctx
  if (!viewer || !sessionId) return
  await ctx.prisma.$transaction(async (tx) => {
    await endSessions(tx, { id: sessionId }, ctx.clock.now())
    await audit(tx, ctx, { kind: 'signOut', actorId: viewer.employeeId })
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
 * Changes the viewer's password and ends his other sessions.
 *
 * @throws DomainError VALIDATION for a weak new password or a wrong present one; THROTTLED
 */
export async function changePassword(
  ctx: Context,
  input: { currentPassword: string; newPassword: string },
): Promise<void> {
  const { employeeId, email } = requireViewer(ctx)
  const rules = signInRules(ctx, email)
  await countAttempt(ctx, rules)
  const employee = await ctx.prisma.employee.findUniqueOrThrow({ where: { id: employeeId } })
  if (!(await isPassword(input.currentPassword, employee.passwordHash))) {
    throw new DomainError('VALIDATION', { field: 'currentPassword', reason: 'WRONG' })
  }
  await forgiveAttempt(ctx, rules)
  requireStrongPassword(input.newPassword, employee)
  const passwordHash = await hashPassword(input.newPassword)
  const now = ctx.clock.now()
  await ctx.prisma.$transaction(async (tx) => {
    // the hash that was checked must still be the one that is replaced
    const { count } = await tx.employee.updateMany({
      where: { id: employeeId, passwordHash: employee.passwordHash },
      data: { passwordHash, passwordChangedAt: now },
    })
    if (!count) throw new DomainError('CONFLICT')
    await endSessions(tx, { employeeId, ...(ctx.sessionId && { id: { not: ctx.sessionId } }) }, now)
    await audit(tx, ctx, { kind: 'passwordChanged', actorId: employeeId })
  })
}

/** The viewer's own sessions that still hold, the latest used first. */
export async function listSessions(ctx: Context) {
  const { employeeId } = requireViewer(ctx)
  const sessions = await ctx.prisma.session.findMany({
    where: { employeeId, endedAt: null, expiresAt: { gt: ctx.clock.now() } },
    orderBy: { lastSeenAt: 'desc' },
    take: 100,
    select: { id: true, createdAt: true, lastSeenAt: true, ip: true, userAgent: true },
  })
  return sessions.map((session) => ({ ...session, isCurrent: session.id === ctx.sessionId }))
}

/** How many sessions were open and are ended now; a trigger tells every server to close their sockets. */
export async function endSessions(
  tx: Pick<Transaction, 'session'>,
  which: { id?: string | { not: string }; employeeId?: string },
  now: Date,
): Promise<number> {
  if (which.id === undefined && which.employeeId === undefined) throw new Error('whose sessions?')
  const { count } = await tx.session.updateMany({ where: { ...which, endedAt: null }, data: { endedAt: now } })
  return count
}

/** @throws DomainError UNAUTHENTICATED; the gate has refused before, this is the type's proof of it. */
export function requireViewer(ctx: Context): Viewer {
  if (!ctx.viewer) throw new DomainError('UNAUTHENTICATED')
  return ctx.viewer
}

function signInRules(ctx: Context, email: string): ThrottleRule[] {
  const windowSeconds = WINDOW_SECONDS
  return [
    { key: throttleKey('signIn.pair', email, ctx.ip), limit: ATTEMPTS_PER_PAIR, windowSeconds },
    { key: throttleKey('signIn.account', email), limit: ATTEMPTS_PER_ACCOUNT, windowSeconds },
    { key: throttleKey('signIn.address', ctx.ip), limit: ATTEMPTS_PER_ADDRESS, windowSeconds },
  ]
}
