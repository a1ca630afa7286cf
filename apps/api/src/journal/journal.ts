/**
 * The one way in which anything is changed: a transaction that holds the change, its feed entries, obligations, messages
 * and jobs, and announces itself. Nothing is published beside the transaction, and announcements carry ids only.
 */
import { DomainError } from '@naryad/domain'
import { type FeedKind, Prisma } from '../../generated/prisma/client.ts'
import type { Services, Transaction } from '../context.ts'
import { fieldsOfFeed } from '../gate/scopes.ts'
import type { Viewer } from '../gate/viewer.ts'
import { lockRow, recheckRow } from '../gate/write.ts'
import type { EnqueueOptions, JobOrder } from '../jobs/jobs.ts'
import { addMessage, type NewMessage } from '../mail/outbox.ts'
import { type Actor, actorColumns, viewerOf } from './actor.ts'
import type { Audience } from './audience.ts'
import { isUuid } from './uuid.ts'

/** A value as the feed keeps it: ids for relations, ISO 8601 for times, 'YYYY-MM-DD' for days, kopecks for money. */
export type FeedValue = string | number | boolean | readonly string[] | null

export interface FieldChange {
  entity: string
  key: string
  old: FeedValue
  new: FeedValue
}

/** The record that a feed entry, obligation or message belongs to. */
export type RecordRef = { repairId: string } | { requestId: string }

export interface NewFeedEntry {
  record: RecordRef
  kind: FeedKind
  changes?: readonly FieldChange[]
  /** A person's words: the comment, the reason of a transition. */
  text?: string | null
  transition?: string
  /** Why the assignment fell as it did. */
  reason?: { code: string; details: Record<string, string | number | null> }
  documentId?: string
  messageId?: string
  isLocked?: boolean
  mentionIds?: readonly string[]
  /** When it is not who makes the change: letters are the system's. */
  actor?: Actor
}

export interface NewObligation {
  record: RecordRef
  kind: string
  party: string
  dueAt: Date
  employeeId?: string | null
  serviceCenterId?: string | null
  dealerId?: string | null
}

/** How an obligation ended: what was expected came, or it is not expected any more. */
export type ObligationEnd = 'MET' | 'CANCELLED'

const tables = {
  repair: 'repairs',
  serviceRequest: 'service_requests',
  client: 'clients',
  document: 'documents',
} as const
export type LockableEntity = keyof typeof tables

export interface Change {
  readonly services: Services
  readonly actor: Actor
  /** Null unless an employee makes the change. */
  readonly viewer: Viewer | null
  readonly tx: Transaction
  /** The instant of the whole change. */
  readonly at: Date
  /**
   * Locks a record until the change is done, an employee's inside his write scope, where it must still be at the end.
   * @throws DomainError NOT_FOUND when it does not exist or is out of reach.
   */
  lock(entity: LockableEntity, id: string): Promise<void>
  /** The same check at the end, for a record that the change itself makes. */
  keepInScope(entity: LockableEntity, id: string): void
  /** Writes a feed entry and touches the record. Returns the entry's id. */
  feed(entry: NewFeedEntry): Promise<string>
  /** Announces that fields of a record changed, to all who read one of them or only to those of the audience. */
  touch(entity: string, id: string, keys: Iterable<string>, audience?: Audience): void
  /** Announces the fields in which the rows differ; of a new record, without a row before, those that have a value. */
  wrote<Row extends { id: string }>(entity: string, before: Row | null, after: Row): void
  /** Announces that an entry was locked or unlocked, to those who see it before or after and to no others. */
  touchLock(entry: { id: string; kind: FeedKind; repairId: string | null; requestId: string | null }): Promise<void>
  /** Announces to an employee that something was put before him. */
  tell(employeeId: string): void
  /** Puts a letter into the outbox and, unless `isPrivate`, into the feed. A repeated dedupe key does nothing. */
  message(message: NewMessage & { isPrivate?: boolean }): Promise<void>
  enqueue<Data extends object>(job: JobOrder<Data>, data: Data, options?: EnqueueOptions): Promise<void>
  readonly obligation: {
    open(obligation: NewObligation): Promise<void>
    /** Ends everything that is still expected in the record. */
    end(record: RecordRef, how: ObligationEnd): Promise<void>
  }
}

const TIMEOUT_MS = 20_000
const SEE_LOCKED = 'feed.seeLocked'

/** The field without which an entry of the kind is not there, but for what changes of it are read; null: it always is. */
const kindField: Readonly<Record<FeedKind, { entity: string; key: string } | undefined | null>> = {
  CREATED: null,
  COMMENT: { entity: 'feedEntry', key: 'text' },
  DOCUMENT: { entity: 'feedEntry', key: 'document' },
  MESSAGE: { entity: 'feedEntry', key: 'message' },
  RATING: { entity: 'repair', key: 'ratingMark' },
  CHANGE: undefined,
  ASSIGNMENT: undefined,
  TRANSITION: undefined,
}

/**
 * Runs one change in one transaction and announces it with the commit.
 *
 * @throws DomainError CONFLICT when somebody else's change of the same data got in between.
 */
export async function change<T>(services: Services, actor: Actor, work: (change: Change) => Promise<T>): Promise<T> {
  try {
    return await services.prisma.$transaction(
      async (tx) => {
        const journal = openJournal(services, actor, tx)
        const result = await work(journal.change)
        await journal.finish()
        return result
      },
      { timeout: TIMEOUT_MS, maxWait: TIMEOUT_MS },
    )
  } catch (error) {
    // P2002: a unique index refused the row; P2034: a deadlock or write conflict
    if (error instanceof Prisma.PrismaClientKnownRequestError && ['P2002', 'P2034'].includes(error.code)) {
      throw new DomainError('CONFLICT', {}, { cause: error })
    }
    throw error
  }
}

function openJournal(services: Services, actor: Actor, tx: Transaction) {
  const { catalog } = services
  const viewer = viewerOf(actor)
  const at = services.clock.now()
  const touched = new Map<string, { entity: string; id: string; audience: Audience | null; keys: Set<string> }>()
  const told = new Set<string>()
  const inScope = new Map<string, { entity: LockableEntity; id: string }>()

  const touch: Change['touch'] = (entity, id, keys, audience) => {
    const place = `${entity} ${id} ${JSON.stringify(audience ?? null)}`
    const event = touched.get(place) ?? { entity, id, audience: audience ?? null, keys: new Set<string>() }
    touched.set(place, event)
    for (const key of keys) event.keys.add(key)
  }

  const keepInScope: Change['keepInScope'] = (entity, id) => {
    inScope.set(`${entity} ${id}`, { entity, id })
  }

  const feed: Change['feed'] = async (entry) => {
    const { isLocked = false, changes = [] } = entry
    const { id } = await tx.feedEntry.create({
      data: {
        ...entry.record,
        ...actorColumns(entry.actor ?? actor),
        kind: entry.kind,
        createdAt: at,
        isLocked,
        text: entry.text ?? null,
        transition: entry.transition ?? null,
        documentId: entry.documentId ?? null,
        messageId: entry.messageId ?? null,
        ...(entry.reason && { reason: entry.reason }),
      },
      select: { id: true },
    })
    if (changes.length) {
      await tx.feedChange.createMany({
        data: changes.map((one) => ({
          entryId: id,
          fieldId: catalog.field(one.entity, one.key).id,
          ...(one.old !== null && { oldValue: toJson(one.old) }),
          ...(one.new !== null && { newValue: toJson(one.new) }),
        })),
      })
    }
    if (entry.mentionIds?.length) {
      await tx.feedMention.createMany({ data: entry.mentionIds.map((employeeId) => ({ entryId: id, employeeId })) })
    }
    const record = nameOf(entry.record)
    const ofRecord = changes.filter((one) => one.entity === record.entity)
    if (!isLocked && ofRecord.length > 0 && ofRecord.length === changes.length) {
      // the entry is seen by those who read one of the changed fields, who are told of these
      touch(record.entity, record.id, keysOf(ofRecord))
    } else {
      const audience = { ...readersOf(record.entity, entry.kind, changes), ...(isLocked && { withAction: SEE_LOCKED }) }
      touch(record.entity, record.id, ['feed'], Object.keys(audience).length ? audience : undefined)
    }
    return id
  }

  /** Who sees an entry of the kind with such changes, as gate/scopes.ts has it. */
  function readersOf(
    record: 'repair' | 'serviceRequest',
    kind: FeedKind,
    changes: readonly Pick<FieldChange, 'entity' | 'key'>[],
  ): Audience {
    const own = kindField[kind]
    if (own === null) return {}
    const idOf = ({ entity, key }: Pick<FieldChange, 'entity' | 'key'>) => catalog.field(entity, key).id
    const any = [...(own ? [idOf(own)] : []), ...changes.map(idOf)].toSorted((a, b) => a - b)
    return kind === 'DOCUMENT' ? { any, all: [idOf({ entity: record, key: 'documents' })] } : { any }
  }

  const self: Change = {
    services,
    actor,
    viewer,
    tx,
    at,
    async lock(entity, id) {
      if (!isUuid(id)) throw new DomainError('NOT_FOUND')
      if (viewer) await lockRow(tx, viewer, catalog, entity, id)
      else {
        const table = Prisma.raw(tables[entity])
        const rows = await tx.$queryRaw<unknown[]>`select id::text from ${table} where id = ${id}::uuid for update`
        if (rows.length === 0) throw new DomainError('NOT_FOUND')
      }
      keepInScope(entity, id)
    },
    keepInScope,
    feed,
    touch,
    wrote(entity, before, after) {
      const differing = [...catalog.entity(entity).fields.values()].filter(({ column, many }) => {
        if (column === null || many !== null) return false
        const property = column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
        const [old, present] = [before, after].map((row) => (row === null ? null : storedValue(row, property)))
        return old !== present
      })
      if (differing.length) touch(entity, after.id, keysOf(differing))
    },
    async touchLock({ id: entryId, kind, ...of }) {
      const record = of.repairId ? { repairId: of.repairId } : of.requestId ? { requestId: of.requestId } : null
      if (!record) return
      const changes = await tx.feedChange.findMany({ where: { entryId }, select: { fieldId: true } })
      const changed = fieldsOfFeed(catalog).filter(({ id }) => changes.some(({ fieldId }) => fieldId === id))
      const { entity, id } = nameOf(record)
      const audience = readersOf(entity, kind, changed)
      // to those who may not see locked ones it goes or comes; to the others only what it says of itself is another
      touch(entity, id, ['feed'], { ...audience, withoutAction: SEE_LOCKED })
      const isLocked = catalog.field('feedEntry', 'isLocked').id
      touch(entity, id, ['feed'], { ...audience, withAction: SEE_LOCKED, all: [...(audience.all ?? []), isLocked] })
    },
    tell(employeeId) {
      told.add(employeeId)
    },
    async message({ isPrivate = false, ...message }) {
      const messageId = await addMessage(services, tx, message)
      if (messageId === null || isPrivate) return
      const { repairId, requestId } = message
      const record = repairId ? { repairId } : requestId ? { requestId } : null
      if (record) await feed({ record, kind: 'MESSAGE', messageId, actor: { kind: 'system' } })
    },
    enqueue: (job, data, options) => services.jobs.enqueue(tx, job, data, options),
    obligation: {
      async open({ record, ...obligation }) {
        await tx.obligation.create({ data: { ...record, ...obligation, openedAt: at } })
        touchObligations(record)
      },
      async end(record, how) {
        const { count } = await tx.obligation.updateMany({
          where: { ...record, metAt: null, cancelledAt: null },
          data: how === 'MET' ? { metAt: at } : { cancelledAt: at },
        })
        if (count) touchObligations(record)
      },
    },
  }

  function touchObligations(record: RecordRef) {
    const { entity, id } = nameOf(record)
    touch(entity, id, ['obligations'])
  }

  async function finish() {
    if (viewer) {
      for (const { entity, id } of inScope.values()) await recheckRow(tx, viewer, catalog, entity, id)
    }
    if (told.size) {
      await tx.$executeRaw`select pg_notify('naryad_notifications', id) from unnest(${[...told]}::text[]) as id`
    }
    if (touched.size === 0) return
    const events = [...touched.values()].map(({ entity, id, audience, keys }) => ({
      entity,
      record_id: id,
      // all that a server of the version before knows of
      required_action: audience?.withAction ?? null,
      audience,
      field_ids: [...keys].map((key) => catalog.field(entity, key).id),
    }))
    // last of all, since numbers of the sequence are handed out in the order in which the changes ask for them
    await tx.$executeRaw`
      with events as (
        insert into change_events (entity, record_id, field_ids, required_action, audience, at)
        select entity, record_id, field_ids, required_action, nullif(audience, 'null'), ${at}
        from jsonb_to_recordset(${JSON.stringify(events)}::jsonb)
          as event (entity text, record_id uuid, field_ids int[], required_action text, audience jsonb)
        returning seq, entity, record_id, field_ids, required_action, audience
      )
      select pg_notify('naryad_events', json_build_object(
        'seq', seq, 'entity', entity, 'id', record_id, 'fields', field_ids, 'action', required_action,
        'audience', audience
      )::text) from events`
  }

  return { change: self, finish }
}

function nameOf(record: RecordRef): { entity: 'repair' | 'serviceRequest'; id: string } {
  if ('repairId' in record) return { entity: 'repair', id: record.repairId }
  return { entity: 'serviceRequest', id: record.requestId }
}

function keysOf(fields: readonly { key: string }[]): string[] {
  return fields.map(({ key }) => key)
}

/** As two rows' values are compared. */
function storedValue(row: object, property: string): string | null {
  const value = (row as Record<string, unknown>)[property]
  // an empty list is what nothing is to a list
  if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) return null
  return JSON.stringify(value)
}

function toJson(value: NonNullable<FeedValue>): Prisma.InputJsonValue {
  return typeof value === 'object' ? [...value] : value
}
