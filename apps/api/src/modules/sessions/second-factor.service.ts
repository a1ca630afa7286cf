/** The second factor: codes of an authenticator app (RFC 6238), and recovery codes for when the phone is lost. */
import { DomainError } from '@naryad/domain'
import type { SessionStep } from '../../../generated/prisma/client.ts'
import type { Context, Transaction } from '../../context.ts'
import type { Viewer } from '../../gate/viewer.ts'
import { seal, unseal } from '../../sealed.ts'
import { audit } from '../audit/audit.service.ts'
import { type AccountOwner, tellOwner, tellRecoveryCodeUsed } from './account-letters.service.ts'
import { countRecoveryCodes, makeRecoveryCodes, takeRecoveryCode } from './recovery-codes.ts'
import { accountOwner, completeSession, type Entered, endSessions, requireViewer } from './session.service.ts'
import { findWaitingSession, type WaitingSession } from './session-lookup.ts'
import { countAttempt, forgiveAttempt } from './throttle.service.ts'
import { codeRules } from './throttle-rules.ts'
import { newTotpSecret, totpStepOf, totpText, totpUri } from './totp.ts'

/** Of a code with spaces in it. */
const MAX_CODE_LENGTH = 100

/** What the caller's session waits for; null without one, and for whoever is signed in. */
export async function signInStep(ctx: Context): Promise<SessionStep | null> {
  if (ctx.viewer) return null
  const waiting = await findWaitingSession(ctx, ctx.sessionCookie.token, ctx.ip)
  return waiting?.step ?? null
}

/**
 * Takes the second step of signing in with a code of the app or a recovery code.
 *
 * @throws DomainError UNAUTHENTICATED when no session waits for it (any more); VALIDATION for a wrong code; THROTTLED
 */
export async function confirmSecondFactor(ctx: Context, input: { code: string }): Promise<Entered> {
  const { sessionId, candidate } = await requireWaiting(ctx, 'SECOND_FACTOR')
  const { employeeId } = candidate
  const rules = codeRules(sessionId, employeeId)
  await countAttempt(ctx, rules)
  const completed = await ctx.prisma.$transaction(async (tx) => {
    const used = await takeCode(ctx, tx, { employeeId, code: input.code })
    if (used === null) return null
    await audit(tx, ctx, { kind: 'signIn', actorId: employeeId, details: { secondFactor: used } })
    return completeSession(ctx, tx, { sessionId, employeeId })
  })
  if (!completed) {
    await audit(ctx.prisma, ctx, { kind: 'signInRefused', actorId: employeeId, details: { reason: 'CODE' } })
    throw wrongCode()
  }
  await forgiveAttempt(ctx, rules)
  completed.setCookie()
  return { viewer: candidate, step: null, sudoUntil: completed.sudoUntil }
}

/**
 * A new secret for an authenticator app. It counts for nothing until `finishEnrolment`; one that was shown before and
 * never confirmed is gone.
 *
 * @throws DomainError UNAUTHENTICATED, SUDO_REQUIRED; CONFLICT while a second factor is on already
 */
export async function startEnrolment(ctx: Context): Promise<{ secret: string; uri: string }> {
  const { employeeId, email } = (await requireEnrolling(ctx)).candidate
  const secret = newTotpSecret()
  const { count } = await ctx.prisma.employee.updateMany({
    where: { id: employeeId, totpConfirmedAt: null },
    data: { totpSecret: seal(ctx.secrets.sealing, secret, placeOf(employeeId)), totpLastStep: null },
  })
  if (!count) throw new DomainError('CONFLICT', { reason: 'ALREADY_ON' })
  const { companyName } = ctx.settings
  return { secret: totpText(secret), uri: totpUri(secret, { email, companyName }) }
}

/**
 * Takes the first code of the app: the second factor counts from now on. Sessions that were opened with the password
 * alone end, but for this one, which gets a new token.
 *
 * @throws DomainError UNAUTHENTICATED, SUDO_REQUIRED; VALIDATION for a wrong code or when no secret was asked for;
 *   CONFLICT while a second factor is on already; THROTTLED
 */
export async function finishEnrolment(
  ctx: Context,
  input: { code: string },
): Promise<Entered & { recoveryCodes: string[] }> {
  const { sessionId, candidate, isSigningIn } = await requireEnrolling(ctx)
  const { employeeId } = candidate
  const rules = codeRules(sessionId, employeeId)
  await countAttempt(ctx, rules)
  const employee = await ctx.prisma.employee.findUniqueOrThrow({ where: { id: employeeId } })
  const { totpSecret } = employee
  if (totpSecret === null) throw new DomainError('VALIDATION', { field: 'code', reason: 'NOT_STARTED' })
  const now = ctx.clock.now()
  const step = totpStepOf(unseal(ctx.secrets.sealing, totpSecret, placeOf(employeeId)), digitsOf(input.code), now)
  if (step === null) throw wrongCode()
  const completed = await ctx.prisma.$transaction(async (tx) => {
    const { count } = await tx.employee.updateMany({
      where: { id: employeeId, totpConfirmedAt: null, totpSecret },
      data: { totpConfirmedAt: now, totpLastStep: step },
    })
    if (!count) throw new DomainError('CONFLICT', { reason: 'ALREADY_ON' })
    await endSessions(tx, { employeeId, id: { not: sessionId } }, now)
    const recoveryCodes = await makeRecoveryCodes(ctx, tx, employeeId)
    await audit(tx, ctx, { kind: 'secondFactorEnabled', actorId: employeeId })
    if (isSigningIn) await audit(tx, ctx, { kind: 'signIn', actorId: employeeId, details: { secondFactor: 'APP' } })
    await tellOwner(ctx, tx, 'SECOND_FACTOR_SET', employee)
    return { recoveryCodes, ...(await completeSession(ctx, tx, { sessionId, employeeId })) }
  })
  await forgiveAttempt(ctx, rules)
  completed.setCookie()
  const { recoveryCodes, sudoUntil } = completed
  return { viewer: candidate, step: null, sudoUntil, recoveryCodes }
}

/** @throws DomainError VALIDATION while the role asks for a second factor, CONFLICT when none is on */
export async function disableSecondFactor(ctx: Context): Promise<void> {
  const { employeeId } = requireViewer(ctx)
  await ctx.prisma.$transaction(async (tx) => {
    const employee = await tx.employee.findUniqueOrThrow({ where: { id: employeeId }, include: { role: true } })
    if (employee.role.requiresSecondFactor) throw new DomainError('VALIDATION', { reason: 'REQUIRED_BY_ROLE' })
    if (!(await removeSecondFactor(ctx, tx, employee))) throw new DomainError('CONFLICT', { reason: 'ALREADY_OFF' })
    await audit(tx, ctx, { kind: 'secondFactorDisabled', actorId: employeeId })
  })
}

/**
 * Takes the second factor from an account, with its recovery codes, and tells the owner. Whoever calls it has checked
 * the right to, writes the audit entry and, when it is somebody else's account, ends its sessions.
 *
 * @returns false when none was on
 */
export async function removeSecondFactor(
  ctx: Pick<Context, 'secrets' | 'clock' | 'jobs' | 'mail' | 'settings' | 'ip'>,
  tx: Transaction,
  owner: AccountOwner,
): Promise<boolean> {
  const { count } = await tx.employee.updateMany({
    where: { id: owner.id, totpConfirmedAt: { not: null } },
    data: { totpSecret: null, totpConfirmedAt: null, totpLastStep: null },
  })
  if (!count) return false
  await tx.recoveryCode.deleteMany({ where: { employeeId: owner.id } })
  await tellOwner(ctx, tx, 'SECOND_FACTOR_REMOVED', owner)
  return true
}

/** New recovery codes; the old ones are good no longer. @throws DomainError CONFLICT when no second factor is on */
export async function newRecoveryCodes(ctx: Context): Promise<string[]> {
  const { employeeId } = requireViewer(ctx)
  return ctx.prisma.$transaction(async (tx) => {
    const isOn = await tx.employee.count({ where: { id: employeeId, totpConfirmedAt: { not: null } } })
    if (!isOn) throw new DomainError('CONFLICT', { reason: 'ALREADY_OFF' })
    await audit(tx, ctx, { kind: 'recoveryCodesMade', actorId: employeeId })
    return makeRecoveryCodes(ctx, tx, employeeId)
  })
}

/** What the viewer's second factor stands at. */
export async function secondFactorState(ctx: Context) {
  const employeeId = accountOwner(ctx)
  const [{ totpConfirmedAt, role }, recoveryCodesLeft] = await Promise.all([
    ctx.prisma.employee.findUniqueOrThrow({
      where: { id: employeeId },
      select: { totpConfirmedAt: true, role: { select: { requiresSecondFactor: true } } },
    }),
    countRecoveryCodes(ctx.prisma, employeeId),
  ])
  return {
    isOn: totpConfirmedAt !== null,
    since: totpConfirmedAt,
    recoveryCodesLeft,
    isRequired: role.requiresSecondFactor,
  }
}

/**
 * Takes a code of the app or a recovery code, each once. Null for a wrong or used one, and without a second factor.
 * A recovery code is written down and told by mail.
 */
export async function takeCode(
  ctx: Pick<Context, 'secrets' | 'clock' | 'jobs' | 'mail' | 'settings' | 'ip'>,
  tx: Transaction,
  input: { employeeId: string; code: string },
): Promise<'APP' | 'RECOVERY_CODE' | null> {
  const { employeeId, code } = input
  const owner = await tx.employee.findUniqueOrThrow({ where: { id: employeeId } })
  if (owner.totpConfirmedAt === null || owner.totpSecret === null) return null
  const secret = unseal(ctx.secrets.sealing, owner.totpSecret, placeOf(employeeId))
  const step = totpStepOf(secret, digitsOf(code), ctx.clock.now())
  if (step !== null) {
    // of two who give the same code one is let in
    const { count } = await tx.employee.updateMany({
      where: { id: employeeId, OR: [{ totpLastStep: null }, { totpLastStep: { lt: step } }] },
      data: { totpLastStep: step },
    })
    return count ? 'APP' : null
  }
  if (!(await takeRecoveryCode(ctx, tx, { employeeId, code }))) return null
  const left = await countRecoveryCodes(tx, employeeId)
  await audit(tx, ctx, { kind: 'recoveryCodeUsed', actorId: employeeId, details: { left } })
  await tellRecoveryCodeUsed(ctx, tx, owner, left)
  return 'RECOVERY_CODE'
}

/** VALIDATION of a code that is wrong, used or not of this account: which of them is nobody's business. */
export function wrongCode(): DomainError {
  return new DomainError('VALIDATION', { field: 'code', reason: 'WRONG' })
}

/** Whoever sets a second factor up: to get in, or signed in already. */
async function requireEnrolling(ctx: Context): Promise<{ sessionId: string; candidate: Viewer; isSigningIn: boolean }> {
  const { viewer, sessionId, sudoUntil } = ctx
  if (!viewer || !sessionId) return { ...(await requireWaiting(ctx, 'ENROLMENT')), isSigningIn: true }
  if (sudoUntil === null || sudoUntil <= ctx.clock.now()) throw new DomainError('SUDO_REQUIRED')
  return { sessionId, candidate: viewer, isSigningIn: false }
}

/** @throws DomainError UNAUTHENTICATED */
async function requireWaiting(ctx: Context, step: SessionStep): Promise<WaitingSession> {
  const waiting = ctx.viewer ? null : await findWaitingSession(ctx, ctx.sessionCookie.token, ctx.ip)
  if (waiting?.step !== step) throw new DomainError('UNAUTHENTICATED', { reason: 'NO_STEP' })
  return waiting
}

/** As people type it: with a gap in the middle. */
function digitsOf(code: string): string {
  return code.length > MAX_CODE_LENGTH ? '' : code.replace(/\s/g, '')
}

/** Where the secret is kept: moved to another account it opens no more. */
function placeOf(employeeId: string): string {
  return `employees.totp_secret:${employeeId}`
}
