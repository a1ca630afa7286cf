import { createHash } from 'node:crypto'
import { DomainError, repairStatuses, repairStatusNames, requestStatuses, requestStatusNames } from '@naryad/domain'
import type { AttachDocumentsInput } from '../../../generated/graphql.ts'
import type { Document, DocumentType, StoredFile } from '../../../generated/prisma/client.ts'
import type { Services } from '../../context.ts'
import { type Actor, viewerOf } from '../../journal/actor.ts'
import { type Change, change, type RecordRef } from '../../journal/journal.ts'
import { refuseInput } from '../../journal/patch.ts'
import { requireReads, requireUndecided } from '../../journal/refusals.ts'
import { requireInputRights, requireRights } from '../../journal/rights.ts'
import { isUuid } from '../../journal/uuid.ts'

const endedRepairs = repairStatusNames.filter((status) => repairStatuses[status].isFinal)
const endedRequests = requestStatusNames.filter((status) => requestStatuses[status].isFinal)

/** At most so many files come with one submission. */
const MAX_FILES = 20

export interface DocumentsResult {
  documents: string[]
  repair: string | null
  serviceRequest: string | null
}

/**
 * Attaches files that the employee has uploaded to a repair or request.
 *
 * @throws DomainError VALIDATION unless exactly one record is given, NOT_FOUND for a file that is not the employee's or
 *   is attached already, and for a record out of reach; FORBIDDEN, FORBIDDEN_FIELD
 */
export async function attachDocuments(
  services: Services,
  actor: Actor,
  input: AttachDocumentsInput,
): Promise<DocumentsResult> {
  const record = oneRecord(input)
  return change(services, actor, async (change) => {
    await lockRecord(change, record)
    requireInputRights(change, 'document.attach', 'AttachDocumentsInput', input)
    const files = await filesOfEmployee(change, input.fileIds)
    const documents = await attachFiles(change, record, files, input.type)
    return resultOf(record, documents)
  })
}

/** Withdraws a document: its file is given to nobody any more. @throws DomainError NOT_FOUND, FORBIDDEN */
export function removeDocument(services: Services, actor: Actor, id: string): Promise<DocumentsResult> {
  return setRemoved(services, actor, id, true)
}

/** Puts back a document that was withdrawn. @throws DomainError NOT_FOUND, FORBIDDEN */
export function restoreDocument(services: Services, actor: Actor, id: string): Promise<DocumentsResult> {
  return setRemoved(services, actor, id, false)
}

async function setRemoved(services: Services, actor: Actor, id: string, isRemoved: boolean): Promise<DocumentsResult> {
  return change(services, actor, async (change) => {
    const { tx, at } = change
    const document = isUuid(id) ? await tx.document.findUnique({ where: { id } }) : null
    if (!document) throw new DomainError('NOT_FOUND')
    const record = recordOf(document)
    await lockRecord(change, record)
    requireRights(change, 'document.remove', 'document', [])
    await requireUndecided(change, entityOf(record), () => isEnded(change, record))
    const { count } = await tx.document.updateMany({
      where: { id, removedAt: isRemoved ? null : { not: null } },
      data: { removedAt: isRemoved ? at : null },
    })
    if (count === 1) {
      const transition = isRemoved ? 'removeDocument' : 'restoreDocument'
      await change.feed({ record, kind: 'DOCUMENT', documentId: id, transition })
      touchDocuments(change, record)
    }
    return resultOf(record, [id])
  })
}

/**
 * Makes files documents of a locked record, each with a feed entry of its own, and returns the documents' ids.
 *
 * @param type by default photographs are photographs and everything else is of no particular kind
 * @throws DomainError FORBIDDEN to a partner once the record is ended
 */
export async function attachFiles(
  change: Change,
  record: RecordRef,
  files: readonly StoredFile[],
  type?: DocumentType,
): Promise<string[]> {
  const { tx, at, actor } = change
  if (files.length) await requireUndecided(change, entityOf(record), () => isEnded(change, record))
  const attachedById = viewerOf(actor)?.employeeId ?? null
  const ids: string[] = []
  for (const file of files) {
    const kind: DocumentType = type ?? (file.contentType.startsWith('image/') ? 'PHOTO' : 'OTHER')
    const { id } = await tx.document.create({
      data: { ...record, type: kind, fileId: file.id, attachedById, attachedAt: at },
      select: { id: true },
    })
    await change.feed({ record, kind: 'DOCUMENT', documentId: id })
    ids.push(id)
  }
  if (ids.length) touchDocuments(change, record)
  return ids
}

/** Files that the employee uploaded himself and nobody has attached yet. @throws DomainError NOT_FOUND otherwise */
export function filesOfEmployee(change: Change, fileIds: readonly string[]): Promise<StoredFile[]> {
  const { viewer } = change
  if (!viewer) throw new DomainError('FORBIDDEN')
  return unattachedFiles(change, fileIds, { uploadedById: viewer.employeeId })
}

/** Files uploaded under the secret key of a public page, not attached yet. @throws DomainError NOT_FOUND otherwise */
export function filesOfUploadKey(
  change: Change,
  fileIds: readonly string[],
  key: string | null,
): Promise<StoredFile[]> {
  if (fileIds.length && !key) throw new DomainError('NOT_FOUND')
  const uploadKeyHash = createHash('sha256')
    .update(key ?? '')
    .digest('hex')
  return unattachedFiles(change, fileIds, { uploadKeyHash, uploadedById: null })
}

async function unattachedFiles(
  change: Change,
  fileIds: readonly string[],
  owner: { uploadedById: string } | { uploadKeyHash: string; uploadedById: null },
): Promise<StoredFile[]> {
  const ids = [...new Set(fileIds)]
  if (ids.length > MAX_FILES) refuseInput([{ key: 'documents', problem: 'TOO_LARGE' }])
  if (!ids.every(isUuid)) throw new DomainError('NOT_FOUND')
  if (ids.length === 0) return []
  const { tx } = change
  // whether a file is some record's document already is told by its refusal
  requireReads(change, ['document.file'])
  // of two submissions with the same file one waits here and then finds it attached
  await tx.$queryRaw`select id::text from stored_files where id = any(${ids}::uuid[]) order by id for update`
  const files = await tx.storedFile.findMany({ where: { id: { in: ids }, ...owner, documents: { none: {} } } })
  if (files.length !== ids.length) throw new DomainError('NOT_FOUND')
  return ids.flatMap((id) => files.filter((file) => file.id === id))
}

/** @throws DomainError VALIDATION unless exactly one of the two is given */
export function oneRecord(input: { repairId?: string | null; requestId?: string | null }): RecordRef {
  const { repairId, requestId } = input
  if (repairId && !requestId) return { repairId }
  if (requestId && !repairId) return { requestId }
  throw new DomainError('VALIDATION', { problems: [{ key: 'repair', problem: 'REQUIRED' }] })
}

function recordOf({ repairId, requestId }: Document): RecordRef {
  if (repairId) return { repairId }
  if (requestId) return { requestId }
  throw new Error('A document without a record')
}

function lockRecord(change: Change, record: RecordRef): Promise<void> {
  return 'repairId' in record ? change.lock('repair', record.repairId) : change.lock('serviceRequest', record.requestId)
}

function entityOf(record: RecordRef): 'repair' | 'serviceRequest' {
  return 'repairId' in record ? 'repair' : 'serviceRequest'
}

async function isEnded({ tx }: Change, record: RecordRef): Promise<boolean> {
  const count =
    'repairId' in record
      ? tx.repair.count({ where: { id: record.repairId, status: { in: endedRepairs } } })
      : tx.serviceRequest.count({ where: { id: record.requestId, status: { in: endedRequests } } })
  return (await count) > 0
}

function touchDocuments(change: Change, record: RecordRef): void {
  if ('repairId' in record) change.touch('repair', record.repairId, ['documents'])
  else change.touch('serviceRequest', record.requestId, ['documents'])
}

function resultOf(record: RecordRef, documents: string[]): DocumentsResult {
  if ('repairId' in record) return { documents, repair: record.repairId, serviceRequest: null }
  return { documents, repair: null, serviceRequest: record.requestId }
}
