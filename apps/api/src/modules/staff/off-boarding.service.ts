import { DomainError } from '@naryad/domain'
import type { HandOverInput } from '../../../generated/graphql.ts'
import type { Context, Transaction } from '../../context.ts'
import { requireVisible } from '../../gate/write.ts'
import { type Change, change } from '../../journal/journal.ts'
import { requireWithinOwn } from '../../journal/own-rights.ts'
import { changedEntries, type FieldRule, type Problem, problemsError } from '../../journal/patch.ts'
import { refuseByStored } from '../../journal/refusals.ts'
import { actorOf, signedIn } from '../../journal/signed-in.ts'
import { repairFields, writeFields as writeRepair } from '../repairs/repair.service.ts'
import { writeFields as writeRequest } from '../requests/request.service.ts'
import { requestFields } from '../requests/request-fields.ts'
import { endSessions, voidLinks } from '../sessions/session.service.ts'
import { endedRepairs, endedRequests, openWork } from './employee-settings.query.ts'
import { lockManaged, type ManagedEmployee, requireAnotherAdministrator } from './guards.ts'
import { auditStaff, type Difference } from './staff-audit.ts'

/** Who takes each kind of work; null: nobody. */
type Heirs = Readonly<Record<keyof HandOverInput, string | null>>

const kinds = [
  'repairsAsManagerTo',
  'repairsAsTechExpertTo',
  'requestsTo',
  'assignmentRulesTo',
  'manufacturersTo',
] as const

/**
 * Ends an account in one transaction with the handing over of what is open: the feeds tell of it, whoever takes the work
 * is told, sessions end and links to set a password open nothing any more.
 *
 * @throws DomainError VALIDATION with reason SELF or LAST_ADMINISTRATOR, or with problems: REQUIRED for work without
 *   somebody to take it, INACTIVE for somebody who takes none; NOT_FOUND; FORBIDDEN with reason ADMINISTRATOR
 */
export async function deactivateEmployee(ctx: Context, employeeId: string, input: HandOverInput): Promise<string> {
  const viewer = signedIn(ctx)
  if (employeeId === viewer.employeeId) throw new DomainError('VALIDATION', { reason: 'SELF' })
  return change(ctx, actorOf(ctx), async (change) => {
    const { tx, at } = change
    const employee = await lockManaged(ctx, tx, employeeId)
    if (!employee.isActive) return employeeId
    if (employee.role.isAdmin) await requireAnotherAdministrator(tx, employeeId)
    const heirs = Object.fromEntries(kinds.map((kind) => [kind, input[kind] ?? null])) as Heirs
    await refuseHeirs(ctx, change, employee, heirs)
    const handedOver = await handOver(change, employeeId, heirs)
    await tx.employee.update({ where: { id: employeeId }, data: { isActive: false, deactivatedAt: at } })
    await endSessions(tx, { employeeId }, at)
    await voidLinks(tx, employeeId, at)
    const changes: Difference[] = [{ subject: 'isActive', before: 'true', after: 'false' }, ...handedOver]
    await auditStaff(ctx, tx, { kind: 'employeeDeactivated', employee, changes })
    change.touch('employee', employeeId, ['isActive'])
    return employeeId
  })
}

/**
 * Gives an account back with the role and exceptions it had.
 *
 * @throws DomainError NOT_FOUND; FORBIDDEN with reason ADMINISTRATOR or BEYOND_OWN_RIGHTS
 */
export async function reactivateEmployee(ctx: Context, employeeId: string): Promise<string> {
  return change(ctx, actorOf(ctx), async (change) => {
    const { tx } = change
    const employee = await lockManaged(ctx, tx, employeeId)
    if (employee.isActive) return employeeId
    await requireWithinOwn(ctx, tx, { employeeId, role: employee.role })
    await tx.employee.update({ where: { id: employeeId }, data: { isActive: true, deactivatedAt: null } })
    const changes = [{ subject: 'isActive', before: 'false', after: 'true' }]
    await auditStaff(ctx, tx, { kind: 'employeeReactivated', employee, changes })
    change.touch('employee', employeeId, ['isActive'])
    return employeeId
  })
}

/** Work needs somebody of the company who is there and whom the viewer knows. */
async function refuseHeirs(ctx: Context, change: Change, employee: ManagedEmployee, heirs: Heirs): Promise<void> {
  const { tx } = change
  const work = await openWork(tx, employee.id)
  const needed = {
    repairsAsManagerTo: work.repairsAsManager,
    repairsAsTechExpertTo: work.repairsAsTechExpert,
    requestsTo: work.requests,
    assignmentRulesTo: 0,
    manufacturersTo: 0,
  }
  const ids = kinds.flatMap((kind) => heirs[kind] ?? [])
  await requireVisible(tx, signedIn(ctx), ctx.catalog, 'employee', ids)
  const able = await tx.employee.findMany({
    where: { id: { in: ids, not: employee.id }, isActive: true, role: { affiliation: 'OFFICE' } },
    select: { id: true },
  })
  // how much work there is to take is told to staff.manage in any case, before it is handed over
  await refuseByStored(change, ['employee.isActive', 'employee.role', 'role.affiliation'], () => {
    const problems = kinds.flatMap((key): Problem[] => {
      const heir = heirs[key]
      if (heir === null) return needed[key] > 0 ? [{ key, problem: 'REQUIRED' }] : []
      return able.some(({ id }) => id === heir) ? [] : [{ key, problem: 'INACTIVE' }]
    })
    return problemsError(problems)
  })
}

/**
 * Hands open work over as if each record had been edited. That it is staff.manage which does so, whatever else the
 * viewer may write, is meant: an account must be possible to end at once, and nothing of the records is shown by it.
 */
async function handOver(change: Change, from: string, heirs: Heirs): Promise<Difference[]> {
  const { tx } = change
  const names = await namesOf(tx, Object.values(heirs))
  const counts = {
    ...(await handOverRepairs(change, from, heirs)),
    requests: await handOverRequests(change, from, heirs.requestsTo),
    assignmentRules: await handOverRules(change, from, heirs.assignmentRulesTo),
    manufacturers: await handOverManufacturers(tx, from, heirs.manufacturersTo),
  }
  await handOverObligations(change, from, heirs.requestsTo)
  return Object.entries(counts).flatMap(([subject, count]) =>
    count === 0
      ? []
      : [{ subject, before: String(count), after: names.get(heirs[`${subject}To` as keyof Heirs] ?? '') ?? null }],
  )
}

async function handOverRepairs(change: Change, from: string, heirs: Heirs) {
  const { tx } = change
  const counts = { repairsAsManager: 0, repairsAsTechExpert: 0 }
  await tx.$queryRaw`select id from repairs
    where (manager_id = ${from}::uuid or tech_expert_id = ${from}::uuid) and not status = any(${endedRepairs}::text[])
    order by id for update`
  const repairs = await tx.repair.findMany({
    where: { OR: [{ managerId: from }, { techExpertId: from }], status: { notIn: endedRepairs } },
    orderBy: { id: 'asc' },
  })
  for (const repair of repairs) {
    const entries: { rule: FieldRule; value: string | null }[] = []
    if (repair.managerId === from) {
      entries.push({ rule: repairFields.managerId, value: heirs.repairsAsManagerTo })
      counts.repairsAsManager += 1
    }
    if (repair.techExpertId === from) {
      entries.push({ rule: repairFields.techExpertId, value: heirs.repairsAsTechExpertTo })
      counts.repairsAsTechExpert += 1
    }
    await writeRepair(change, repair, changedEntries(repair, entries))
  }
  return counts
}

async function handOverRequests(change: Change, from: string, to: string | null): Promise<number> {
  const { tx } = change
  await tx.$queryRaw`select id from service_requests
    where responsible_id = ${from}::uuid and not status = any(${endedRequests}::text[]) order by id for update`
  const requests = await tx.serviceRequest.findMany({
    where: { responsibleId: from, status: { notIn: endedRequests } },
    orderBy: { id: 'asc' },
  })
  for (const request of requests) {
    await writeRequest(change, request, [{ rule: requestFields.responsibleId, value: to }])
  }
  return requests.length
}

/** What is still expected of him by name: requests of his own that were sent back to him. */
async function handOverObligations({ tx, touch }: Change, from: string, to: string | null): Promise<void> {
  const where = { employeeId: from, metAt: null, cancelledAt: null }
  const open = await tx.obligation.findMany({ where })
  await tx.obligation.updateMany({ where, data: { employeeId: to } })
  for (const { repairId, requestId } of open) {
    if (repairId) touch('repair', repairId, ['obligations'])
    if (requestId) touch('serviceRequest', requestId, ['obligations'])
  }
}

async function handOverRules({ tx, touch }: Change, from: string, to: string | null): Promise<number> {
  const rules = await tx.assignmentRule.findMany({
    where: { OR: [{ managerId: from }, { techExpertId: from }] },
    select: { id: true, managerId: true, techExpertId: true },
  })
  await tx.assignmentRule.updateMany({ where: { managerId: from }, data: { managerId: to } })
  await tx.assignmentRule.updateMany({ where: { techExpertId: from }, data: { techExpertId: to } })
  for (const { id, managerId, techExpertId } of rules) {
    if (managerId === from) touch('assignmentRule', id, ['manager'])
    if (techExpertId === from) touch('assignmentRule', id, ['techExpert'])
  }
  return rules.length
}

async function handOverManufacturers(tx: Transaction, from: string, to: string | null): Promise<number> {
  const automatic = await tx.employeeManufacturer.findMany({ where: { employeeId: from } })
  await tx.employeeManufacturer.deleteMany({ where: { employeeId: from } })
  if (to !== null) {
    const data = automatic.map(({ manufacturerId }) => ({ employeeId: to, manufacturerId }))
    await tx.employeeManufacturer.createMany({ data, skipDuplicates: true })
  }
  return automatic.length
}

async function namesOf(tx: Transaction, ids: readonly (string | null)[]): Promise<ReadonlyMap<string, string>> {
  const employees = await tx.employee.findMany({
    where: { id: { in: ids.filter((id) => id !== null) } },
    select: { id: true, name: true },
  })
  return new Map(employees.map(({ id, name }) => [id, name]))
}
