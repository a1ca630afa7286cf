import { repairStatuses, repairStatusNames, requestStatuses, requestStatusNames } from '@naryad/domain'
import type { Context, Transaction } from '../../context.ts'
import { canSee } from '../../journal/rights.ts'
import { signedIn } from '../../journal/signed-in.ts'
import { isUuid } from '../../journal/uuid.ts'
import { isAccountSeen, isOfOwnOrganisation, type ManagedEmployee } from './guards.ts'

/** Statuses in which nothing more is to be done. */
export const endedRepairs = repairStatusNames.filter((status) => repairStatuses[status].isFinal)
export const endedRequests = requestStatusNames.filter((status) => requestStatuses[status].isFinal)

const MAX_SESSIONS = 100

/**
 * The card of an employee; its parts are read when they are asked for. Null for an employee who does not exist or whom
 * the viewer may not manage.
 */
export async function employeeSettings(ctx: Context, id: string) {
  const viewer = signedIn(ctx)
  if (!isUuid(id) || !(await canSee(ctx, ctx.prisma, viewer, 'employee', id))) return null
  const employee = await ctx.prisma.employee.findUnique({ where: { id }, include: { role: true } })
  if (!employee || !isOfOwnOrganisation(viewer, employee)) return null
  const { role, isActive, invitedAt, deactivatedAt, totpConfirmedAt } = employee
  const isSeen = await isAccountSeen(ctx, employee)
  const ofAccount =
    <T>(read: () => Promise<T[]>) =>
    async () =>
      isSeen ? read() : []
  return {
    id,
    employee: id,
    affiliation: role.affiliation,
    isAdmin: role.isAdmin,
    isSelf: id === viewer.employeeId,
    isWithinOwn: isSeen,
    isActive,
    invitedAt: isSeen ? invitedAt : null,
    hasPassword: isSeen ? employee.passwordHash !== null : null,
    deactivatedAt,
    secondFactor: isSeen
      ? { isOn: totpConfirmedAt !== null, since: totpConfirmedAt, isRequired: role.requiresSecondFactor }
      : null,
    presentAddress: ctx.ip,
    fieldExceptions: ofAccount(() => fieldExceptions(ctx, employee)),
    actionExceptions: ofAccount(() => actionExceptions(ctx, employee)),
    scopeExceptions: ofAccount(() => scopeExceptions(ctx, employee)),
    roleFields: ofAccount(() => roleFields(ctx, employee)),
    roleScopes: ofAccount(() => roleScopes(ctx, employee)),
    roleActions: ofAccount(() => roleActions(ctx, employee)),
    ipRanges: ofAccount(() => ranges(ctx, { employeeId: id })),
    roleIpRanges: ofAccount(() => ranges(ctx, { roleId: role.id })),
    // the gate reads records by their ids and does not call functions
    manufacturers: await manufacturers(ctx, id),
    canExport: async () => (isSeen ? canExport(ctx, employee) : null),
    sessions: ofAccount(() => sessions(ctx, id)),
    openWork: () => openWork(ctx.prisma, id),
  }
}

const setBy = { setBy: { select: { name: true } } } as const

interface StoredException {
  setBy: { name: string } | null
  setAt: Date
  expiresAt: Date | null
}

function circumstances(ctx: Context, { setBy, setAt, expiresAt }: StoredException) {
  const isExpired = expiresAt !== null && expiresAt <= ctx.clock.now()
  return { setByName: setBy?.name ?? null, setAt, expiresAt, isExpired }
}

async function fieldExceptions(ctx: Context, { id, roleId }: ManagedEmployee) {
  const stored = await ctx.prisma.employeeField.findMany({
    where: { employeeId: id, field: { retiredAt: null } },
    include: { ...setBy, field: { include: { roles: { where: { roleId } } } } },
    orderBy: { fieldId: 'asc' },
  })
  return stored.map((exception) => ({
    entity: exception.field.entity,
    field: exception.field.key,
    access: exception.access,
    roleAccess: exception.field.roles[0]?.access ?? null,
    ...circumstances(ctx, exception),
  }))
}

async function actionExceptions(ctx: Context, employee: ManagedEmployee) {
  const [stored, allowed] = await Promise.all([
    ctx.prisma.employeeAction.findMany({
      where: { employeeId: employee.id },
      include: setBy,
      orderBy: { action: 'asc' },
    }),
    roleActions(ctx, employee),
  ])
  return stored.map((exception) => ({
    action: exception.action,
    isAllowed: exception.isAllowed,
    isAllowedByRole: allowed.includes(exception.action),
    ...circumstances(ctx, exception),
  }))
}

async function scopeExceptions(ctx: Context, employee: ManagedEmployee) {
  const [stored, rules] = await Promise.all([
    ctx.prisma.employeeEntity.findMany({
      where: { employeeId: employee.id },
      include: setBy,
      orderBy: { entity: 'asc' },
    }),
    ctx.prisma.roleEntity.findMany({ where: { roleId: employee.roleId } }),
  ])
  return stored.map((exception) => {
    const rule = rules.find(({ entity }) => entity === exception.entity)
    return {
      entity: exception.entity,
      readScope: exception.readScope,
      writeScope: exception.writeScope,
      roleReadScope: rule?.readScope ?? 'NONE',
      roleWriteScope: rule?.writeScope ?? 'NONE',
      ...circumstances(ctx, exception),
    }
  })
}

async function roleFields(ctx: Context, { roleId, role }: ManagedEmployee) {
  const rules = await ctx.prisma.roleField.findMany({ where: { roleId } })
  const decided = new Map(rules.map(({ fieldId, access }) => [fieldId, access]))
  return [...ctx.catalog.entities.values()].flatMap((entity) =>
    [...entity.fields.values()].map(({ id, key }) => ({
      entity: entity.key,
      field: key,
      access: role.isAdmin ? 'WRITE' : (decided.get(id) ?? null),
    })),
  )
}

async function roleScopes(ctx: Context, { roleId, role }: ManagedEmployee) {
  if (role.isAdmin) {
    return [...ctx.catalog.entities.keys()].map((entity) => ({ entity, readScope: 'ALL', writeScope: 'ALL' }))
  }
  return ctx.prisma.roleEntity.findMany({
    where: { roleId },
    select: { entity: true, readScope: true, writeScope: true },
    orderBy: { entity: 'asc' },
  })
}

/** Read anew: after a mutation the viewer's own request still knows the rules from before it. */
async function canExport(ctx: Context, { id, roleId, role }: ManagedEmployee): Promise<boolean> {
  if (role.isAdmin) return true
  const action = 'records.export'
  const exception = await ctx.prisma.employeeAction.findFirst({
    where: { employeeId: id, action, OR: [{ expiresAt: null }, { expiresAt: { gt: ctx.clock.now() } }] },
  })
  if (exception) return exception.isAllowed
  return (await ctx.prisma.roleAction.findFirst({ where: { roleId, action } })) !== null
}

async function roleActions(ctx: Context, { roleId }: ManagedEmployee): Promise<string[]> {
  const rules = await ctx.prisma.roleAction.findMany({ where: { roleId }, orderBy: { action: 'asc' } })
  return rules.map(({ action }) => action)
}

function ranges(ctx: Context, owner: { employeeId: string } | { roleId: string }) {
  return ctx.prisma.ipRange.findMany({
    where: owner,
    select: { id: true, cidr: true, note: true },
    orderBy: { id: 'asc' },
  })
}

async function manufacturers(ctx: Context, employeeId: string): Promise<string[]> {
  const automatic = await ctx.prisma.employeeManufacturer.findMany({
    where: { employeeId },
    orderBy: { manufacturer: { name: 'asc' } },
    select: { manufacturerId: true },
  })
  return automatic.map(({ manufacturerId }) => manufacturerId)
}

async function sessions(ctx: Context, employeeId: string) {
  const open = await ctx.prisma.session.findMany({
    where: { employeeId, endedAt: null, step: null, expiresAt: { gt: ctx.clock.now() } },
    orderBy: { lastSeenAt: 'desc' },
    take: MAX_SESSIONS,
    select: { id: true, createdAt: true, lastSeenAt: true, ip: true, userAgent: true },
  })
  return open.map((session) => ({ ...session, isCurrent: session.id === ctx.sessionId }))
}

/** How much is open at an employee. */
export async function openWork(tx: Transaction, employeeId: string) {
  const isOpen = { status: { notIn: endedRepairs } }
  const [repairsAsManager, repairsAsTechExpert, requests, obligations, assignmentRules, manufacturers] =
    await Promise.all([
      tx.repair.count({ where: { managerId: employeeId, ...isOpen } }),
      tx.repair.count({ where: { techExpertId: employeeId, ...isOpen } }),
      tx.serviceRequest.count({ where: { responsibleId: employeeId, status: { notIn: endedRequests } } }),
      tx.obligation.count({ where: { employeeId, metAt: null, cancelledAt: null } }),
      tx.assignmentRule.count({ where: { OR: [{ managerId: employeeId }, { techExpertId: employeeId }] } }),
      tx.employeeManufacturer.count({ where: { employeeId } }),
    ])
  return { repairsAsManager, repairsAsTechExpert, requests, obligations, assignmentRules, manufacturers }
}
