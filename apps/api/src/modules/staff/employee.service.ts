import type { EmployeePatch, NewEmployeeInput } from '../../../generated/graphql.ts'
import type { Employee, Prisma, Role } from '../../../generated/prisma/client.ts'
import type { Context, Transaction } from '../../context.ts'
import { type Change, change } from '../../journal/journal.ts'
import { refuseBeyondOwn, requireWithinOwn } from '../../journal/own-rights.ts'
import {
  changedEntries,
  columns,
  email,
  type FieldRule,
  type PatchEntry,
  type Problem,
  phone,
  problemsError,
  readPatch,
  refuseOverwriting,
  relation,
  text,
} from '../../journal/patch.ts'
import { refuseByStored } from '../../journal/refusals.ts'
import { requireInputRights, requireTargets } from '../../journal/rights.ts'
import { actorOf, signedIn } from '../../journal/signed-in.ts'
import { requireAllowedAddress } from '../sessions/address.service.ts'
import { sendInvitation } from '../sessions/invitation.service.ts'
import { voidLinks } from '../sessions/session.service.ts'
import {
  isOfOwnOrganisation,
  lockManaged,
  type ManagedEmployee,
  refuseOwnRights,
  requireAnotherAdministrator,
  requireSudo,
} from './guards.ts'
import { auditStaff, type Difference } from './staff-audit.ts'

export const employeeFields = {
  name: text('name', { isRequired: true }),
  email: email('email', { isRequired: true }),
  phone: phone('phone'),
  position: text('position'),
  roleId: relation('role', 'role', { isRequired: true }),
  serviceCenterId: relation('serviceCenter', 'serviceCenter'),
  dealerId: relation('dealer', 'dealer'),
} satisfies Record<keyof EmployeePatch, FieldRule>

/** Ways into an account, and what its rights depend on. */
const guarded: ReadonlySet<string> = new Set(['email', 'role', 'serviceCenter', 'dealer'])

/**
 * Makes an account without a password and sends its owner the invitation to set one.
 *
 * @throws DomainError VALIDATION, FORBIDDEN, FORBIDDEN_FIELD, NOT_FOUND for a role or organisation out of sight;
 *   CONFLICT when the address cannot be used
 */
export async function createEmployee(ctx: Context, input: NewEmployeeInput): Promise<string> {
  const viewer = signedIn(ctx)
  return change(ctx, actorOf(ctx), async (change) => {
    const { tx, at } = change
    requireInputRights(change, 'staff.manage', 'NewEmployeeInput', input)
    const entries = readPatch(employeeFields, { phone: null, position: null, ...input })
    await requireTargets(change, entries)
    const row = columns(entries) as unknown as Pick<Employee, 'name' | 'email' | 'roleId'> & Partial<Employee>
    const role = await tx.role.findUniqueOrThrow({ where: { id: row.roleId } })
    const place = { serviceCenterId: row.serviceCenterId ?? null, dealerId: row.dealerId ?? null }
    await refuseByStored(change, ['role.affiliation'], () => problemsError(misplacements(role, place)))
    refuseBeyondOwn(isOfOwnOrganisation(viewer, place))
    await requireWithinOwn(ctx, tx, { employeeId: null, role })
    const employee = await tx.employee.create({
      data: { ...row, createdAt: at },
    })
    await auditStaff(ctx, tx, {
      kind: 'employeeCreated',
      employee,
      changes: await differences(
        tx,
        {},
        entries.filter(({ value }) => value !== null),
      ),
    })
    await invite(ctx, tx, employee)
    change.wrote('employee', null, employee)
    return employee.id
  })
}

/**
 * Writes the given fields of an account. An organisation that the new role has no use for is left.
 *
 * @param input.expected the values the editor started from
 * @throws DomainError VALIDATION, NOT_FOUND, FORBIDDEN, FORBIDDEN_FIELD, CHANGED_MEANWHILE; SUDO_REQUIRED for e-mail,
 *   role and organisation; CONFLICT when the address cannot be used
 */
export async function updateEmployee(
  ctx: Context,
  input: { id: string; patch: EmployeePatch; expected?: EmployeePatch | null },
): Promise<string> {
  const { id, patch, expected } = input
  const viewer = signedIn(ctx)
  return change(ctx, actorOf(ctx), async (change) => {
    const { tx } = change
    requireInputRights(change, 'staff.manage', 'EmployeePatch', patch)
    const before = await lockManaged(ctx, tx, id)
    const given = readPatch(employeeFields, patch)
    const overwriting = {
      entity: 'employee',
      rules: employeeFields,
      row: before,
      entries: given,
      expected,
      record: null,
    }
    await refuseOverwriting(change, overwriting)
    await requireTargets(change, changedEntries(before, given))
    const entries = await withoutUselessOrganisation(tx, before, given)
    const changed = changedEntries(before, entries)
    if (changed.length === 0) return id
    if (changed.some(({ rule }) => guarded.has(rule.key))) await requireAccountRights(ctx, change, before, changed)
    const after = await tx.employee.update({
      where: { id },
      data: columns(changed) as Prisma.EmployeeUncheckedUpdateInput,
    })
    refuseBeyondOwn(isOfOwnOrganisation(viewer, after))
    if (after.email !== before.email) await voidLinks(tx, id, change.at)
    await auditStaff(ctx, tx, {
      kind: 'employeeChanged',
      employee: after,
      changes: await differences(tx, before, changed),
    })
    change.touch(
      'employee',
      id,
      changed.map(({ rule }) => rule.key),
    )
    return id
  })
}

/**
 * Sends the invitation again, for as long as he has set no password; a former one stops working.
 *
 * @throws DomainError VALIDATION: INACTIVE, or INVALID for somebody who has come in already
 */
export async function sendInvitationAgain(ctx: Context, employeeId: string): Promise<string> {
  return change(ctx, actorOf(ctx), async (change) => {
    const { tx } = change
    const employee = await lockManaged(ctx, tx, employeeId)
    await refuseByStored(change, ['employee.isActive'], () => {
      if (!employee.isActive) return problemsError([{ key: 'isActive', problem: 'INACTIVE' }])
      return problemsError(employee.passwordHash === null ? [] : [{ key: 'email', problem: 'INVALID' }])
    })
    await invite(ctx, tx, employee)
    return employeeId
  })
}

async function invite(ctx: Context, tx: Transaction, employee: Employee): Promise<void> {
  await sendInvitation(ctx, tx, employee)
  const changes = [{ subject: 'invitation', before: null, after: employee.email }]
  await auditStaff(ctx, tx, { kind: 'employeeInvited', employee, changes })
}

/** What an account is entered by, or gets its rights from, is changed only within one's own rights. */
async function requireAccountRights(
  ctx: Context,
  change: Change,
  before: ManagedEmployee,
  changed: readonly PatchEntry[],
): Promise<void> {
  const { tx } = change
  const viewer = signedIn(ctx)
  requireSudo(ctx)
  const after = { ...before, ...columns(changed) } as Employee
  const role = await tx.role.findUniqueOrThrow({ where: { id: after.roleId } })
  const restsOn = ['employee.role', 'employee.serviceCenter', 'employee.dealer', 'role.affiliation'] as const
  await refuseByStored(change, restsOn, () => problemsError(misplacements(role, after)))
  const isOwn = viewer.employeeId === before.id
  // with fewer rights for a while an account could be taken over, and be given them back by whoever misses them
  if (!isOwn) await requireWithinOwn(ctx, tx, { employeeId: before.id, role: before.role })
  const rightsChange = (['roleId', 'serviceCenterId', 'dealerId'] as const).some((key) => after[key] !== before[key])
  if (!rightsChange) return
  refuseOwnRights(viewer, before.id)
  // in another organisation the same role opens other records
  await requireWithinOwn(ctx, tx, { employeeId: before.id, role })
  if (before.role.isAdmin && !role.isAdmin) await requireAnotherAdministrator(tx, before.id)
  // in the new role his present address must do as well
  if (isOwn) await requireAllowedAddress(ctx, { ...viewer, roleId: role.id }, ctx.ip)
}

/** A role of another affiliation takes the organisation of the former one with it. */
async function withoutUselessOrganisation(
  tx: Transaction,
  before: Employee,
  given: readonly PatchEntry[],
): Promise<PatchEntry[]> {
  const roleId = given.find(({ rule }) => rule.key === 'role')?.value
  if (typeof roleId !== 'string' || roleId === before.roleId) return [...given]
  const { affiliation } = await tx.role.findUniqueOrThrow({ where: { id: roleId }, select: { affiliation: true } })
  const useless = [
    ...(affiliation === 'SERVICE_CENTER' ? [] : [employeeFields.serviceCenterId]),
    ...(affiliation === 'DEALER' ? [] : [employeeFields.dealerId]),
  ].filter((rule) => !given.some((entry) => entry.rule === rule))
  return [...given, ...useless.map((rule) => ({ rule, value: null }))]
}

function misplacements(
  { affiliation }: Pick<Role, 'affiliation'>,
  { serviceCenterId, dealerId }: Pick<Employee, 'serviceCenterId' | 'dealerId'>,
): Problem[] {
  const places = [
    { key: 'serviceCenter', isGiven: serviceCenterId !== null, isNeeded: affiliation === 'SERVICE_CENTER' },
    { key: 'dealer', isGiven: dealerId !== null, isNeeded: affiliation === 'DEALER' },
  ]
  return places.flatMap(({ key, isGiven, isNeeded }): Problem[] =>
    isGiven === isNeeded ? [] : [{ key, problem: isNeeded ? 'REQUIRED' : 'INVALID' }],
  )
}

/** Fields before and after; relations by the names of their records. */
async function differences(tx: Transaction, before: object, entries: readonly PatchEntry[]): Promise<Difference[]> {
  const nameOf = async (target: string | undefined, value: unknown): Promise<string | null> => {
    if (value === null || value === undefined) return null
    const id = String(value)
    const select = { name: true }
    if (target === 'role') return (await tx.role.findUnique({ where: { id }, select }))?.name ?? null
    if (target === 'serviceCenter') return (await tx.serviceCenter.findUnique({ where: { id }, select }))?.name ?? null
    if (target === 'dealer') return (await tx.dealer.findUnique({ where: { id }, select }))?.name ?? null
    return id
  }
  const found: Difference[] = []
  for (const { rule, value } of entries) {
    const old = (before as Record<string, unknown>)[rule.column]
    found.push({
      subject: 'account',
      entity: 'employee',
      key: rule.key,
      before: await nameOf(rule.target, old),
      after: await nameOf(rule.target, value),
    })
  }
  return found
}
