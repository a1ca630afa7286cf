import { DomainError } from '@naryad/domain'
import type { Context, Transaction } from '../../context.ts'
import { requireVisible } from '../../gate/write.ts'
import { change } from '../../journal/journal.ts'
import { actorOf, signedIn } from '../../journal/signed-in.ts'
import { lockManaged } from './guards.ts'
import { auditStaff } from './staff-audit.ts'

/**
 * Says whose repairs come to an employee of the company when no assignment rule names somebody, in place of what was
 * said before.
 *
 * @throws DomainError VALIDATION with reason NOT_OFFICE for a partner's employee; NOT_FOUND for a manufacturer out of
 *   sight
 */
export async function setManufacturers(
  ctx: Context,
  employeeId: string,
  manufacturerIds: readonly string[],
): Promise<string> {
  const viewer = signedIn(ctx)
  return change(ctx, actorOf(ctx), async ({ tx }) => {
    const employee = await lockManaged(ctx, tx, employeeId)
    const ids = [...new Set(manufacturerIds)]
    if (employee.role.affiliation !== 'OFFICE' && ids.length > 0) {
      throw new DomainError('VALIDATION', { reason: 'NOT_OFFICE' })
    }
    await requireVisible(tx, viewer, ctx.catalog, 'manufacturer', ids)
    const before = await names(tx, employeeId)
    await tx.employeeManufacturer.deleteMany({ where: { employeeId } })
    await tx.employeeManufacturer.createMany({
      data: ids.map((manufacturerId) => ({ employeeId, manufacturerId })),
    })
    const after = await names(tx, employeeId)
    const changes = before === after ? [] : [{ subject: 'manufacturers', before, after }]
    await auditStaff(ctx, tx, { kind: 'employeeChanged', employee, changes })
    return employeeId
  })
}

async function names(tx: Transaction, employeeId: string): Promise<string | null> {
  const automatic = await tx.employeeManufacturer.findMany({
    where: { employeeId },
    orderBy: { manufacturer: { name: 'asc' } },
    include: { manufacturer: { select: { name: true } } },
  })
  return automatic.map(({ manufacturer }) => manufacturer.name).join(', ') || null
}
