import { v7 as uuid } from 'uuid'
import type { Services, Transaction } from '../context.ts'
import { deliverMessage } from './deliver-message.job.ts'

export interface NewMessage {
  /** Value of messageTemplate in packages/domain. */
  template: string
  recipient: string
  subject: string
  text: string
  html: string
  /** At most one message is ever made per key. */
  dedupeKey?: string
  employeeId?: string
  repairId?: string
  requestId?: string
  /** The link whose token goes into the letter's addresses when it is sent. */
  linkId?: string
}

/**
 * Puts a letter into the outbox within the caller's transaction and orders its delivery; without an SMTP server it is
 * stored for the administrator.
 *
 * @returns its id, null when a message with the same dedupeKey is there already
 */
export async function addMessage(
  services: Pick<Services, 'jobs' | 'mail' | 'clock'>,
  tx: Transaction,
  message: NewMessage,
): Promise<string | null> {
  const status = services.mail.isConfigured ? 'QUEUED' : 'STORED'
  const id = uuid()
  const { count } = await tx.outboxMessage.createMany({
    data: { ...message, id, channel: 'EMAIL', status, createdAt: services.clock.now() },
    skipDuplicates: true,
  })
  if (!count) return null
  if (status === 'QUEUED') await services.jobs.enqueue(tx, deliverMessage, { messageId: id })
  return id
}
