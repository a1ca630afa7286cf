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
  // letters that were handed over to the server's side: from then on only its answer tells whether they arrived
  const handed = new Set<string>()
  transport.use('stream', (mail, done) => {
    const { message } = mail
    const open = message.createReadStream.bind(message)
    message.createReadStream = () => {
      handed.add(String(mail.data.messageId))
      return open()
    }
    done()
  })
  const domain = /@([^\s>]+)/.exec(from)?.[1] ?? 'localhost'
  return {
    isConfigured: true,
    async send(letter) {
      const messageId = `<${letter.id}@${domain}>`
      try {
        await transport.sendMail({
          from,
          to: { name: '', address: letter.recipient },
          subject: letter.subject,
          text: letter.text,
          html: letter.html,
          messageId,
          // answers of mail robots to a machine's letter would only come back to the company's box
          headers: { 'Auto-Submitted': 'auto-generated' },
          disableFileAccess: true,
          disableUrlAccess: true,
        })
      } catch (error) {
        throw toDeliveryError(error, handed.has(messageId))
      } finally {
        handed.delete(messageId)
      }
    },
    stop() {
      transport.close()
    },
  }
}

/**
 * RFC 5321 §4.2.1: 4yz is a passing refusal, 5yz a lasting one; a wrong password is the installation's, not the letter's.
 * Without an answer it depends on whether the letter was on its way already.
 */
function toDeliveryError(error: unknown, wasHanded: boolean): DeliveryError {
  const fact = (key: string): unknown => (error instanceof Error ? Reflect.get(error, key) : undefined)
  const code = fact('responseCode')
  const isPassing = typeof code === 'number' ? code < 500 || fact('code') === 'EAUTH' : !wasHanded
  const isOurs = fact('code') === 'EMESSAGE' || fact('code') === 'EENVELOPE'
  const message = error instanceof Error ? error.message.slice(0, 500) : 'unknown'
  return new DeliveryError(message, isPassing && (!isOurs || typeof code === 'number'), { cause: error })
}
