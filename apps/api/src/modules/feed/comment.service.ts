import { DomainError } from '@naryad/domain'
import type { CommentInput } from '../../../generated/graphql.ts'
import type { Services } from '../../context.ts'
import { readsAll } from '../../gate/field-name.ts'
import { rowsRestOn } from '../../gate/rows-rest-on.ts'
import { canRead, hasAction, loadViewers, requireAction, type Viewer } from '../../gate/viewer.ts'
import { recheckRow, requireVisible, visibleAmong, whoSees } from '../../gate/write.ts'
import type { Actor } from '../../journal/actor.ts'
import { type Change, change, type RecordRef } from '../../journal/journal.ts'
import { longText, parse, problemsError, refuseInput } from '../../journal/patch.ts'
import { requireInputRights, requireRights } from '../../journal/rights.ts'
import { isUuid } from '../../journal/uuid.ts'
import { attachFiles, filesOfEmployee, oneRecord } from '../documents/document.service.ts'
import { sendLetter } from '../messages/message.service.ts'
import { notify, withLetter } from '../notifications/notification.service.ts'

const textField = longText('text', { isRequired: true })

/** At most so many people are mentioned at once. */
const MAX_MENTIONS = 50

/**
 * Writes a comment into the feed of a repair or request, with files and mentions.
 *
 * @throws DomainError NOT_FOUND for a record out of sight; VALIDATION, also for a mentioned employee who cannot see the
 *   record (or locked entries, when this is one), and for files in a locked comment; NOT_FOUND for files to a record that
 *   he may not write; FORBIDDEN, FORBIDDEN_FIELD
 */
export async function addComment(
  services: Services,
  actor: Actor,
  input: CommentInput,
): Promise<{ feedEntry: string }> {
  const record = oneRecord(input)
  const isLocked = input.isLocked ?? false
  const fileIds = input.fileIds ?? []
  const mentionIds = readMentions(input.mentionIds ?? [])
  const parsed = parse(textField, input.text)
  if ('problem' in parsed) refuseInput([{ key: 'text', problem: parsed.problem }])
  const text = 'value' in parsed && typeof parsed.value === 'string' ? parsed.value : ''
  if (isLocked && fileIds.length) refuseInput([{ key: 'document', problem: 'LOCKED_FILES' }])

  if (actor.kind !== 'employee') throw new DomainError('FORBIDDEN')
  const { viewer } = actor
  return change(services, actor, async (change) => {
    const target = await requireRecord(change, viewer, record)
    const { isLocked: sentLock, ...rest } = input
    // an open comment locks nothing: that is the schema's default
    requireInputRights(change, 'feed.comment', 'CommentInput', sentLock === false ? rest : input)
    if (isLocked) requireAction(viewer, 'feed.lock')
    if (fileIds.length) {
      requireRights(change, 'document.attach', 'document', ['repairId' in record ? 'repair' : 'request', 'file'])
      // a comment only speaks of the record; its documents are a part of it
      await change.lock(...entityOf(record))
    }
    const readers = await requireReaders(change, viewer, record, { mentionIds, isLocked })

    const feedEntry = await change.feed({ record, kind: 'COMMENT', text, isLocked, mentionIds })
    if (fileIds.length) await attachFiles(change, record, await filesOfEmployee(change, fileIds))
    const told = readers.map(({ employeeId }) => employeeId)
    await notify(change, 'MENTION', record, told)
    const withMail = await withLetter(change, 'MENTION', told)
    const knowing = await whoKnows(change, readers, viewer)
    for (const reader of readers) {
      const { employeeId, email: recipient, locale } = reader
      if (employeeId === viewer.employeeId || !withMail.has(employeeId)) continue
      const data = {
        ...targetFor(change, reader, record, target),
        author: knowing.has(employeeId) ? viewer.name : null,
        text: !isLocked && canRead(reader, services.catalog, 'feedEntry', 'text') ? text : null,
      }
      await sendLetter(change, 'MENTION', data, { recipient, locale, employeeId, ...record })
    }
    return { feedEntry }
  })
}

/**
 * Hides an entry from those who may not see locked ones, or shows it to everybody again.
 *
 * @throws DomainError NOT_FOUND for an entry out of sight; FORBIDDEN, also in a record that is not his to write
 */
export async function setFeedEntryLock(
  services: Services,
  actor: Actor,
  input: { id: string; isLocked: boolean },
): Promise<{ feedEntry: string }> {
  const { id, isLocked } = input
  return change(services, actor, async (change) => {
    const { tx } = change
    if (actor.kind !== 'employee' || !isUuid(id)) throw new DomainError('NOT_FOUND')
    await requireVisible(tx, actor.viewer, services.catalog, 'feedEntry', [id])
    requireRights(change, 'feed.lock', 'feedEntry', ['isLocked'])
    const entry = await tx.feedEntry.findUniqueOrThrow({ where: { id } })
    if (entry.isLocked && !hasAction(actor.viewer, 'feed.seeLocked')) throw new DomainError('NOT_FOUND')
    await recheckRow(tx, actor.viewer, services.catalog, 'feedEntry', id)
    const { count } = await tx.feedEntry.updateMany({ where: { id, isLocked: !isLocked }, data: { isLocked } })
    if (count) await change.touchLock(entry)
    return { feedEntry: id }
  })
}

async function requireRecord(change: Change, viewer: Viewer, record: RecordRef): Promise<string> {
  const { tx, services } = change
  const [entity, id] = entityOf(record)
  if (!isUuid(id)) throw new DomainError('NOT_FOUND')
  await requireVisible(tx, viewer, services.catalog, entity, [id])
  const query = { where: { id }, select: { number: true } }
  const { number } =
    entity === 'repair' ? await tx.repair.findUniqueOrThrow(query) : await tx.serviceRequest.findUniqueOrThrow(query)
  return number
}

/** The record as the reader may know it: without its number he is shown to the list. */
function targetFor(
  { services }: Change,
  reader: Viewer,
  record: RecordRef,
  number: string,
): { number: string | null; url: string } {
  const [entity] = entityOf(record)
  const list = `${services.settings.publicUrl}/${entity === 'repair' ? 'repairs' : 'requests'}`
  if (!canRead(reader, services.catalog, entity, 'number')) return { number: null, url: list }
  return { number, url: `${list}/${encodeURIComponent(number)}` }
}

/** @throws DomainError VALIDATION for more than anybody mentions, or what is no id */
function readMentions(sent: readonly string[]): string[] {
  if (sent.length > MAX_MENTIONS) refuseInput([{ key: 'mentionIds', problem: 'TOO_LARGE' }])
  if (!sent.every(isUuid)) refuseInput([{ key: 'mentionIds', problem: 'CANNOT_SEE' }])
  return [...new Set(sent.map((id) => id.toLowerCase()))]
}

/**
 * Those who are mentioned: known to the writer, each with the right to see what the comment tells of. That somebody sees
 * the record tells of the fields by which it is in that person's rows; a writer who may not read them is answered as if
 * it were not.
 */
async function requireReaders(
  { tx, services }: Change,
  writer: Viewer,
  record: RecordRef,
  { mentionIds, isLocked }: { mentionIds: readonly string[]; isLocked: boolean },
): Promise<Viewer[]> {
  const { catalog } = services
  const [entity, recordId] = entityOf(record)
  const known = await visibleAmong(tx, writer, catalog, 'employee', mentionIds)
  const mentioned = await loadViewers(tx, services, known)
  // who may not know of their rights, or whether they have left, is refused nobody: the others are not told
  const mayKnow = readsAll(writer, catalog, ['employee.isActive', 'employee.role'])
  const mayBeTold = mentioned.filter((reader) => {
    const restsOn = rowsRestOn(catalog, reader, entity)
    const isKnown = restsOn !== null && (!mayKnow || readsAll(writer, catalog, restsOn))
    return isKnown && (!isLocked || hasAction(reader, 'feed.seeLocked'))
  })
  const seeing = await whoSees(tx, mayBeTold, catalog, entity, recordId)
  const readers = mayBeTold.filter(({ employeeId }) => seeing.has(employeeId))
  const isRefused = (mayKnow ? readers : known).length !== mentionIds.length
  const refusal = problemsError(isRefused ? [{ key: 'mentionIds', problem: 'CANNOT_SEE' }] : [])
  if (refusal) throw refusal
  return readers
}

/** Those of the readers who would see in the feed who wrote, by id. */
async function whoKnows({ tx, services }: Change, readers: readonly Viewer[], author: Viewer) {
  const { catalog } = services
  const able = readers.filter((reader) => readsAll(reader, catalog, ['feedEntry.author', 'employee.name']))
  return whoSees(tx, able, catalog, 'employee', author.employeeId)
}

function entityOf(record: RecordRef): ['repair' | 'serviceRequest', string] {
  return 'repairId' in record ? ['repair', record.repairId] : ['serviceRequest', record.requestId]
}
