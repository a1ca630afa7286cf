import type { Services, Transaction } from '../context.ts'
import { hasBit, type PermissionSet, readPermissions } from './permissions.ts'
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

/** A partner. */
export type Organisation = { serviceCenterId: string } | { dealerId: string }

/**
 * What may stand in a letter to an organisation's own address, which any of its people may open: fields that all of them
 * read. While it has nobody here, those that every role for people like them reads.
 */
export async function organisationReads(
  telling: Telling,
  organisation: Organisation,
): Promise<(entity: string, key: string) => boolean> {
  const people = await peopleOf(telling, organisation)
  const sets = await permissionsOf(telling, people.length > 0 ? people : await rolesFor(telling, organisation))
  return (entity, key) => {
    const field = telling.services.catalog.field(entity, key)
    return sets.length > 0 && sets.every(({ read }) => hasBit(read, field))
  }
}

/**
 * What an organisation may come to read: fields that one of its people reads, or any role that people like them can be
 * given.
 */
export async function organisationMayRead(
  telling: Telling,
  organisation: Organisation,
): Promise<(entity: string, key: string) => boolean> {
  const ruled = [...(await peopleOf(telling, organisation)), ...(await rolesFor(telling, organisation))]
  const sets = await permissionsOf(telling, ruled)
  return (entity, key) => sets.some(({ read }) => hasBit(read, telling.services.catalog.field(entity, key)))
}

interface Ruled {
  readonly employeeId: string
  readonly roleId: string
}

async function peopleOf({ tx }: Telling, organisation: Organisation): Promise<Ruled[]> {
  const select = { id: true, roleId: true } as const
  const people = await tx.employee.findMany({ where: { ...organisation, isActive: true }, select })
  return people.map(({ id, roleId }) => ({ employeeId: id, roleId }))
}

async function rolesFor({ tx }: Telling, organisation: Organisation): Promise<Ruled[]> {
  const affiliation: Affiliation = 'serviceCenterId' in organisation ? 'SERVICE_CENTER' : 'DEALER'
  const roles = await tx.role.findMany({ where: { affiliation }, select: { id: true } })
  return roles.map(({ id }) => ({ employeeId: NOBODY, roleId: id }))
}

function permissionsOf({ tx, services }: Telling, ruled: readonly Ruled[]): Promise<PermissionSet[]> {
  const { catalog, clock } = services
  const now = clock.now()
  return Promise.all(ruled.map((input) => readPermissions(tx, catalog, { ...input, version: '', now })))
}
