import type { NotificationKind } from '@naryad/domain'
import type { Repair } from '../../../generated/prisma/client.ts'
import { organisationReads, recipient } from '../../gate/recipient.ts'
import { canRead } from '../../gate/viewer.ts'
import type { Change } from '../../journal/journal.ts'
import { canSee } from '../../journal/rights.ts'
import { standingLink } from '../links/link.service.ts'
import { type LetterData, type LetterName, sendLetter } from '../messages/message.service.ts'
import { colleagues, notify, withLetter } from '../notifications/notification.service.ts'

/** Sends the client of a repair a letter; nothing happens when no e-mail address of his is known. */
export async function writeToClient<Name extends LetterName>(
  change: Change,
  repair: Repair,
  template: Name,
  data: LetterData[Name],
): Promise<void> {
  const recipient = repair.contactEmail ?? (await clientEmail(change, repair))
  if (recipient) await sendLetter(change, template, data, { recipient, repairId: repair.id })
}

/**
 * Tells the repair's service centre: its people in the app and, with a letter, the address of the office. `data` puts
 * into the letter only what `reads` says that all of its people may read.
 */
export async function tellServiceCenter<Name extends LetterName>(
  change: Change,
  repair: Repair,
  kind: NotificationKind,
  letter?: { template: Name; data(reads: (entity: string, key: string) => boolean): LetterData[Name] },
): Promise<void> {
  const { serviceCenterId } = repair
  if (!serviceCenterId) return
  await notify(change, kind, { repairId: repair.id }, await colleagues(change, { serviceCenterId }))
  if (!letter) return
  const center = await change.tx.serviceCenter.findUnique({ where: { id: serviceCenterId }, select: { email: true } })
  if (!center?.email) return
  const data = letter.data(await organisationReads(change, { serviceCenterId }))
  await sendLetter(change, letter.template, data, { recipient: center.email, repairId: repair.id })
}

/** Tells the tech expert of the repair, in the app and by letter; without one the manager, who has to name one. */
export async function tellTechExpert(change: Change, repair: Repair): Promise<void> {
  const { techExpertId } = repair
  await notify(change, 'DIAGNOSIS_DUE', { repairId: repair.id }, [techExpertId ?? repair.managerId])
  if (!techExpertId) return
  const expert = await recipient(change, techExpertId)
  if (!expert || !(await canSee(change.services, change.tx, expert, 'repair', repair.id))) return
  if (!(await withLetter(change, 'DIAGNOSIS_DUE', [techExpertId])).has(techExpertId)) return
  const address = { recipient: expert.email, locale: expert.locale, employeeId: techExpertId, repairId: repair.id }
  const number = canRead(expert, change.services.catalog, 'repair', 'number') ? repair.number : null
  await sendLetter(change, 'DIAGNOSIS_DUE', { repairNumber: number, url: repairUrl(change, number) }, address)
}

/** Address of the repair's card; of the list for whoever may not know the number. */
export function repairUrl({ services }: Change, number: string | null): string {
  const { publicUrl } = services.settings
  return number === null ? `${publicUrl}/repairs` : `${publicUrl}/repairs/${encodeURIComponent(number)}`
}

/** The page where the client follows the repair; the one his request had from the beginning. */
export async function trackingUrl(change: Change, repair: { id: string; requestId: string | null }): Promise<string> {
  const { services, tx } = change
  const record = repair.requestId ? { requestId: repair.requestId } : { repairId: repair.id }
  const token = await standingLink(services, tx, { kind: 'TRACKING', ...record })
  return `${services.settings.publicUrl}/p/track/${token}`
}

/** The page where the client rates the repair: one link, however often the repair is closed again. */
export async function ratingUrl(change: Change, repair: { id: string }): Promise<string> {
  const { services, tx } = change
  const token = await standingLink(services, tx, { kind: 'RATING', repairId: repair.id })
  return `${services.settings.publicUrl}/p/rate/${token}`
}

async function clientEmail({ tx }: Change, repair: Repair): Promise<string | null> {
  const client = await tx.client.findUnique({ where: { id: repair.clientId }, select: { email: true } })
  return client?.email ?? null
}
