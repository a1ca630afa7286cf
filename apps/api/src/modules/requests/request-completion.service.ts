import { DomainError } from '@naryad/domain'
import type { CatalogFieldType } from '../../../generated/graphql.ts'
import type { ServiceRequest } from '../../../generated/prisma/client.ts'
import type { Services } from '../../context.ts'
import { client } from '../../journal/actor.ts'
import { type Change, change } from '../../journal/journal.ts'
import { type FieldRule, feedValue, type PatchEntry, type Problem, parse, refuseInput } from '../../journal/patch.ts'
import { attachFiles, filesOfUploadKey } from '../documents/document.service.ts'
import { openLink, useLink } from '../links/link.service.ts'
import { authorField, DOCUMENTS } from './request-fields.ts'
import { moveRequest } from './request-transition.service.ts'

export interface AskedField {
  key: string
  type: CatalogFieldType
  /** What the client gave at first, in the field's notation; null when nothing. */
  value: string | null
  isRequired: boolean
}

/**
 * What the client of a returned request is asked for: exactly the marked fields.
 *
 * @throws DomainError NOT_FOUND, LINK_EXPIRED, LINK_USED
 */
export async function askedFields(
  services: Services,
  token: string,
): Promise<{ number: string; comment: string; fields: AskedField[] }> {
  const { requestId } = await openLink(services, token, 'COMPLETION')
  const request = requestId && (await services.prisma.serviceRequest.findUnique({ where: { id: requestId } }))
  if (!request) throw new DomainError('NOT_FOUND')
  if (request.status !== 'RETURNED') throw new DomainError('LINK_USED')
  const { catalog } = services
  const fields = request.returnedFields.map((key): AskedField => {
    const rule = authorField(key)
    const { type } = catalog.field('serviceRequest', key)
    const value = rule ? feedValue(rule, request) : null
    return { key, type, value: value === null ? null : String(value), isRequired: true }
  })
  return { number: request.number, comment: request.returnComment ?? '', fields }
}

/**
 * Completes a returned request for its client, once: values of exactly the marked fields.
 *
 * @throws DomainError NOT_FOUND, LINK_EXPIRED, LINK_USED, VALIDATION, GUARDS_UNMET when something marked is still missing
 */
export async function completeByLink(
  services: Services,
  input: {
    token: string
    values: readonly { key: string; value?: string | null }[]
    fileIds?: readonly string[] | null
    uploadKey?: string | null
  },
): Promise<ServiceRequest> {
  const { token, values, uploadKey } = input
  const fileIds = input.fileIds ?? []
  return change(services, client, async (change) => {
    const { requestId: id } = await useLink(services, change.tx, token, 'COMPLETION')
    if (id === null) throw new DomainError('NOT_FOUND')
    await change.lock('serviceRequest', id)
    const before = await change.tx.serviceRequest.findUniqueOrThrow({ where: { id } })
    if (before.status !== 'RETURNED') throw new DomainError('LINK_USED')
    const entries = readValues(values, before.returnedFields)
    if (fileIds.length && !before.returnedFields.includes(DOCUMENTS)) {
      refuseInput([{ key: DOCUMENTS, problem: 'NOT_ASKED' }])
    }
    await requireManufacturer(change, entries)
    const files = await filesOfUploadKey(change, fileIds, uploadKey ?? null)
    await attachFiles(change, { requestId: id }, files)
    return moveRequest(change, before, 'complete', { comment: null, fields: [], entries })
  })
}

/** Texts of a public page as entries of the marked fields; one that was not asked for is refused, whatever it is. */
function readValues(values: readonly { key: string; value?: string | null }[], asked: readonly string[]): PatchEntry[] {
  const problems: Problem[] = []
  const entries = new Map<FieldRule, PatchEntry>()
  for (const { key, value } of values) {
    const rule = asked.includes(key) ? authorField(key) : undefined
    if (!rule) {
      problems.push({ key, problem: 'NOT_ASKED' })
      continue
    }
    const isFlag = value === 'true' || value === 'false'
    const parsed = parse(rule, key === 'isWarranty' && isFlag ? value === 'true' : value)
    if ('problem' in parsed) problems.push({ key, problem: parsed.problem })
    else entries.set(rule, { rule, value: parsed.value })
  }
  refuseInput(problems)
  return [...entries.values()]
}

async function requireManufacturer({ tx }: Change, entries: readonly PatchEntry[]): Promise<void> {
  const id = entries.find(({ rule }) => rule.key === 'manufacturer')?.value
  if (typeof id !== 'string') return
  const known = await tx.manufacturer.findFirst({ where: { id, isActive: true }, select: { id: true } })
  if (!known) refuseInput([{ key: 'manufacturer', problem: 'INVALID' }])
}
