import type { Services, Transaction } from '../context.ts'
import { hasBit, readPermissions } from './permissions.ts'
import { type Affiliation, type Viewer, viewerColumns, viewerOf } from './viewer.ts'

/** A change that somebody is written to about. */
interface Telling {
  readonly tx: Transaction
  readonly services: Services
}

const NOBODY = '00000000-0000-0000-0000-000000000000'

/** Whoever a letter goes to, with the rights that he has now; null when he is no longer active. */
export async function recipient({ tx, services }: Telling, employeeId: string): Promise<Viewer | null> {
  const [row] = await tx.$queryRawUnsafe<Parameters<typeof viewerOf>[1][]>(
    `select ${viewerColumns} from employees e join roles r on r.id = e.role_id where e.id = $1::uuid and e.is_active`,
    employeeId,
  )
  if (!row) return null
  const get = (input: Parameters<typeof readPermissions>[2]) => readPermissions(tx, services.catalog, input)
  return viewerOf({ ...services, permissions: { get } }, row)
}

/**
 * What may stand in a letter to an organisation's own address, which any of its people may open: fields that all of them
 * read. While it has nobody here, those that every role for people like them reads.
 */
export async function organisationReads(
  { tx, services }: Telling,
  organisation: { serviceCenterId: string } | { dealerId: string },
): Promise<(entity: string, key: string) => boolean> {
  const { catalog, clock } = services
  const select = { id: true, roleId: true } as const
  const people = await tx.employee.findMany({ where: { ...organisation, isActive: true }, select })
  const affiliation: Affiliation = 'serviceCenterId' in organisation ? 'SERVICE_CENTER' : 'DEALER'
  const roles = people.length > 0 ? [] : await tx.role.findMany({ where: { affiliation }, select: { id: true } })
  const ruled = [
    ...people.map(({ id, roleId }) => ({ employeeId: id, roleId })),
    ...roles.map(({ id }) => ({ employeeId: NOBODY, roleId: id })),
  ]
  const now = clock.now()
  const sets = await Promise.all(ruled.map((input) => readPermissions(tx, catalog, { ...input, version: '', now })))
  return (entity, key) => {
    const field = catalog.field(entity, key)
    return sets.length > 0 && sets.every(({ read }) => hasBit(read, field))
  }
}
