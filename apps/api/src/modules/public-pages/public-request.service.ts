import { DomainError } from '@naryad/domain'
import type { PublicForm, PublicRequestInput, PublicUnit } from '../../../generated/graphql.ts'
import type { Services } from '../../context.ts'
import { client } from '../../journal/actor.ts'
import { change } from '../../journal/journal.ts'
import { columns, parse, readPatch, refuseInput } from '../../journal/patch.ts'
import { attachFiles, filesOfUploadKey } from '../documents/document.service.ts'
import { findEquipment } from '../equipment/equipment.service.ts'
import { standingLink } from '../links/link.service.ts'
import { sendLetter } from '../messages/message.service.ts'
import { addRequest, findSubmission, type RequestColumns } from '../requests/request-creation.service.ts'
import { authorFields } from '../requests/request-fields.ts'
import { CONSENT_VERSION, consentText } from './consent.ts'
import { mayWriteTo } from './public-throttle.ts'

const { category: _, ...formFields } = authorFields
const publicFields = {
  ...formFields,
  contactName: { ...authorFields.contactName, isRequired: true },
  phone: { ...authorFields.phone, isRequired: true },
  email: { ...authorFields.email, isRequired: true },
  city: { ...authorFields.city, isRequired: true },
  address: { ...authorFields.address, isRequired: true },
}

/** What the public form is made of. */
export async function publicForm(services: Services): Promise<PublicForm> {
  const { companyName } = services.settings
  return {
    manufacturers: await publicManufacturers(services),
    consentVersion: CONSENT_VERSION,
    consentText: consentText(companyName),
    companyName,
  }
}

/** The makers whose units are taken for repair, by name. */
export function publicManufacturers({ prisma }: Services): Promise<{ id: string; name: string }[]> {
  return prisma.manufacturer.findMany({
    where: { isActive: true },
    select: { id: true, name: true },
    orderBy: { name: 'asc' },
  })
}

/** Model and maker of a serial number, nothing about people; null when it is not known or not one unit's alone. */
export async function publicUnit(services: Services, serialNumber: string): Promise<PublicUnit | null> {
  const parsed = parse(authorFields.serialNumber, serialNumber)
  if (!('value' in parsed) || typeof parsed.value !== 'string') return null
  const eyes = { tx: services.prisma, services, viewer: null }
  const unit = await findEquipment(eyes, { serialNumber: parsed.value, manufacturerId: null })
  return unit && { model: unit.model, category: unit.category, manufacturerId: unit.manufacturerId }
}

/**
 * Takes a client's request. Sent twice under one submission key it is one request.
 *
 * @throws DomainError VALIDATION with every problem, also when the consent text has changed meanwhile (OUTDATED);
 *   NOT_FOUND for a file that is not the sender's; CONFLICT when the key is a request's from inside
 */
export async function submitServiceRequest(
  services: Services,
  input: PublicRequestInput,
): Promise<{ number: string; trackingToken: string }> {
  const { submissionKey, consentVersion, isUrgent, fileIds, uploadKey } = input
  const entries = readPatch(publicFields, { ...absentAsNull, ...input })
  if (consentVersion !== CONSENT_VERSION) refuseInput([{ key: 'consentVersion', problem: 'OUTDATED' }])
  if (!/^[\w-]{16,100}$/.test(submissionKey)) refuseInput([{ key: 'submissionKey', problem: 'INVALID' }])

  const given = columns(entries) as unknown as RequestColumns
  const isWritten = typeof given.email === 'string' && (await mayWriteTo(services, given.email))

  return change(services, client, async (change) => {
    const { tx, at } = change
    const known = await findSubmission(change, submissionKey)
    if (known && known.source !== 'CLIENT') throw new DomainError('CONFLICT')
    const follow = (requestId: string) => standingLink(services, tx, { kind: 'TRACKING', requestId })
    if (known) return { number: known.number, trackingToken: await follow(known.id) }

    if (given.manufacturerId) {
      const where = { id: given.manufacturerId, isActive: true }
      if (!(await tx.manufacturer.findFirst({ where, select: { id: true } }))) {
        refuseInput([{ key: 'manufacturer', problem: 'INVALID' }])
      }
    }
    const urgency = isUrgent ? 'URGENT' : 'NORMAL'
    const consent = { consentAt: at, consentVersion }
    const request = await addRequest(change, 'CLIENT', submissionKey, { ...given, urgency, ...consent })
    const files = await filesOfUploadKey(change, fileIds ?? [], uploadKey ?? null)
    await attachFiles(change, { requestId: request.id }, files)
    const token = await follow(request.id)
    if (request.email && isWritten) {
      const data = { number: request.number, url: `${services.settings.publicUrl}/p/track/${token}` }
      await sendLetter(change, 'REQUEST_RECEIVED', data, { recipient: request.email, requestId: request.id })
    }
    return { number: request.number, trackingToken: token }
  })
}

/** So that a required field that was left out is found to be missing. */
const absentAsNull = Object.fromEntries(Object.keys(publicFields).map((name) => [name, null]))
