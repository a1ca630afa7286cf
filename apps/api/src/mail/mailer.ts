import { createTransport } from 'nodemailer'

/** A letter as it goes out. */
export interface Letter {
  /** Id of the outbox row; it becomes the Message-ID, by which receiving servers drop a repeat. */
  id: string
  recipient: string
  subject: string
  text: string
  html: string
}

export interface Mailer {
  /** False without an SMTP server: messages are then only stored, for the administrator to read. */
  readonly isConfigured: boolean
  /** @throws DeliveryError, which says whether another attempt makes sense. */
  send(letter: Letter): Promise<void>
  stop(): void
}

/** A letter that was not accepted. */
export class DeliveryError extends Error {
  override name = 'DeliveryError'
  /** Certain that nothing was accepted and the reason may pass; otherwise a repeat is useless or would be a double. */
  readonly isTemporary: boolean

  constructor(message: string, isTemporary: boolean, options?: ErrorOptions) {
    super(message, options)
    this.isTemporary = isTemporary
  }
}

const TIMEOUT_MS = 15_000

/**
 * Sends over SMTP, or only pretends to be there when no server is configured.
 *
 * @param smtpUrl smtp:// or smtps:// with user and password, null for none
 * @param from address that letters come from, a name before it allowed: `Наряд <service@example.ru>`
 */
export function createMailer(smtpUrl: string | null, from: string): Mailer {
  if (!smtpUrl) {
    return {
      isConfigured: false,
      async send() {
        throw new DeliveryError('no SMTP server is configured', false)
      },
      stop() {},
    }
  }
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 2,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  })
  const domain = /@([^\s>]+)/.exec(from)?.[1] ?? 'localhost'
  return {
    isConfigured: true,
    async send(letter) {
      try {
        await transport.sendMail({
          from,
          to: { name: '', address: letter.recipient },
          subject: letter.subject,
          text: letter.text,
          html: letter.html,
          messageId: `<${letter.id}@${domain}>`,
          // answers of mail robots to a machine's letter would only come back to the company's box
          headers: { 'Auto-Submitted': 'auto-generated' },
          disableFileAccess: true,
          disableUrlAccess: true,
        })
      } catch (error) {
        throw toDeliveryError(error)
      }
    },
    stop() {
      transport.close()
    },
  }
}

/** RFC 5321 §4.2.1: 4yz is a passing refusal, 5yz a lasting one. A connection lost after DATA may have been accepted. */
function toDeliveryError(error: unknown): DeliveryError {
  const fact = (key: string) => (error instanceof Error && key in error ? Reflect.get(error, key) : undefined)
  const code = fact('responseCode')
  const message = error instanceof Error ? error.message : 'unknown'
  const isTemporary =
    typeof code === 'number' ? code >= 400 && code < 500 : fact('command') !== 'DATA' && fact('code') !== 'EMESSAGE'
  return new DeliveryError(message.slice(0, 500), isTemporary, { cause: error })
}
