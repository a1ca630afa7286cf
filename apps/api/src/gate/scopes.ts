import type { AuditKind } from '@naryad/domain'
import type { Catalog, CatalogField } from './catalog.ts'
import { hasBit } from './permissions.ts'
import { always, and, bound, column, constant, literal, never, or, raw, type Sql, sql } from './sql.ts'
import { hasAction, rowScope, type Viewer } from './viewer.ts'

type Access = 'read' | 'write'

interface Scoping {
  readonly catalog: Catalog
  readonly viewer: Viewer
  readonly access: Access
}

/** Rows of an entity with row rules of its own: what ORGANISATION and OWN mean there. */
interface OwnRule {
  organisation(scoping: Scoping, alias: string, parent: string | null): Sql
  own(scoping: Scoping, alias: string, parent: string | null): Sql
}

/** Rows that are reached through another record, or by everybody in the same way. */
type DerivedRule = (scoping: Scoping, alias: string, parent: string | null) => Sql

/** The condition for the viewer's partner organisation: one of two columns, never both. */
function byOrganisation({ viewer }: Scoping, conditions: { serviceCenter: () => Sql; dealer: () => Sql }): Sql {
  if (viewer.affiliation === 'SERVICE_CENTER') return conditions.serviceCenter()
  if (viewer.affiliation === 'DEALER') return conditions.dealer()
  return always
}

const own: Readonly<Record<string, OwnRule>> = {
  repair: {
    organisation: (scoping, alias) =>
      byOrganisation(scoping, {
        serviceCenter: () => sql`${column(alias, 'service_center_id')} = ${bound('serviceCenterId')}`,
        dealer: () => sql`${column(alias, 'dealer_id')} = ${bound('dealerId')}`,
      }),
    own: (_, alias) =>
      sql`(${column(alias, 'manager_id')} = ${bound('employeeId')} or ${column(alias, 'tech_expert_id')} = ${bound('employeeId')})`,
  },
  serviceRequest: {
    organisation: (scoping, alias) =>
      byOrganisation(scoping, {
        serviceCenter: () =>
          existsRecord(
            scoping,
            'repair',
            alias,
            (x) => sql`${column(x, 'request_id')} = ${column(alias, 'id')}`,
            'request',
          ),
        dealer: () => sql`${column(alias, 'dealer_id')} = ${bound('dealerId')}`,
      }),
    own: (_, alias) =>
      sql`(${column(alias, 'author_id')} = ${bound('employeeId')} or ${column(alias, 'responsible_id')} = ${bound('employeeId')})`,
  },
  client: throughRecords('client', 'client_id'),
  equipment: throughRecords('equipment', 'equipment_id'),
  manufacturer: { organisation: () => always, own: () => always },
  serviceCenter: {
    organisation: (scoping, alias, parent) =>
      byOrganisation(scoping, {
        serviceCenter: () => sql`${column(alias, 'id')} = ${bound('serviceCenterId')}`,
        dealer: () => ofARepair(scoping, alias, parent, 'serviceCenter'),
      }),
    own: (_, alias) => sql`${column(alias, 'id')} = ${bound('serviceCenterId')}`,
  },
  dealer: {
    organisation: (scoping, alias, parent) =>
      byOrganisation(scoping, {
        serviceCenter: () => ofARepair(scoping, alias, parent, 'dealer'),
        dealer: () => sql`${column(alias, 'id')} = ${bound('dealerId')}`,
      }),
    own: (_, alias) => sql`${column(alias, 'id')} = ${bound('dealerId')}`,
  },
  employee: {
    // Partners know their own people and the company's office, not each other's.
    organisation: (scoping, alias) =>
      or([
        byOrganisation(scoping, {
          serviceCenter: () => sql`${column(alias, 'service_center_id')} = ${bound('serviceCenterId')}`,
          dealer: () => sql`${column(alias, 'dealer_id')} = ${bound('dealerId')}`,
        }),
        sql`(${column(alias, 'service_center_id')} is null and ${column(alias, 'dealer_id')} is null)`,
      ]),
    own: (_, alias) => sql`${column(alias, 'id')} = ${bound('employeeId')}`,
  },
  role: {
    organisation: (_, alias) => sql`${column(alias, 'id')} = ${bound('roleId')}`,
    own: (_, alias) => sql`${column(alias, 'id')} = ${bound('roleId')}`,
  },
  assignmentRule: {
    organisation: (scoping, alias) =>
      byOrganisation(scoping, {
        serviceCenter: () => sql`${column(alias, 'service_center_id')} = ${bound('serviceCenterId')}`,
        dealer: () => never,
      }),
    own: (_, alias) =>
      sql`(${column(alias, 'manager_id')} = ${bound('employeeId')} or ${column(alias, 'tech_expert_id')} = ${bound('employeeId')})`,
  },
  outboxMessage: { organisation: ofRecord(null), own: ofRecord(null) },
  // a partner learns nothing of who did what with rights, not even of his own people
  auditEntry: {
    organisation: () => never,
    own: (_, alias) => sql`${column(alias, 'actor_id')} = ${bound('employeeId')}`,
  },
}

/** Whether entries of the audit log tell values of a record, and by which input's fields; null: they tell none. */
const toldByInput: Readonly<Record<AuditKind, string | null>> = {
  signIn: null,
  signInRefused: null,
  signOut: null,
  signOutEverywhere: null,
  sessionEnded: null,
  passwordChanged: null,
  passwordResetRequested: null,
  passwordReset: null,
  secondFactorEnabled: null,
  secondFactorDisabled: null,
  recoveryCodesMade: null,
  recoveryCodeUsed: null,
  identityConfirmed: null,
  identityRefused: null,
  invitationAccepted: null,
  roleCreated: null,
  roleChanged: null,
  roleDeleted: null,
  employeeCreated: 'EmployeePatch',
  employeeChanged: 'EmployeePatch',
  employeeInvited: 'EmployeePatch',
  employeeDeactivated: null,
  employeeReactivated: null,
  exceptionSet: null,
  exceptionRemoved: null,
  ipRangesChanged: null,
  clientChanged: 'ClientPatch',
  viewAsStarted: null,
  viewAsStopped: null,
  accessRefused: null,
  export: null,
  print: null,
  auditTrimmed: null,
}

/** Whether the viewer reads every field that the input writes, of every record. */
function readsAllOf(catalog: Catalog, viewer: Viewer, input: string): boolean {
  const { entity, keys } = catalog.inputs.get(input) ?? { entity: '', keys: new Map<string, string>() }
  return (
    rowScope(viewer, entity, 'read') === 'ALL' &&
    [...keys.values()].every((key) => hasBit(viewer.permissions.read, catalog.field(entity, key)))
  )
}

/** What no row rule opens, however wide it is. */
const limits: Readonly<Record<string, (scoping: Scoping, alias: string) => Sql>> = {
  // a letter about no record is about an account and has the link that opens it: for an administrator to hand on where
  // there is no mail server, after he has proven to be it, or an open session would choose anybody's password; for
  // nobody else
  outboxMessage: ({ viewer }, alias) => {
    const isOfRecord = sql`${column(alias, 'repair_id')} is not null or ${column(alias, 'request_id')} is not null`
    return viewer.permissions.isAdmin ? sql`(${isOfRecord} or ${bound('provenId')} is not null)` : sql`(${isOfRecord})`
  },
  // an entry that tells what fields were changed to is for whoever reads them
  auditEntry: ({ catalog, viewer }, alias) => {
    const told = Object.entries(toldByInput)
    const closed = told.filter(([, input]) => input !== null && !readsAllOf(catalog, viewer, input))
    const kinds = closed.map(([kind]) => kind)
    return sql`${column(alias, 'kind')} <> all(${literal(`{${kinds}}`)}::text[])`
  },
}

const derived: Readonly<Record<string, DerivedRule>> = {
  contact: (scoping, alias, parent) =>
    and([
      parent === 'client' ? always : existsRecord(scoping, 'client', alias, isIn(alias, 'client_id')),
      scoping.viewer.affiliation === 'OFFICE' || isRecord(parent) ? always : isNamed(scoping, alias),
    ]),
  // a withdrawn one is nobody's, whatever leads to it; the lists of records leave it out themselves
  document: (scoping, alias, parent) =>
    isRecord(parent)
      ? always
      : and([sql`${column(alias, 'removed_at')} is null`, ofRecord('documents')(scoping, alias, parent)]),
  obligation: ofRecord('obligations'),
  // Only ever reached through its document, whose rows are checked.
  storedFile: (_, __, parent) => (parent === 'document' ? always : never),
  feedEntry: (scoping, alias, parent) => and([ofRecord('feed')(scoping, alias, parent), visibleEntry(scoping, alias)]),
  feedChange: ({ catalog, viewer }, alias, parent) => {
    if (parent !== 'feedEntry') return never
    return viewer.permissions.isAdmin ? always : isReadableField(catalog, viewer, column(alias, 'field_id'))
  },
  notification: (_, alias) => sql`${column(alias, 'employee_id')} = ${bound('employeeId')}`,
}

function isRecord(parent: string | null): boolean {
  return parent !== null && Object.hasOwn(records, parent)
}

/** Reached through a repair in scope; where that is how it was come by, the repair itself is the proof. */
function ofARepair(scoping: Scoping, alias: string, parent: string | null, key: 'serviceCenter' | 'dealer'): Sql {
  if (parent === 'repair') return always
  const relation = scoping.catalog.field('repair', key).column ?? ''
  return existsRecord(scoping, 'repair', alias, (x) => sql`${column(x, relation)} = ${column(alias, 'id')}`, key)
}

/** Clients and units are reached through the repairs and requests that are, the one they are read for among them. */
function throughRecords(key: string, relation: string): OwnRule {
  const rule = (scoping: Scoping, alias: string, parent: string | null) => {
    if (isRecord(parent)) return always
    const link = (x: string) => sql`${column(x, relation)} = ${column(alias, 'id')}`
    return or((['repair', 'serviceRequest'] as const).map((entity) => existsRecord(scoping, entity, alias, link, key)))
  }
  return { organisation: rule, own: rule }
}

/** Partners know the people whom records in their scope name, not everybody at the client. */
function isNamed(scoping: Scoping, alias: string): Sql {
  // by the client too: that is what records are indexed by
  const link = (x: string) =>
    sql`(${column(x, 'client_id')} = ${column(alias, 'client_id')} and ${column(x, 'contact_id')} = ${column(alias, 'id')})`
  return or(
    (['repair', 'serviceRequest'] as const).map((entity) => existsRecord(scoping, entity, alias, link, 'contact')),
  )
}

/** The records that others hang on, and the columns by which they do. */
const records = { repair: 'repair_id', serviceRequest: 'request_id' } as const

/**
 * What hangs on a repair or a request is in scope with it, for whoever reads the record's list of it: a closed list is
 * closed by every other way. Null: no list of theirs shows it.
 */
function ofRecord(list: 'documents' | 'obligations' | 'feed' | null): DerivedRule {
  return (scoping, alias, parent) => {
    if (isRecord(parent)) return always
    const { catalog, viewer, access } = scoping
    const isOpen = (key: string) => list === null || hasBit(viewer.permissions.read, catalog.field(key, list))
    const ways = (Object.keys(records) as (keyof typeof records)[]).map((key) => ({
      ...{ key, name: records[key], isOpen: isOpen(key) },
      hasAll: rowScope(viewer, key, access) === 'ALL',
    }))
    if (ways.every((way) => way.isOpen && way.hasAll)) return always
    return or(
      ways.map(({ key, name, isOpen, hasAll }) => {
        if (!isOpen) return never
        return hasAll ? sql`${column(alias, name)} is not null` : existsRecord(scoping, key, alias, isIn(alias, name))
      }),
    )
  }
}

/**
 * A record in scope that the link leads to. By way of a field of that record only for whoever reads the field: what is in
 * his rows because of it would tell him what stands there.
 */
function existsRecord(
  scoping: Scoping,
  entity: string,
  alias: string,
  link: (inner: string) => Sql,
  key: string | null = null,
): Sql {
  const { catalog, viewer, access } = scoping
  if (key !== null && !hasBit(viewer.permissions.read, catalog.field(entity, key))) return never
  // a name of its own at every depth: the same one would hide the row that it is about
  const inner = `x_${alias}`
  const scope = scopeCondition(catalog, viewer, entity, inner, access)
  if (scope === never) return never
  return sql`exists (select from ${raw(catalog.entity(entity).table)} ${raw(inner)} where ${and([link(inner), scope])})`
}

/** The record that the aliased row points to by the column. */
function isIn(alias: string, name: string): (inner: string) => Sql {
  return (inner) => sql`${column(inner, 'id')} = ${column(alias, name)}`
}

/**
 * An entry is there for whoever may read something of it: a change of hidden fields leaves no trace, a locked entry
 * none for those without the right to see locked ones.
 */
function visibleEntry({ catalog, viewer }: Scoping, alias: string): Sql {
  if (viewer.permissions.isAdmin) return always
  const reads = (entity: string, key: string) => hasBit(viewer.permissions.read, catalog.field(entity, key))
  const plain = ['CREATED']
  if (reads('feedEntry', 'text')) plain.push('COMMENT')
  if (reads('feedEntry', 'message')) plain.push('MESSAGE')
  if (reads('repair', 'ratingMark')) plain.push('RATING')
  // a document is out of reach where the record's list of documents is closed
  const ofDocuments = (Object.keys(records) as (keyof typeof records)[]).filter(
    (key) => reads('feedEntry', 'document') && reads(key, 'documents'),
  )
  if (ofDocuments.length === Object.keys(records).length) plain.push('DOCUMENT')
  const kind = column(alias, 'kind')
  const documents = plain.includes('DOCUMENT')
    ? never
    : or(ofDocuments.map((key) => sql`(${kind} = 'DOCUMENT' and ${column(alias, records[key])} is not null)`))
  const isPlain = or([sql`${kind} = any(${literal(`{${plain}}`)}::feed_kind[])`, documents])
  const unlocked = hasAction(viewer, 'feed.seeLocked') ? always : sql`not ${column(alias, 'is_locked')}`
  return and([
    unlocked,
    sql`(${isPlain} or exists (
      select from feed_changes c where c.entry_id = ${column(alias, 'id')} and ${isReadableField(catalog, viewer, raw('c.field_id'))}))`,
  ])
}

/** The fields whose changes feeds tell. */
export function fieldsOfFeed(catalog: Catalog): CatalogField[] {
  return ['repair', 'serviceRequest', 'client', 'equipment'].flatMap((key) => [...catalog.entity(key).fields.values()])
}

const maxRanges = 8

/**
 * Whether a changed field is one that the viewer may read; his bits are a constant of the compiled statement. Whoever
 * reads nearly all is compared with a few ranges, since PostgreSQL hashes a long list anew for each statement. The sum
 * keeps either out of an index, where each value is a search of its own.
 */
function isReadableField(catalog: Catalog, viewer: Viewer, fieldId: Sql): Sql {
  const ids = fieldsOfFeed(catalog)
    .filter((field) => hasBit(viewer.permissions.read, field))
    .map((field) => field.id)
    .sort((a, b) => a - b)
  const ranges: { first: number; last: number }[] = []
  for (const id of ids) {
    const range = ranges.at(-1)
    if (range && range.last === id - 1) range.last = id
    else ranges.push({ first: id, last: id })
  }
  if (ranges.length > maxRanges) return sql`${fieldId} + 0 = any(${literal(`{${ids}}`)}::int[])`
  return or(ranges.map(({ first, last }) => sql`${fieldId} + 0 between ${constant(first)} and ${constant(last)}`))
}

/**
 * The rows of the entity that the viewer reaches, as a condition on the aliased table. `parent` is the entity through
 * whose rows, already in scope, these are read; then what the parent's scope says is not said twice.
 */
export function scopeCondition(
  catalog: Catalog,
  viewer: Viewer,
  entity: string,
  alias: string,
  access: Access = 'read',
  parent: string | null = null,
): Sql {
  const scoping = { catalog, viewer, access }
  const derivedRule = derived[entity]
  if (derivedRule) return derivedRule(scoping, alias, parent)
  const rule = own[entity]
  if (!rule) throw new Error(`Entity ${entity} has no row rule`)
  return and([ownRows(rule, scoping, entity, alias, parent), limits[entity]?.(scoping, alias) ?? always])
}

function ownRows(rule: OwnRule, scoping: Scoping, entity: string, alias: string, parent: string | null): Sql {
  switch (rowScope(scoping.viewer, entity, scoping.access)) {
    case 'ALL':
      return always
    case 'ORGANISATION':
      return rule.organisation(scoping, alias, parent)
    case 'OWN':
      return rule.own(scoping, alias, parent)
    case 'NONE':
      return never
  }
}

/** Whether the entity has row rules of its own; the rows of others follow another record's. */
export function hasOwnRows(entity: string): boolean {
  return entity in own
}

/** Entities without a row rule: they must not reach a running server. */
export function entitiesWithoutRowRule(catalog: Catalog): string[] {
  return [...catalog.entities.keys()].filter((key) => !(key in own) && !(key in derived))
}
