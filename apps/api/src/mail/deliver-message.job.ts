import { z } from 'zod'
import type { Services } from '../context.ts'
import { defineJob } from '../jobs/jobs.ts'
import { tokenOf, withoutTokens, withToken } from '../link-token.ts'
import { DeliveryError } from './mailer.ts'

const MAX_ATTEMPTS = 7

/**
 * Sends one message of the outbox, at most once.
 *
 * The row is claimed before anything goes out and is, until the server's answer is stored, marked as failed: a process
 * that dies in between leaves a failed message that a person may look into, never one that is sent a second time.
 */
export const deliverMessage = defineJob({
  name: 'deliver-message',
  schema: z.object({ messageId: z.uuid() }),
  retries: MAX_ATTEMPTS - 1,
  retryDelay: 20,
  async handler(services, { messageId }) {
    const { prisma, mail, clock } = services
    const claimed = await prisma.outboxMessage.updateManyAndReturn({
      where: { id: messageId, status: 'QUEUED' },
      data: { status: 'FAILED', lastError: 'INTERRUPTED', attempts: { increment: 1 } },
    })
    const message = claimed[0]
    if (!message) return
    const token = message.linkId && tokenOf(services, message.linkId)
    const { text, html } = message
    try {
      await mail.send(token ? { ...message, text: withToken(text, token), html: withToken(html, token) } : message)
    } catch (error) {
      const isTemporary = error instanceof DeliveryError && error.isTemporary
      const again = isTemporary && message.attempts < MAX_ATTEMPTS
      await prisma.outboxMessage.update({
        where: { id: messageId },
        data: { status: again ? 'QUEUED' : 'FAILED', lastError: reasonOf(services, error) },
      })
      if (again) throw error
      return
    }
    await prisma.outboxMessage.update({
      where: { id: messageId },
      data: {
        status: 'SENT',
        lastError: null,
        sentAt: clock.now(),
        ...(isOfAccount(message) && withoutLinks(message)),
      },
    })
  },
})

/** What the mail server said; it may repeat an address of the letter, token included. */
function reasonOf(services: Pick<Services, 'secrets'>, error: unknown): string {
  const reason = error instanceof Error ? error.message : 'unknown'
  return withoutTokens(services, { reason }).texts.reason
}

function isOfAccount({ repairId, requestId }: { repairId: string | null; requestId: string | null }): boolean {
  return repairId === null && requestId === null
}

/** The link of such a letter opens an account; once it has gone out nobody needs it here. */
function withoutLinks({ text, html }: { text: string; html: string }): { text: string; html: string } {
  const links = /https?:\/\/[^\s"<]+/g
  return { text: text.replace(links, '…'), html: html.replace(links, '…') }
}
