import { repairTransitionNames, requestTransitionNames } from '@naryad/domain'
import type { Pool } from 'pg'
import type { Catalog } from '../../gate/catalog.ts'
import type { RowScope } from '../../gate/permissions.ts'
import type { Affiliation } from '../../gate/viewer.ts'

interface DefaultRole {
  readonly name: string
  readonly affiliation: Affiliation
  readonly isAdmin?: true
  readonly actions: readonly string[]
  /** Rows: read scope, and write scope when it differs. */
  readonly rows: Readonly<Record<string, RowScope | readonly [RowScope, RowScope]>>
  /** Per entity: every field is read but the hidden ones; the written ones are written too. */
  readonly fields: Readonly<Record<string, { hidden?: readonly string[]; written?: readonly string[] }>>
}

const repairTransitions = (...names: (typeof repairTransitionNames)[number][]) => [
  'repair.transition',
  ...names.map((name) => `repair.${name}`),
]
const requestTransitions = (...names: (typeof requestTransitionNames)[number][]) => [
  'serviceRequest.transition',
  ...names.map((name) => `serviceRequest.${name}`),
]

const requestAuthorship = [
  'clientName',
  'inn',
  'contactName',
  'phone',
  'email',
  'region',
  'city',
  'address',
  'manufacturer',
  'model',
  'category',
  'serialNumber',
  'purchasedOn',
  'isWarranty',
  'complaint',
  'urgency',
  'documents',
  'client',
  'contact',
  'equipment',
] as const
const feedWriting = ['repair', 'request', 'text', 'document'] as const
const documentWriting = ['repair', 'request', 'type', 'file'] as const

const allRows = {
  serviceRequest: 'ALL',
  repair: 'ALL',
  client: 'ALL',
  equipment: 'ALL',
  manufacturer: 'ALL',
  serviceCenter: 'ALL',
  dealer: 'ALL',
  employee: 'ALL',
  role: 'ALL',
} as const
const organisationRows = {
  serviceRequest: 'ORGANISATION',
  repair: 'ORGANISATION',
  client: 'ORGANISATION',
  equipment: 'ORGANISATION',
  manufacturer: 'ALL',
  serviceCenter: 'ORGANISATION',
  dealer: 'ORGANISATION',
  employee: 'ORGANISATION',
  role: 'ORGANISATION',
} as const
const everything = {
  serviceRequest: {},
  repair: {},
  client: {},
  contact: {},
  equipment: {},
  manufacturer: {},
  serviceCenter: {},
  dealer: {},
  employee: {},
  role: {},
  document: {},
  storedFile: {},
  feedEntry: {},
  feedChange: {},
  obligation: {},
  notification: {},
} as const
/** What a partner does not learn of the company and of other partners. */
const partnerView = {
  ...everything,
  client: { hidden: ['note'] },
  equipment: { hidden: ['note'] },
  manufacturer: { hidden: ['isActive'] },
  serviceCenter: { hidden: ['inn', 'isActive'] },
  dealer: { hidden: ['inn', 'isActive'] },
  employee: { hidden: ['role', 'isActive', 'createdAt'] },
} as const

/** The roles a fresh installation brings. From then on they are data that an administrator changes. */
export const defaultRoles: Readonly<Record<string, DefaultRole>> = {
  administrator: { name: 'Администратор', affiliation: 'OFFICE', isAdmin: true, actions: [], rows: {}, fields: {} },
  manager: {
    name: 'Менеджер',
    affiliation: 'OFFICE',
    actions: [
      'section.requests',
      'section.repairs',
      'section.clients',
      'section.equipment',
      'section.partners',
      'section.staff',
      'serviceRequest.create',
      'serviceRequest.update',
      ...requestTransitions(...requestTransitionNames),
      'repair.update',
      ...repairTransitions(
        'assign',
        'reassign',
        'scheduleVisit',
        'rescheduleVisit',
        'recordVisit',
        'submitDocuments',
        'receiveParts',
        'submitFinalReport',
        'returnForRework',
        'close',
        'cancel',
        'refuse',
        'reopen',
      ),
      'document.attach',
      'document.remove',
      'feed.comment',
      'feed.lock',
      'feed.seeLocked',
      'client.update',
    ],
    rows: { ...allRows, assignmentRule: 'ALL', outboxMessage: 'ALL' },
    fields: {
      ...everything,
      assignmentRule: {},
      outboxMessage: {},
      serviceRequest: { written: [...requestAuthorship, 'responsible', 'returnedFields'] },
      repair: {
        written: [
          'urgency',
          'serviceCenter',
          'manager',
          'techExpert',
          'dealer',
          'contact',
          'contactName',
          'contactPhone',
          'contactEmail',
          'region',
          'city',
          'address',
          'equipment',
          'isWarranty',
          'complaint',
          'visitAt',
          'workDone',
          'recommendations',
          'internalNote',
          'travelKm',
          'laborCost',
          'travelCost',
          'partsCost',
        ],
      },
      client: { written: ['kind', 'name', 'inn', 'phone', 'email', 'region', 'city', 'address', 'note'] },
      document: { written: documentWriting },
      feedEntry: { written: [...feedWriting, 'isLocked'] },
    },
  },
  accountant: {
    name: 'Бухгалтер',
    affiliation: 'OFFICE',
    actions: [
      'section.repairs',
      'section.clients',
      'section.partners',
      'repair.update',
      'document.attach',
      'feed.comment',
      'feed.seeLocked',
    ],
    rows: allRows,
    fields: {
      ...everything,
      repair: { hidden: ['internalNote'], written: ['travelKm', 'laborCost', 'travelCost', 'partsCost'] },
      document: { written: documentWriting },
      feedEntry: { written: feedWriting },
    },
  },
  serviceCenter: {
    name: 'Сервисный центр',
    affiliation: 'SERVICE_CENTER',
    actions: [
      'section.repairs',
      'section.clients',
      'section.equipment',
      'repair.update',
      ...repairTransitions(
        'scheduleVisit',
        'rescheduleVisit',
        'recordVisit',
        'submitDocuments',
        'submitFinalReport',
        'refuse',
      ),
      'document.attach',
      'document.remove',
      'feed.comment',
    ],
    rows: organisationRows,
    fields: {
      ...partnerView,
      serviceRequest: {
        hidden: ['responsible', 'author', 'consentAt', 'consentVersion', 'feed', 'obligations', 'rejectReason'],
      },
      repair: {
        hidden: ['internalNote', 'dealer'],
        written: [
          'contactName',
          'contactPhone',
          'address',
          'visitAt',
          'workDone',
          'recommendations',
          'travelKm',
          'laborCost',
          'travelCost',
        ],
      },
      document: { written: documentWriting },
      feedEntry: { hidden: ['isLocked', 'message', 'request'], written: feedWriting },
    },
  },
  techExpert: {
    name: 'Тех. эксперт',
    affiliation: 'OFFICE',
    actions: [
      'section.repairs',
      'section.clients',
      'section.equipment',
      'repair.update',
      ...repairTransitions('returnDocuments', 'requestParts', 'confirmDiagnosis', 'refuse'),
      'document.attach',
      'feed.comment',
      'feed.lock',
      'feed.seeLocked',
    ],
    rows: { ...allRows, repair: ['ALL', 'OWN'] },
    fields: {
      ...everything,
      serviceRequest: { hidden: ['consentAt', 'consentVersion'] },
      repair: {
        hidden: ['laborCost', 'travelCost', 'partsCost', 'totalCost', 'travelKm'],
        written: ['diagnosis', 'warrantyVerdict', 'recommendations', 'internalNote'],
      },
      document: { written: documentWriting },
      feedEntry: { written: [...feedWriting, 'isLocked'] },
    },
  },
  dealer: {
    name: 'Дилер',
    affiliation: 'DEALER',
    actions: [
      'section.requests',
      'section.repairs',
      'serviceRequest.create',
      'serviceRequest.update',
      ...requestTransitions('complete'),
      'document.attach',
      'feed.comment',
    ],
    rows: organisationRows,
    fields: {
      ...partnerView,
      serviceRequest: { hidden: ['consentAt', 'consentVersion'], written: [...requestAuthorship] },
      repair: {
        hidden: [
          'internalNote',
          'laborCost',
          'travelCost',
          'partsCost',
          'totalCost',
          'travelKm',
          'obligations',
          'diagnosis',
          'ratingMark',
          'ratingComment',
          'ratedAt',
        ],
      },
      document: { written: documentWriting },
      feedEntry: { hidden: ['isLocked', 'message'], written: feedWriting },
    },
  },
}

/** Every action an administrator may give; the default roles take from it. */
export const allActions: readonly string[] = [
  'section.requests',
  'section.repairs',
  'section.clients',
  'section.equipment',
  'section.partners',
  'section.staff',
  'section.messages',
  'section.settings',
  'serviceRequest.create',
  'serviceRequest.update',
  'repair.update',
  ...requestTransitions(...requestTransitionNames),
  ...repairTransitions(...repairTransitionNames),
  'document.attach',
  'document.remove',
  'feed.comment',
  'feed.lock',
  'feed.seeLocked',
  'client.update',
]

/**
 * Gives an installation without roles the default ones, in one transaction; an installation that has any is left as
 * its administrator made it. Field definitions must be synchronised before.
 *
 * @returns ids of the roles by key.
 */
export async function installDefaults({
  pool,
  catalog,
}: {
  pool: Pool
  catalog: Catalog
}): Promise<Record<string, string>> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    // Two processes may start on one new database.
    await client.query(`select pg_advisory_xact_lock(hashtext('naryad-default-roles'))`)
    const { rows: present } = await client.query('select 1 from roles limit 1')
    if (present.length === 0) {
      for (const [key, role] of Object.entries(defaultRoles)) await insertRole(client, catalog, key, role)
    }
    const { rows } = await client.query<{ id: string; key: string }>('select id, key from roles')
    await client.query('commit')
    return Object.fromEntries(rows.map((row) => [row.key, row.id]))
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

async function insertRole(
  client: Pick<Pool, 'query'>,
  catalog: Catalog,
  key: string,
  role: DefaultRole,
): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    `insert into roles (id, key, name, affiliation, is_admin) values (gen_random_uuid(), $1, $2, $3::affiliation, $4) returning id`,
    [key, role.name, role.affiliation, role.isAdmin ?? false],
  )
  const roleId = rows[0]?.id
  const access = Object.entries(role.fields).flatMap(([entity, { hidden = [], written = [] }]) =>
    [...catalog.entity(entity).fields.values()].map((field) => {
      if (hidden.includes(field.key)) return { id: field.id, access: 'NONE' }
      return { id: field.id, access: written.includes(field.key) ? 'WRITE' : 'READ' }
    }),
  )
  await client.query(
    `insert into role_fields (role_id, field_id, access) select $1, id, access::access from unnest($2::int[], $3::text[]) as f (id, access)`,
    [roleId, access.map((rule) => rule.id), access.map((rule) => rule.access)],
  )
  await client.query('insert into role_actions (role_id, action) select $1, unnest($2::text[])', [
    roleId,
    [...new Set(role.actions)],
  ])
  const scopes_ = Object.entries(role.rows).map(([entity, scope]) => ({
    entity,
    scopes: typeof scope === 'string' ? [scope, scope] : scope,
  }))
  await client.query(
    `insert into role_entities (role_id, entity, read_scope, write_scope)
     select $1, entity, reading::row_scope, writing::row_scope from unnest($2::text[], $3::text[], $4::text[]) as e (entity, reading, writing)`,
    [
      roleId,
      scopes_.map(({ entity }) => entity),
      scopes_.map(({ scopes }) => scopes[0]),
      scopes_.map(({ scopes }) => scopes[1]),
    ],
  )
}
