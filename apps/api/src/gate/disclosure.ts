import type { Transaction } from '../context.ts'
import type { Catalog } from './catalog.ts'
import type { Organisation } from './recipient.ts'
import type { Viewer } from './viewer.ts'
import { visibleAmong } from './write.ts'

/**
 * Whether the organisation sees the record at present: whether its rows lead there, for those of its people who read and
 * reach the most.
 */
export async function organisationSees(
  tx: Transaction,
  catalog: Catalog,
  organisation: Organisation,
  entity: string,
  id: string,
): Promise<boolean> {
  const visible = await visibleAmong(tx, broadest(catalog, organisation), catalog, entity, [id])
  return visible.length > 0
}

/** An employee of the organisation who reads every field in all rows that a partner can have. */
function broadest(catalog: Catalog, organisation: Organisation): Viewer {
  const fields = [...catalog.entities.values()].flatMap((entity) => [...entity.fields.values()])
  const words = (Math.max(0, ...fields.map((field) => field.id)) >>> 5) + 1
  const nobody = {
    employeeId: '00000000-0000-0000-0000-000000000000',
    name: '',
    email: '',
    locale: 'ru',
    roleId: '00000000-0000-0000-0000-000000000000',
    roleName: '',
    isAdmin: false,
  }
  return {
    ...nobody,
    affiliation: 'dealerId' in organisation ? 'DEALER' : 'SERVICE_CENTER',
    serviceCenterId: 'serviceCenterId' in organisation ? organisation.serviceCenterId : null,
    dealerId: 'dealerId' in organisation ? organisation.dealerId : null,
    permissions: {
      key: 'broadest',
      version: '',
      isAdmin: false,
      read: new Uint32Array(words).fill(0xffff_ffff),
      write: new Uint32Array(words),
      actions: new Set(),
      readScopes: new Map([...catalog.entities.keys()].map((entity) => [entity, 'ORGANISATION'])),
      writeScopes: new Map(),
      validUntil: null,
    },
  }
}
