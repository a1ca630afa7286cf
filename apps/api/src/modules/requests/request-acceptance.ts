import { DomainError } from '@naryad/domain'
import type { ServiceRequest } from '../../../generated/prisma/client.ts'
import type { Change } from '../../journal/journal.ts'
import { changedEntries, fieldChanges } from '../../journal/patch.ts'
import { findOrCreateClient, findOrCreateContact } from '../clients/client-linking.service.ts'
import { findOrCreateEquipment } from '../equipment/equipment.service.ts'
import { type AcceptedRequest, createRepair } from '../repairs/repair-creation.service.ts'
import { requestFields } from './request-fields.ts'
import { tellAuthor, trackingUrl, writeToClient } from './request-letters.ts'

/** Makes the repair of a request that was just accepted; client, contact and unit that were unknown become known. */
export async function turnIntoRepair(change: Change, request: ServiceRequest): Promise<void> {
  const { tx, at } = change
  const unit = request.equipmentId ? await tx.equipment.findUnique({ where: { id: request.equipmentId } }) : null
  const manufacturerId = request.manufacturerId ?? unit?.manufacturerId
  if (!manufacturerId)
    throw new DomainError('GUARDS_UNMET', { unmet: [{ code: 'FIELD_REQUIRED', key: 'manufacturer' }] })

  const clientId = request.clientId ?? (await findOrCreateClient(tx, { ...request, createdAt: at }))
  const { contactName: name, phone, email } = request
  const contactId =
    request.contactId ?? (await findOrCreateContact(tx, { clientId, name, phone, email, createdAt: at }))
  const plate = { ...request, manufacturerId, clientId, createdAt: at }
  const equipmentId = request.equipmentId ?? (await findOrCreateEquipment(tx, plate))

  const links = { clientId, contactId, equipmentId, manufacturerId }
  const accepted: AcceptedRequest = { ...request, ...links }
  await tx.serviceRequest.update({ where: { id: request.id }, data: links, select: { id: true } })
  await logLinks(change, request, accepted)
  const narrowing = { region: request.region, category: unit?.category ?? request.category }
  const repair = await createRepair(change, accepted, narrowing)
  await tellAuthor(change, accepted, 'REQUEST_ACCEPTED')
  const url = await trackingUrl(change, accepted)
  const letter = { number: request.number, repairNumber: repair.number, url }
  await writeToClient(change, accepted, 'REQUEST_ACCEPTED', letter)
  change.touch('serviceRequest', request.id, ['repairs'])
}

async function logLinks(change: Change, before: ServiceRequest, after: ServiceRequest): Promise<void> {
  const { clientId, contactId, equipmentId, manufacturerId } = requestFields
  const entries = [clientId, contactId, equipmentId, manufacturerId].map((rule) => ({
    rule,
    value: after[rule.column as 'clientId' | 'contactId' | 'equipmentId' | 'manufacturerId'],
  }))
  const changes = fieldChanges('serviceRequest', before, changedEntries(before, entries))
  if (changes.length === 0) return
  await change.feed({ record: { requestId: before.id }, kind: 'CHANGE', changes, actor: { kind: 'system' } })
}
