import type { NotificationKind } from '@naryad/domain'
import type { ServiceRequest } from '../../../generated/prisma/client.ts'
import { recipient } from '../../gate/recipient.ts'
import { canRead } from '../../gate/viewer.ts'
import type { Change } from '../../journal/journal.ts'
import { canSee } from '../../journal/rights.ts'
import { createLink, standingLink } from '../links/link.service.ts'
import { type LetterData, type LetterName, sendLetter } from '../messages/message.service.ts'
import { colleagues, notify, withLetter } from '../notifications/notification.service.ts'
import { isClients } from './request-record.ts'

const COMPLETION_DAYS = 30
const DAY_MS = 24 * 3_600_000

/** Sends the client who filed the request a letter; nothing happens when no e-mail address of his is known. */
export async function writeToClient<Name extends LetterName>(
  change: Change,
  request: ServiceRequest,
  template: Name,
  data: LetterData[Name],
): Promise<void> {
  if (request.email) await sendLetter(change, template, data, { recipient: request.email, requestId: request.id })
}

/** The author is asked for more: the client by a letter with a one-time link, a colleague in the app and by letter. */
export async function askAuthor(change: Change, request: ServiceRequest, comment: string): Promise<void> {
  const { services, tx, at } = change
  const { number, clientName } = request
  if (isClients(request)) {
    const expiresAt = new Date(at.getTime() + COMPLETION_DAYS * DAY_MS)
    const token = await createLink(services, tx, { kind: 'COMPLETION', requestId: request.id, expiresAt })
    const url = `${services.settings.publicUrl}/p/complete/${token}`
    return writeToClient(change, request, 'REQUEST_RETURNED', { number, comment, url })
  }
  await tellAuthor(change, request, 'REQUEST_RETURNED')
  const author = await activeAuthor(change, request)
  if (!author || !(await withLetter(change, 'REQUEST_RETURNED', [author.id])).has(author.id)) return
  const reader = await recipient(change, author.id)
  if (!reader || !(await canSee(services, tx, reader, 'serviceRequest', request.id))) return
  const reads = (key: string) => canRead(reader, services.catalog, 'serviceRequest', key)
  const data = {
    number: reads('number') ? number : null,
    clientName: reads('clientName') ? clientName : null,
    comment: reads('returnComment') ? comment : null,
    url: requestUrl(change, reads('number') ? number : null),
  }
  const address = { recipient: author.email, locale: author.locale, employeeId: author.id, requestId: request.id }
  await sendLetter(change, 'REQUEST_RETURNED_INSIDE', data, address)
}

/** Tells the employee who filed the request, or his company when he is not there any more. Clients get letters. */
export async function tellAuthor(change: Change, request: ServiceRequest, kind: NotificationKind): Promise<void> {
  if (isClients(request)) return
  const author = await activeAuthor(change, request)
  const { dealerId } = request
  const told = author ? [author.id] : dealerId ? await colleagues(change, { dealerId }) : []
  await notify(change, kind, { requestId: request.id }, told)
}

/** Address of the page where the client follows his request. */
export async function trackingUrl(change: Change, request: ServiceRequest): Promise<string> {
  const token = await standingLink(change.services, change.tx, { kind: 'TRACKING', requestId: request.id })
  return `${change.services.settings.publicUrl}/p/track/${token}`
}

/** Address of the request's card; of the list for whoever may not know the number. */
function requestUrl({ services }: Change, number: string | null): string {
  const { publicUrl } = services.settings
  return number === null ? `${publicUrl}/requests` : `${publicUrl}/requests/${encodeURIComponent(number)}`
}

async function activeAuthor({ tx }: Change, { authorId }: ServiceRequest) {
  if (authorId === null) return null
  return tx.employee.findFirst({
    where: { id: authorId, isActive: true },
    select: { id: true, email: true, locale: true },
  })
}
