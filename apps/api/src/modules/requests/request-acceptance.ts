import { DomainError } from '@naryad/domain'
import type { ServiceRequest } from '../../../generated/prisma/client.ts'
import { canRead, rowScope } from '../../gate/viewer.ts'
import {
  type LinkAnswer,
  type LinkKey,
  type LinkQuestions,
  linkKeys,
  mayKnowSight,
  newlyShownTo,
  openQuestions,
} from '../../journal/disclosure.ts'
import type { Change } from '../../journal/journal.ts'
import { lockNames } from '../../journal/lock-names.ts'
import { changedEntries, fieldChanges } from '../../journal/patch.ts'
import { findClient, findContact } from '../clients/client-linking.service.ts'
import { findEquipment } from '../equipment/equipment.service.ts'
import { type AcceptedRequest, createRepair } from '../repairs/repair-creation.service.ts'
import { requestFields } from './request-fields.ts'
import { tellAuthor, trackingUrl, writeToClient } from './request-letters.ts'
import { holdersOf, wordsToSearch } from './request-record.ts'

/**
 * Makes the repair of a request that was just accepted; client, contact and unit that were unknown become known. What
 * would show a known record to a partner, or change one by the words of somebody outside, is done only as the employee
 * who accepts has answered.
 *
 * @throws DomainError CONFIRMATION_REQUIRED with the questions that have no answer; GUARDS_UNMET without a manufacturer
 */
export async function turnIntoRepair(
  change: Change,
  request: ServiceRequest,
  answers: readonly LinkAnswer[],
): Promise<void> {
  const { tx } = change
  const unit = request.equipmentId ? await tx.equipment.findUnique({ where: { id: request.equipmentId } }) : null
  const manufacturerId = request.manufacturerId ?? unit?.manufacturerId
  if (!manufacturerId)
    throw new DomainError('GUARDS_UNMET', { unmet: [{ code: 'FIELD_REQUIRED', key: 'manufacturer' }] })

  await lockNames(tx, namesOf(request, manufacturerId))
  const links = await makeLinks(change, { ...request, manufacturerId }, answers)
  const accepted: AcceptedRequest = { ...request, ...links, manufacturerId }
  await tx.serviceRequest.update({
    where: { id: request.id },
    data: { ...links, manufacturerId },
    select: { id: true },
  })
  await logLinks(change, request, accepted)
  const narrowing = { region: request.region, category: unit?.category ?? request.category }
  const repair = await createRepair(change, accepted, narrowing)
  await tellAuthor(change, accepted, 'REQUEST_ACCEPTED')
  const url = await trackingUrl(change, accepted)
  const letter = { number: request.number, repairNumber: repair.number, url }
  await writeToClient(change, accepted, 'REQUEST_ACCEPTED', letter)
  change.touch('serviceRequest', request.id, ['repairs'])
}

/** Of two requests of the same new client that are accepted at once, the second finds the client of the first. */
function namesOf({ inn, phone, email, serialNumber }: ServiceRequest, manufacturerId: string): string[] {
  const client = Object.entries({ inn, phone, email }).flatMap(([key, value]) =>
    value ? [`client ${key} ${value}`] : [],
  )
  return serialNumber === null ? client : [...client, `equipment ${manufacturerId} ${serialNumber}`]
}

type Accepting = ServiceRequest & { manufacturerId: string }

/** What is linked to: a known record, a new one, nothing. */
type Target = { id: string } | 'NEW' | null

/** Asks what has to be asked, then makes the records that are new. */
async function makeLinks(change: Change, request: Accepting, answers: readonly LinkAnswer[]) {
  const { tx, at: createdAt } = change
  const deciding = await startDeciding(change, request, answers)
  const client = await clientOf(deciding)
  const contact = await contactOf(deciding, client)
  const unit = await unitOf(deciding)
  const isNewOwner = unit !== null && unit !== 'NEW' && (await mayOwn(deciding, unit.id))
  deciding.questions.refuseOpen()

  const clientId = client.target === 'NEW' ? await addClient(change, request) : client.target.id
  const { contactName: name, phone, email } = request
  const contactId =
    contact === 'NEW' && name !== null
      ? (await tx.contact.create({ data: { clientId, name, phone, email, createdAt }, select: { id: true } })).id
      : idOf(contact)
  const equipmentId = unit === 'NEW' ? await addUnit(change, request, clientId) : idOf(unit)
  if (isNewOwner && equipmentId) await tx.equipment.update({ where: { id: equipmentId }, data: { clientId } })
  return { clientId, contactId, equipmentId }
}

function idOf(target: Target): string | null {
  return target === null || target === 'NEW' ? null : target.id
}

interface Deciding {
  readonly change: Change
  readonly request: Accepting
  readonly words: ReturnType<typeof wordsToSearch>
  readonly questions: LinkQuestions
  /** Partners whose records show what the request links to. */
  readonly holders: Awaited<ReturnType<typeof holdersOf>>
  /** A colleague in the office chose the words: nobody outside did. */
  readonly isOurs: boolean
  /** To whom the links, the dealer or what partners see are hidden, a question would tell: then nothing known is touched. */
  readonly mayAsk: boolean
}

async function startDeciding(change: Change, request: Accepting, answers: readonly LinkAnswer[]): Promise<Deciding> {
  const { viewer, services } = change
  const holders = await holdersOf(change, request)
  const reads = (key: string) => !viewer || canRead(viewer, services.catalog, 'serviceRequest', key)
  return {
    change,
    request,
    words: wordsToSearch(change, request),
    questions: openQuestions(change, answers),
    holders,
    isOurs: request.authorId !== null && holders.length === 0,
    mayAsk: [...linkKeys, 'dealer', 'author', 'source'].every(reads) && mayKnowSight(change),
  }
}

/** Links to a known record if its question, where there is one, is answered with yes. */
async function linkKnown(
  { change, holders, questions }: Deciding,
  known: { entity: LinkKey; id: string; isCertain: boolean; dependsOn?: string | null },
): Promise<{ isLinked: boolean; question: string | null }> {
  const { entity, id: recordId, dependsOn = null } = known
  const partners = await newlyShownTo(change, holders, entity, recordId)
  if (partners.length === 0 && known.isCertain) return { isLinked: true, question: null }
  const { id, isYes } = await questions.ask({ kind: 'LINK', entity, recordId, partners, dependsOn })
  // while it is open, what follows from yes is asked along with it
  return { isLinked: isYes !== false, question: id }
}

interface ClientTarget {
  target: { id: string } | 'NEW'
  /** The question on whose answer it hangs. */
  question: string | null
}

async function clientOf(deciding: Deciding): Promise<ClientTarget> {
  const { change, request, words, isOurs, mayAsk } = deciding
  if (request.clientId) return { target: { id: request.clientId }, question: null }
  const known = mayAsk ? await findClient(change, words) : null
  if (!known) return { target: 'NEW', question: null }
  const isCertain = known.isCertain || isOurs
  const { isLinked, question } = await linkKnown(deciding, { entity: 'client', id: known.id, isCertain })
  return isLinked ? { target: { id: known.id }, question } : { target: 'NEW', question: null }
}

async function contactOf(deciding: Deciding, client: ClientTarget): Promise<Target> {
  const { change, request, words, questions, isOurs, mayAsk } = deciding
  if (request.contactId) return { id: request.contactId }
  if (request.contactName === null) return null
  if (client.target === 'NEW') return 'NEW'
  const { contactName: name, phone, email } = words
  if (name === null || !mayAsk) return null
  const { id: clientId } = client.target
  const dependsOn = client.question
  const known = await findContact(change, { clientId, name, phone, email })
  if (known) {
    const { isLinked } = await linkKnown(deciding, { entity: 'contact', id: known, isCertain: true, dependsOn })
    return isLinked ? { id: known } : null
  }
  if (isOurs) return 'NEW'
  const contact = { name, phone, email }
  const { isYes } = await questions.ask({
    kind: 'ADD_CONTACT',
    entity: 'client',
    recordId: clientId,
    contact,
    dependsOn,
  })
  return isYes ? 'NEW' : null
}

async function unitOf(deciding: Deciding): Promise<Target> {
  const { change, request, words, mayAsk } = deciding
  if (request.equipmentId) return { id: request.equipmentId }
  const { serialNumber, manufacturerId, model } = request
  if (serialNumber === null) return null
  const known = mayAsk ? await findEquipment(change, { serialNumber: words.serialNumber, manufacturerId }) : null
  if (known) {
    const { isLinked } = await linkKnown(deciding, { entity: 'equipment', id: known.id, isCertain: true })
    return isLinked ? { id: known.id } : null
  }
  // whether a new unit could be made would tell whether there is one with the number
  if (!seesEveryUnit(change)) return null
  const where = { manufacturerId_serialNumber: { manufacturerId, serialNumber } }
  const isTaken = (await change.tx.equipment.findUnique({ where, select: { id: true } })) !== null
  return model === null || isTaken ? null : 'NEW'
}

/** Whether the employee would find any unit by its plate. */
function seesEveryUnit({ viewer, services: { catalog } }: Change): boolean {
  if (viewer === null) return true
  const plate = ['serialNumber', 'manufacturer']
  const readsPlate = plate.every((key) => canRead(viewer, catalog, 'equipment', key))
  return readsPlate && rowScope(viewer, 'equipment', 'read') === 'ALL'
}

/** Whether a unit without an owner, linked by this very acceptance, is the client's from now on. */
async function mayOwn({ change, request, questions, isOurs, mayAsk }: Deciding, recordId: string): Promise<boolean> {
  const { viewer, services, tx } = change
  if (request.equipmentId || !mayAsk) return false
  if (viewer && !canRead(viewer, services.catalog, 'equipment', 'client')) return false
  const { clientId } = await tx.equipment.findUniqueOrThrow({ where: { id: recordId }, select: { clientId: true } })
  if (clientId !== null) return false
  if (isOurs) return true
  const { isYes } = await questions.ask({ kind: 'SET_OWNER', entity: 'equipment', recordId })
  return isYes === true
}

async function addClient({ tx, at: createdAt }: Change, request: Accepting): Promise<string> {
  const { clientName: name, contactName, inn, phone, email, city, region, address } = request
  const kind = inn === null && contactName !== null && contactName === name ? 'PERSON' : 'COMPANY'
  const data = { kind, name, inn, phone, email, city, region, address, createdAt } as const
  return (await tx.client.create({ data, select: { id: true } })).id
}

/** A unit cannot be told from others without a serial number and a model. */
async function addUnit({ tx, at: createdAt }: Change, request: Accepting, clientId: string): Promise<string | null> {
  const { manufacturerId, serialNumber, model, category, purchasedOn } = request
  if (serialNumber === null || model === null) return null
  const data = { manufacturerId, serialNumber, model, category, purchasedOn, clientId, createdAt }
  return (await tx.equipment.create({ data, select: { id: true } })).id
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
