import { randomUUID } from 'node:crypto'
import { DomainError, escapeLike, notificationKinds } from '@naryad/domain'
import type { NewRoleInput, RolePatch } from '../../../generated/graphql.ts'
import { Prisma } from '../../../generated/prisma/client.ts'
import type { Context, Transaction } from '../../context.ts'
import { widestScope } from '../../gate/partner-wall.ts'
import { canRead, canWrite, hasAction, rowScope, type Viewer } from '../../gate/viewer.ts'
import { lastingSelves } from '../../journal/lasting-selves.ts'
import { lockNames } from '../../journal/lock-names.ts'
import { isUuid } from '../../journal/uuid.ts'
import { audit } from '../audit/audit.service.ts'
import { isInRange } from '../sessions/address.service.ts'
import { requireViewer } from '../sessions/session.service.ts'
import { differencesOf, type RuleDifference } from './role-differences.ts'
import { applyPatch, type RuleProblem, readName, refuseRules } from './role-patch.ts'
import {
  type Access,
  anybodyWith,
  defaultTold,
  fieldsOf,
  type RoleRules,
  readRole,
  type StoredRole,
  scopedEntities,
  versionOf,
} from './role-rules.ts'
import { writeRules } from './role-storage.ts'

const accessWidth: Readonly<Record<Access, number>> = { NONE: 0, READ: 1, WRITE: 2 }
const scopeWidth = { NONE: 0, OWN: 1, ORGANISATION: 2, ALL: 3 } as const

/**
 * Makes a role: a copy of every rule of another one, or one to which everything is closed.
 *
 * @returns its id
 * @throws DomainError VALIDATION; NOT_FOUND for an unknown role to copy; FORBIDDEN, reason BEYOND_OWN_RIGHTS
 */
export async function createRole(ctx: Context, input: NewRoleInput): Promise<string> {
  const { catalog } = ctx
  return inTransaction(ctx, async (tx) => {
    const source = input.copyOf === null || input.copyOf === undefined ? null : await lockRole(tx, ctx, input.copyOf)
    const problems: RuleProblem[] = []
    const name = readName(input.name, problems)
    if (source?.rules.isAdmin && input.affiliation !== 'OFFICE')
      problems.push({ key: 'affiliation', problem: 'INVALID' })
    if (await isTaken(tx, name, null)) problems.push({ key: 'name', problem: 'TAKEN' })
    refuseRules(problems)
    const closed = closedRules(ctx, name, input.affiliation)
    const rules = source ? copyOf(source.rules, closed) : closed
    await requireOwnRights(ctx, tx, closed, rules)

    const { affiliation, isAdmin } = rules
    const { id } = await tx.role.create({ data: { key: randomUUID(), name, affiliation, isAdmin } })
    // whatever is closed is decided: only fields that come later wait for a decision
    await writeRules(tx, catalog, id, { ...closed, fields: new Map() }, rules)
    const changes: RuleDifference[] = [
      ...(source ? [difference('copyOf', source.rules.name)] : []),
      difference('name', name),
      difference('affiliation', affiliation),
    ]
    await record(tx, ctx, 'roleCreated', { id, name }, changes)
    return id
  })
}

/**
 * Changes the given rules of a role, all of them or none.
 *
 * @throws DomainError NOT_FOUND; CONFLICT when somebody saved since the version was read; VALIDATION with every problem;
 *   FORBIDDEN with a reason: OWN_RIGHTS, ADMINISTRATORS_ONLY, BEYOND_OWN_RIGHTS
 */
export async function updateRole(
  ctx: Context,
  { id, version, patch }: { id: string; version: string; patch: RolePatch },
): Promise<string> {
  const viewer = requireViewer(ctx)
  return inTransaction(ctx, async (tx) => {
    const { rules: before } = await lockRole(tx, ctx, id)
    requireForeign(viewer, id, before)
    if (versionOf(before) !== version) throw new DomainError('CONFLICT')
    const { after, problems } = applyPatch(ctx.catalog, before, patch)
    if (after.name !== before.name && (await isTaken(tx, after.name, id)))
      problems.push({ key: 'name', problem: 'TAKEN' })
    if (await locksOutSelf(tx, ctx, viewer, id, after)) problems.push({ key: 'ipRanges', problem: 'LOCKS_OUT_SELF' })
    refuseRules(problems)
    await requireOwnRights(ctx, tx, before, after)
    const changes = differencesOf(before, after)
    if (changes.length === 0) return id
    await writeRules(tx, ctx.catalog, id, before, after)
    await record(tx, ctx, 'roleChanged', { id, name: after.name }, changes)
    return id
  })
}

/**
 * Removes a role that nobody has.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN; CONFLICT while an employee has it, also one who is not active any more;
 *   VALIDATION for the last administrator role
 */
export async function deleteRole(ctx: Context, id: string): Promise<void> {
  const viewer = requireViewer(ctx)
  await inTransaction(ctx, async (tx) => {
    // two administrator roles must not be removed at once, each while the other one is still there
    await tx.$queryRaw`select id::text from roles where is_admin order by id for no key update`
    const { rules } = await lockRole(tx, ctx, id)
    requireForeign(viewer, id, rules)
    if ((await tx.employee.count({ where: { roleId: id } })) > 0) throw new DomainError('CONFLICT')
    if (rules.isAdmin && (await tx.role.count({ where: { isAdmin: true } })) < 2) {
      refuseRules([{ key: 'isAdmin', problem: 'LAST_ADMINISTRATOR' }])
    }
    await tx.role.delete({ where: { id } })
    await record(tx, ctx, 'roleDeleted', { id, name: rules.name }, [])
  })
}

async function inTransaction<T>({ prisma }: Context, work: (tx: Transaction) => Promise<T>): Promise<T> {
  try {
    return await prisma.$transaction(work)
  } catch (error) {
    // P2003: the role was given to somebody at this moment; P2034: a deadlock or write conflict
    const isConflict = error instanceof Prisma.PrismaClientKnownRequestError && ['P2003', 'P2034'].includes(error.code)
    throw isConflict ? new DomainError('CONFLICT', {}, { cause: error }) : error
  }
}

async function lockRole(tx: Transaction, { catalog }: Context, id: string): Promise<StoredRole> {
  if (!isUuid(id)) throw new DomainError('NOT_FOUND')
  // the weaker lock: an employee may meanwhile be given the role
  await tx.$queryRaw`select id::text from roles where id = ${id}::uuid for no key update`
  const role = await readRole(tx, catalog, id)
  if (!role) throw new DomainError('NOT_FOUND')
  return role
}

/** Whoever manages roles without being an administrator keeps off those of administrators, and off his own. */
function requireForeign(viewer: Viewer, id: string, rules: RoleRules): void {
  if (viewer.isAdmin) return
  if (id === viewer.roleId) throw new DomainError('FORBIDDEN', { reason: 'OWN_RIGHTS' })
  if (rules.isAdmin) throw new DomainError('FORBIDDEN', { reason: 'ADMINISTRATORS_ONLY' })
}

/**
 * Nobody gives what he does not have, or has only for a time: a rule may be raised as far as one's own goes. How a role signs in, and from
 * where, is for administrators to say.
 *
 * @throws DomainError FORBIDDEN
 */
async function requireOwnRights(ctx: Context, tx: Transaction, before: RoleRules, after: RoleRules): Promise<void> {
  const viewer = requireViewer(ctx)
  if (viewer.isAdmin) return
  if (after.isAdmin) throw new DomainError('FORBIDDEN', { reason: 'ADMINISTRATORS_ONLY' })
  const signInRules = ({ requiresSecondFactor, sessionIdleMinutes, sessionMaxHours, ipRanges }: RoleRules) =>
    JSON.stringify([requiresSecondFactor, sessionIdleMinutes, sessionMaxHours, ipRanges])
  if (signInRules(before) !== signInRules(after)) throw new DomainError('FORBIDDEN', { reason: 'ADMINISTRATORS_ONLY' })
  // a partner's ORGANISATION is the whole company in an office role
  const isOfOwnKind = viewer.affiliation === 'OFFICE' || viewer.affiliation === after.affiliation
  const selves = await lastingSelves(ctx, tx)
  if (!isOfOwnKind || selves.some((self) => goesBeyond(ctx, self, before, after))) {
    throw new DomainError('FORBIDDEN', { reason: 'BEYOND_OWN_RIGHTS' })
  }
}

function goesBeyond({ catalog }: Context, viewer: Viewer, before: RoleRules, after: RoleRules): boolean {
  const fields = fieldsOf(catalog).some(({ name, entity, key }) => {
    const given = accessWidth[after.fields.get(name) ?? 'NONE']
    const own = canWrite(viewer, catalog, entity, key) ? 2 : canRead(viewer, catalog, entity, key) ? 1 : 0
    return given > accessWidth[before.fields.get(name) ?? 'NONE'] && given > own
  })
  const actions = [...after.actions].some((action) => !before.actions.has(action) && !hasAction(viewer, action))
  const [was, is] = [anybodyWith(catalog, before), anybodyWith(catalog, after)]
  const scopes = scopedEntities(catalog).some((entity) =>
    (['read', 'write'] as const).some((access) => {
      const given = scopeWidth[rowScope(is, entity, access)]
      return given > scopeWidth[rowScope(was, entity, access)] && given > scopeWidth[rowScope(viewer, entity, access)]
    }),
  )
  return fields || actions || scopes
}

/** Whether whoever saves could not work from where he is any more. Ranges of his own decide, when he has any. */
async function locksOutSelf(
  tx: Transaction,
  ctx: Context,
  viewer: Viewer,
  roleId: string,
  { ipRanges }: RoleRules,
): Promise<boolean> {
  if (viewer.roleId !== roleId || ipRanges.length === 0) return false
  if (ipRanges.some(({ cidr }) => isInRange(ctx.ip, cidr))) return false
  return (await tx.ipRange.count({ where: { employeeId: viewer.employeeId } })) === 0
}

async function isTaken(tx: Transaction, name: string, except: string | null): Promise<boolean> {
  await lockNames(tx, [`role ${name.toLowerCase()}`])
  const others = except === null ? {} : { id: { not: except } }
  // Prisma compares without case by ILIKE, to which some signs of a name are a pattern
  const same = { equals: escapeLike(name), mode: 'insensitive' } as const
  return (await tx.role.count({ where: { ...others, name: same } })) > 0
}

function closedRules({ catalog }: Context, name: string, affiliation: RoleRules['affiliation']): RoleRules {
  return {
    name,
    affiliation,
    isAdmin: false,
    requiresSecondFactor: false,
    sessionIdleMinutes: null,
    sessionMaxHours: null,
    fields: new Map(fieldsOf(catalog).map((field) => [field.name, 'NONE'])),
    scopes: new Map(),
    actions: new Set(),
    notifications: new Map(notificationKinds.map((kind) => [kind, defaultTold(kind)])),
    ipRanges: [],
  }
}

/** Rows that a partner's role can never reach are as wide in its copy as they can be. */
function copyOf(source: RoleRules, { name, affiliation }: RoleRules): RoleRules {
  const narrowed = [...source.scopes].map(([entity, { readScope, writeScope }]) => {
    const fit = (scope: typeof readScope) => (scope === 'ALL' ? widestScope(affiliation, entity) : scope)
    return [entity, { readScope: fit(readScope), writeScope: fit(writeScope) }] as const
  })
  return { ...source, name, affiliation, scopes: new Map(narrowed) }
}

function difference(subject: RuleDifference['subject'], after: string): RuleDifference {
  return { subject, entity: null, key: null, before: null, after }
}

async function record(
  tx: Transaction,
  ctx: Context,
  kind: 'roleCreated' | 'roleChanged' | 'roleDeleted',
  { id, name }: { id: string; name: string },
  changes: readonly RuleDifference[],
): Promise<void> {
  const subject = { type: 'role', id, name }
  const details = { changes: changes.map((change) => ({ ...change })) }
  await audit(tx, ctx, { kind, actorId: requireViewer(ctx).employeeId, subject, details })
}
