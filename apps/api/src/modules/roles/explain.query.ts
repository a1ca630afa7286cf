import { allActions, DomainError } from '@naryad/domain'
import type { Context } from '../../context.ts'
import type { CatalogField } from '../../gate/catalog.ts'
import { visibleIds } from '../../gate/execute.ts'
import { readsAll } from '../../gate/field-name.ts'
import { allSourcesOf, type RowScope } from '../../gate/permissions.ts'
import { rowsRestOn } from '../../gate/rows-rest-on.ts'
import { hasOwnRows } from '../../gate/scopes.ts'
import { canRead, canWrite, hasAction, loadViewer, rowScope, type Viewer } from '../../gate/viewer.ts'
import { requireWithinOwn } from '../../journal/own-rights.ts'
import { canWriteRow } from '../../journal/rights.ts'
import { isUuid } from '../../journal/uuid.ts'
import { requireViewer } from '../sessions/session.service.ts'
import { readRequirements } from './action-requirements.ts'
import {
  type AccessStep,
  actionSteps,
  decided,
  type ExceptionOrigin,
  type Explanation,
  fieldSteps,
  scopeSteps,
} from './explanation.ts'
import { type Access, anybodyWith, readRole } from './role-rules.ts'

interface Question {
  entity?: string | null | undefined
  field?: string | null | undefined
  action?: string | null | undefined
  recordId?: string | null | undefined
}

/** Whose access is explained: what the gate compiled for him decides, the stored rules say why. */
interface Subject {
  viewer: Viewer
  /** Null for a role, which has no exceptions. */
  employeeId: string | null
}

type Steps = Parameters<typeof decided>[0]

/**
 * Why an employee, or whoever has a role, may or may not. Records are looked at with an employee's eyes only: a role
 * alone is of no organisation.
 *
 * @throws DomainError VALIDATION unless there is one subject and one question; NOT_FOUND for an employee, role, field or
 *   action that does not exist, and for one that the asker does not see; FORBIDDEN with reason BEYOND_OWN_RIGHTS for an
 *   employee or role with more rights than the asker;
 *   FORBIDDEN_FIELD when the subject's rows depend on a field that the asker may not read
 */
export async function explainAccess(
  ctx: Context,
  question: Question & { employeeId?: string | null | undefined; roleId?: string | null | undefined },
): Promise<Explanation> {
  const asker = requireViewer(ctx)
  const { employeeId, roleId } = question
  if ((employeeId ?? null) === null ? (roleId ?? null) === null : (roleId ?? null) !== null) throw unclear()
  requireKnown(ctx, question)
  if (employeeId) {
    await requireSeen(ctx, asker, 'employee', employeeId)
    const viewer = await loadViewer(ctx, employeeId)
    const isAbout = question.action ? null : ('NONE' as const)
    if (!viewer) return { isAllowed: false, access: isAbout, steps: decided([{ rule: 'INACTIVE', isAllowed: false }]) }
    if (employeeId !== asker.employeeId) await requireWithinOwn(ctx, ctx.prisma, { employeeId, role: roleOf(viewer) })
    return explain(ctx, { viewer, employeeId }, question, asker)
  }
  await requireSeen(ctx, asker, 'role', roleId ?? '')
  const role = await readRole(ctx.prisma, ctx.catalog, roleId ?? '')
  if (!role) throw new DomainError('NOT_FOUND')
  const viewer = anybodyWith(ctx.catalog, role.rules, role.id)
  if (role.id !== asker.roleId) await requireWithinOwn(ctx, ctx.prisma, { employeeId: null, role: roleOf(viewer) })
  return explain(ctx, { viewer, employeeId: null }, { ...question, recordId: null }, asker)
}

/**
 * The same for oneself, as far as one may know: what is closed is told in the same words as what does not exist, and
 * who set an exception is not told at all.
 *
 * @throws DomainError VALIDATION unless there is one question
 */
export async function explainMyAccess(ctx: Context, question: Omit<Question, 'recordId'>): Promise<Explanation> {
  const viewer = requireViewer(ctx)
  // whoever sees the app as a role has no exceptions, whatever his own are
  const isRoleOnly = ctx.viewedBy?.employeeId === viewer.employeeId
  const subject = { viewer, employeeId: isRoleOnly ? null : viewer.employeeId }
  if (!isClear(question)) throw unclear()
  if (!isKnown(ctx, question)) return closed(question)
  const explanation = await explain(ctx, subject, question, viewer)
  // actions are no secret: their names are in the program that everybody is served
  if (!explanation.isAllowed && !question.action) return closed(question)
  return { ...explanation, steps: explanation.steps.map(withoutOrigin) }
}

function withoutOrigin({ rule, isDeciding, access, isAllowed, scope, expiresAt }: AccessStep): AccessStep {
  return { rule, isDeciding, access, isAllowed, scope, expiresAt }
}

function closed({ field, action }: Question): Explanation {
  if (action) return { isAllowed: false, access: null, steps: decided([{ rule: 'ROLE_ACTION', isAllowed: false }]) }
  if (field) return { isAllowed: false, access: 'NONE', steps: decided([{ rule: 'ROLE_FIELD', access: 'NONE' }]) }
  return { isAllowed: false, access: null, steps: decided([{ rule: 'ROLE_SCOPE', scope: 'NONE' }]) }
}

async function explain(ctx: Context, subject: Subject, question: Question, asker: Viewer): Promise<Explanation> {
  const { catalog } = ctx
  const { viewer } = subject
  const { entity, field, action, recordId } = question
  if (action) {
    const isAllowed = hasAction(viewer, action)
    const steps = await stepsOfAction(ctx, subject, action)
    const about = entity ?? (action.split('.')[0] || '')
    if (!recordId || !isAllowed || !catalog.entities.has(about))
      return { isAllowed, access: null, steps: decided(steps) }
    const access = readRequirements(catalog).get(action)?.rows?.access ?? 'write'
    const rows = await stepsOfRecord(ctx, subject, { entity: about, recordId, access, asker })
    return { isAllowed: rows.isReached, access: null, steps: decided([...steps, ...rows.steps]) }
  }
  if (!entity) throw unclear()
  if (!field) {
    if (recordId) {
      const rows = await stepsOfRecord(ctx, subject, { entity, recordId, access: 'read', asker })
      return { isAllowed: rows.isReached, access: null, steps: decided(rows.steps) }
    }
    const isAllowed = !hasOwnRows(entity) || rowScope(viewer, entity, 'read') !== 'NONE'
    return { isAllowed, access: null, steps: decided(await stepsOfScope(ctx, subject, entity, 'read')) }
  }
  const asked = catalog.field(entity, field)
  const access = accessOf(ctx, viewer, asked)
  const steps = await stepsOfField(ctx, subject, asked, access)
  if (!recordId || access === 'NONE') return { isAllowed: access !== 'NONE', access, steps: decided(steps) }
  const rows = await stepsOfRecord(ctx, subject, { entity, recordId, access: 'read', asker })
  return {
    isAllowed: rows.isReached,
    access: rows.isReached ? access : 'NONE',
    steps: decided([...steps, ...rows.steps]),
  }
}

function accessOf({ catalog }: Context, viewer: Viewer, { entity, key }: CatalogField): Access {
  if (canWrite(viewer, catalog, entity, key)) return 'WRITE'
  return canRead(viewer, catalog, entity, key) ? 'READ' : 'NONE'
}

async function stepsOfField(ctx: Context, { viewer, employeeId }: Subject, field: CatalogField, access: Access) {
  const { catalog, prisma } = ctx
  const { roleId, roleName, isAdmin } = viewer
  const sources = allSourcesOf(catalog, field)
  const fieldId = { in: [field, ...sources].map(({ id }) => id) }
  const [rules, exceptions] = await Promise.all([
    prisma.roleField.findMany({ where: { roleId, fieldId } }),
    employeeId === null
      ? []
      : prisma.employeeField.findMany({
          where: { employeeId, fieldId, ...live(ctx) },
          include: { setBy: { select: { name: true } } },
        }),
  ])
  const ruleOf = ({ id }: CatalogField) => rules.find((one) => one.fieldId === id)?.access ?? null
  const exceptionOf = ({ id }: CatalogField) => exceptions.find((one) => one.fieldId === id) ?? null
  const exception = exceptionOf(field)
  return fieldSteps({
    roleName,
    isAdmin,
    access,
    roleAccess: ruleOf(field),
    exception: exception && { access: exception.access, ...originOf(exception) },
    // those that a rule closes, not those that are closed for lack of them
    closedSources: sources.filter((one) => (exceptionOf(one)?.access ?? ruleOf(one) ?? 'NONE') === 'NONE'),
  })
}

async function stepsOfAction(ctx: Context, { viewer, employeeId }: Subject, action: string) {
  const { prisma } = ctx
  const { roleId, roleName, isAdmin } = viewer
  const [rule, exception] = await Promise.all([
    prisma.roleAction.findUnique({ where: { roleId_action: { roleId, action } } }),
    employeeId === null
      ? null
      : prisma.employeeAction.findFirst({
          where: { employeeId, action, ...live(ctx) },
          include: { setBy: { select: { name: true } } },
        }),
  ])
  return actionSteps({
    roleName,
    isAdmin,
    isInRole: rule !== null,
    exception: exception && { isAllowed: exception.isAllowed, ...originOf(exception) },
  })
}

async function stepsOfScope(ctx: Context, { viewer, employeeId }: Subject, entity: string, access: 'read' | 'write') {
  if (!hasOwnRows(entity)) return []
  const { prisma } = ctx
  const { roleId, roleName, isAdmin } = viewer
  const key = access === 'read' ? 'readScope' : 'writeScope'
  const [rule, exception] = await Promise.all([
    prisma.roleEntity.findUnique({ where: { roleId_entity: { roleId, entity } } }),
    employeeId === null
      ? null
      : prisma.employeeEntity.findFirst({
          where: { employeeId, entity, ...live(ctx) },
          include: { setBy: { select: { name: true } } },
        }),
  ])
  const excepted: RowScope | null = exception?.[key] ?? null
  return scopeSteps({
    roleName,
    isAdmin,
    roleScope: rule?.[key] ?? 'NONE',
    exception: exception && excepted ? { scope: excepted, ...originOf(exception) } : null,
  })
}

/** Whether the one record is reached; the gate itself looks, with the subject's eyes. */
async function stepsOfRecord(
  ctx: Context,
  subject: Subject,
  about: { entity: string; recordId: string; access: 'read' | 'write'; asker: Viewer },
): Promise<{ isReached: boolean; steps: Steps }> {
  const { entity, recordId, access, asker } = about
  // whether the subject reaches the record tells of the fields that decide it
  const restsOn = rowsRestOn(ctx.catalog, subject.viewer, entity, access)
  if (!asker.isAdmin && !(restsOn && readsAll(asker, ctx.catalog, restsOn))) throw new DomainError('FORBIDDEN_FIELD')
  // of a record that the asker does not see himself he is told what he is told of none
  const isThere = isUuid(recordId) && (await visibleIds(ctx, asker, entity, [recordId])).length > 0
  if (!isThere) return { isReached: false, steps: [{ rule: 'RECORD_ABSENT', isAllowed: false }] }
  // an administrator reaches every row, which has been said already
  const scope = subject.viewer.isAdmin ? [] : await stepsOfScope(ctx, subject, entity, access)
  const isReached =
    access === 'read'
      ? (await visibleIds(ctx, subject.viewer, entity, [recordId])).length > 0
      : await canWriteRow(ctx, ctx.prisma, subject.viewer, entity, recordId)
  if (!isReached && entity === 'feedEntry' && !hasAction(subject.viewer, 'feed.seeLocked')) {
    const entry = await ctx.prisma.feedEntry.findUnique({ where: { id: recordId }, select: { isLocked: true } })
    if (entry?.isLocked) return { isReached, steps: [...scope, { rule: 'LOCKED', isAllowed: false }] }
  }
  return { isReached, steps: [...scope, { rule: 'RECORD_IN_SCOPE', isAllowed: isReached }] }
}

function live({ clock }: Context) {
  return { OR: [{ expiresAt: null }, { expiresAt: { gt: clock.now() } }] }
}

function originOf(exception: { setBy: { name: string } | null; setAt: Date; expiresAt: Date | null }): ExceptionOrigin {
  return { setByName: exception.setBy?.name ?? null, setAt: exception.setAt, expiresAt: exception.expiresAt }
}

function isClear({ entity, field, action }: Question): boolean {
  return action ? !field : Boolean(entity)
}

function isKnown({ catalog }: Context, { entity, field, action }: Question): boolean {
  if (action) return allActions.includes(action)
  const known = catalog.entities.get(entity ?? '')
  return known !== undefined && (!field || known.fields.has(field))
}

function requireKnown(ctx: Context, question: Question): void {
  if (!isClear(question)) throw unclear()
  const isRecordOf = !question.action || !question.entity || ctx.catalog.entities.has(question.entity)
  if (!isKnown(ctx, question) || !isRecordOf) throw new DomainError('NOT_FOUND')
}

async function requireSeen(ctx: Context, asker: Viewer, entity: string, id: string): Promise<void> {
  const seen = isUuid(id) ? await visibleIds(ctx, asker, entity, [id]) : []
  if (seen.length === 0) throw new DomainError('NOT_FOUND')
}

function roleOf({ roleId: id, affiliation }: Viewer) {
  return { id, affiliation }
}

function unclear(): DomainError {
  return new DomainError('VALIDATION', { reason: 'UNCLEAR_QUESTION' })
}
