import { formatPhone } from '@naryad/domain'
import type { Services, Transaction } from '../../context.ts'
import type { Change } from '../../journal/journal.ts'
import { withoutTokens } from '../../link-token.ts'
import { addMessage, type NewMessage } from '../../mail/outbox.ts'
import { type LetterLocale, type RenderedLetter, renderLetter } from './letter.ts'
import { type LetterData, type LetterName, letters } from './letters.ts'

export type { LetterData, LetterName }

export interface Address {
  recipient: string
  /** The recipient's language; clients' is Russian. */
  locale?: string
  /** Set for letters to employees. */
  employeeId?: string
  repairId?: string
  requestId?: string
  /** At most one letter is ever made per key. */
  dedupeKey?: string
}

/** A letter by its template. Values in `data` are plain text, escaping is done here. */
function writeLetter<Name extends LetterName>(
  services: Pick<Services, 'settings'>,
  template: Name,
  data: LetterData[Name],
  locale: string,
): RenderedLetter {
  const language: LetterLocale = locale.startsWith('en') ? 'en' : 'ru'
  const { companyName } = services.settings
  return renderLetter(letters[language][template](data), { companyName, locale: language })
}

/** Sends a letter as part of a change; letters to employees stay out of the feed. */
export async function sendLetter<Name extends LetterName>(
  change: Change,
  template: Name,
  data: LetterData[Name],
  address: Address,
): Promise<void> {
  await change.message({
    ...toMessage(change.services, template, data, address),
    isPrivate: address.employeeId !== undefined,
  })
}

/** Sends a letter that belongs to no record and no feed: of a password, for one. */
export async function sendAccountLetter<Name extends LetterName>(
  services: Pick<Services, 'jobs' | 'mail' | 'clock' | 'settings' | 'secrets'>,
  tx: Transaction,
  template: Name,
  data: LetterData[Name],
  address: Address,
): Promise<void> {
  await addMessage(services, tx, toMessage(services, template, data, address))
}

/**
 * A letter about a record is read inside, so the token of its link is put in only when it goes out. One about an account
 * has its link, which an administrator hands on where there is no mail server.
 */
function toMessage<Name extends LetterName>(
  services: Pick<Services, 'settings' | 'secrets'>,
  template: Name,
  data: LetterData[Name],
  { locale = 'ru', ...address }: Address,
): NewMessage {
  const { subject, text, html } = writeLetter(services, template, data, locale)
  const written = { template, ...address }
  if (!address.repairId && !address.requestId) return { ...written, subject, text, html }
  const { texts, linkId } = withoutTokens(services, { subject, text, html })
  return { ...written, ...texts, ...(linkId && { linkId }) }
}

/** An instant as letters tell it: «12 октября 2026 г. в 14:00», in the organisation's zone. */
export function letterTime(services: Pick<Services, 'settings'>, time: Date, locale = 'ru'): string {
  const { timeZone } = services.settings
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone }).format(time)
}

/** A phone as letters tell it; null stays null. */
export function letterPhone(phone: string | null): string | null {
  return phone && formatPhone(phone)
}
