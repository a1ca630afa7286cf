import { DomainError } from '@naryad/domain'
import type { CommentInput } from '../../../generated/graphql.ts'
import type { Services } from '../../context.ts'
import { canRead, hasAction, loadViewer, requireAction, type Viewer } from '../../gate/viewer.ts'
import { recheckRow, requireVisible } from '../../gate/write.ts'
import type { Actor } from '../../journal/actor.ts'
import { type Change, change, type RecordRef } from '../../journal/journal.ts'
import { longText, parse, refuseProblems } from '../../journal/patch.ts'
import { canSee, requireInputRights, requireRights } from '../../journal/rights.ts'
import { isUuid } from '../../journal/uuid.ts'
import { attachFiles, filesOfEmployee, oneRecord } from '../documents/document.service.ts'
import { sendLetter } from '../messages/message.service.ts'
import { notify, withLetter } from '../notifications/notification.service.ts'

const textField = longText('text', { isRequired: true })

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
  const mentionIds = [...new Set(input.mentionIds ?? [])]
  const parsed = parse(textField, input.text)
  if ('problem' in parsed) refuseProblems([{ key: 'text', problem: parsed.problem }])
  const text = 'value' in parsed && typeof parsed.value === 'string' ? parsed.value : ''
  if (isLocked && fileIds.length) refuseProblems([{ key: 'document', problem: 'LOCKED_FILES' }])

  if (actor.kind !== 'employee') throw new DomainError('FORBIDDEN')
  const { viewer } = actor
  // read before the transaction, which must not wait for a second connection while it holds one
  const mentioned = await Promise.all(mentionIds.map((id) => (isUuid(id) ? loadViewer(services, id) : null)))

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
    const readers = await requireReaders(change, viewer, record, mentioned, isLocked)

    const feedEntry = await change.feed({ record, kind: 'COMMENT', text, isLocked, mentionIds })
    if (fileIds.length) await attachFiles(change, record, await filesOfEmployee(change, fileIds))
    await notify(change, 'MENTION', record, mentionIds)
    const withMail = await withLetter(change, 'MENTION', mentionIds)
    for (const reader of readers) {
      const { employeeId, email: recipient, locale } = reader
      if (employeeId === viewer.employeeId || !withMail.has(employeeId)) continue
      const data = {
        ...targetFor(change, reader, record, target),
        author: (await mayKnow(change, reader, viewer)) ? viewer.name : null,
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
    // those who lose sight of the entry have to look again too
    if (count && entry.repairId) change.touch('repair', entry.repairId, ['feed'])
    if (count && entry.requestId) change.touch('serviceRequest', entry.requestId, ['feed'])
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

/** Those who are mentioned: known to whoever writes, each with rights of his own to see what he is told of. */
async function requireReaders(
  { tx, services }: Change,
  writer: Viewer,
  record: RecordRef,
  mentioned: readonly (Viewer | null)[],
  isLocked: boolean,
): Promise<Viewer[]> {
  const [entity, recordId] = entityOf(record)
  const readers: Viewer[] = []
  for (const reader of mentioned) {
    const mayRead =
      reader &&
      (await canSee(services, tx, writer, 'employee', reader.employeeId)) &&
      (!isLocked || hasAction(reader, 'feed.seeLocked')) &&
      (await canSee(services, tx, reader, entity, recordId))
    if (mayRead) readers.push(reader)
  }
  if (readers.length !== mentioned.length) refuseProblems([{ key: 'mentionIds', problem: 'CANNOT_SEE' }])
  return readers
}

/** Whether the reader would see in the feed who wrote. */
async function mayKnow({ tx, services }: Change, reader: Viewer, author: Viewer): Promise<boolean> {
  const { catalog } = services
  if (!canRead(reader, catalog, 'feedEntry', 'author') || !canRead(reader, catalog, 'employee', 'name')) return false
  return canSee(services, tx, reader, 'employee', author.employeeId)
}

function entityOf(record: RecordRef): ['repair' | 'serviceRequest', string] {
  return 'repairId' in record ? ['repair', record.repairId] : ['serviceRequest', record.requestId]
}
