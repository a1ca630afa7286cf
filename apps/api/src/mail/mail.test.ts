import { randomUUID } from 'node:crypto'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startTestApp, type TestApp } from '../../test/app.ts'
import { deliverMessage } from './deliver-message.job.ts'
import { addMessage } from './outbox.ts'

/** What the server was given, and how it answers the next letters: a code of RFC 5321, or a line that goes dead. */
const received: { to: string; text: string; rcpt: number }[] = []
let answers: (number | 'hang up')[] = []

const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData(stream, session, callback) {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => {
      const answer = answers.shift()
      if (answer === 'hang up') {
        received.push({
          to: session.envelope.rcptTo[0]?.address ?? '',
          text: Buffer.concat(chunks).toString(),
          rcpt: session.envelope.rcptTo.length,
        })
        for (const connection of smtp.connections) connection.close()
        return
      }
      if (answer) return callback(Object.assign(new Error('refused'), { responseCode: answer }))
      received.push({
        to: session.envelope.rcptTo[0]?.address ?? '',
        text: Buffer.concat(chunks).toString(),
        rcpt: session.envelope.rcptTo.length,
      })
      callback()
    })
  },
})

let app: TestApp

beforeAll(async () => {
  await new Promise<void>((done) => smtp.listen(0, '127.0.0.1', () => done()))
  const address = smtp.server.address()
  const port = address && typeof address === 'object' ? address.port : 0
  app = await startTestApp({ smtpUrl: `smtp://127.0.0.1:${port}` })
})
afterAll(async () => {
  await app?.stop()
  await new Promise<void>((done) => smtp.close(() => done()))
})

const letter = () => ({
  template: 'REQUEST_RECEIVED',
  recipient: `client-${randomUUID()}@example.ru`,
  subject: 'Заявка принята',
  text: 'Мы получили вашу заявку.',
  html: '<p>Мы получили вашу заявку.</p>',
})

const add = (message: Parameters<typeof addMessage>[2]) =>
  app.services.prisma.$transaction((tx) => addMessage(app.services, tx, message))

const stored = (id: string) => app.services.prisma.outboxMessage.findUniqueOrThrow({ where: { id } })
const sentTo = (recipient: string) => received.filter(({ to }) => to === recipient)

/** A message without its job, so that the test decides when it is delivered. */
async function addWithoutJob() {
  const { id } = await app.services.prisma.outboxMessage.create({
    data: { ...letter(), channel: 'EMAIL', createdAt: new Date() },
  })
  return stored(id)
}

describe('a letter', () => {
  it('goes out by itself after the commit, and is marked as sent', async () => {
    const message = letter()
    const id = await add(message)
    await vi.waitFor(async () => expect(await stored(id ?? '')).toMatchObject({ status: 'SENT', attempts: 1 }), 10_000)
    expect(sentTo(message.recipient)).toHaveLength(1)
    expect(sentTo(message.recipient)[0]?.text).toContain(`Message-ID: <${id}@naryad.demo>`)
  })

  it.each([
    'first@example.ru, second@example.ru',
    'First <first@example.ru>',
    'first@example.ru\r\nBcc: second@example.ru',
  ])('goes to one address or to nobody: %j', async (recipient) => {
    const { id } = await addWithoutJob()
    await app.services.prisma.outboxMessage.update({ where: { id }, data: { recipient } })
    const before = received.length
    await deliverMessage.handler(app.services, { messageId: id }).catch(() => {})
    const sent = received.slice(before)
    expect(sent.every(({ rcpt }) => rcpt === 1)).toBe(true)
    expect(sent.map(({ text }) => text).join('\n')).not.toMatch(/^Bcc:/im)
  })

  it('of a transaction that is rolled back is neither stored nor sent', async () => {
    const message = letter()
    const failed = app.services.prisma.$transaction(async (tx) => {
      await addMessage(app.services, tx, message)
      throw new Error('rolled back')
    })
    await expect(failed).rejects.toThrow('rolled back')
    // jobs come in order: by the time this one is through, the other would have been
    const next = await add(letter())
    await vi.waitFor(async () => expect((await stored(next ?? '')).status).toBe('SENT'), 10_000)
    expect(sentTo(message.recipient)).toHaveLength(0)
    expect(await app.services.prisma.outboxMessage.count({ where: { recipient: message.recipient } })).toBe(0)
  })

  it('with the key of an earlier one is not made again', async () => {
    const dedupeKey = randomUUID()
    const first = letter()
    expect(await add({ ...first, dedupeKey })).not.toBeNull()
    expect(await add({ ...letter(), dedupeKey })).toBeNull()
  })

  it('is sent once, however often and however simultaneously its job runs', async () => {
    const { id, recipient } = await addWithoutJob()
    await Promise.all(Array.from({ length: 8 }, () => deliverMessage.handler(app.services, { messageId: id })))
    await deliverMessage.handler(app.services, { messageId: id })
    expect(sentTo(recipient)).toHaveLength(1)
    expect((await stored(id)).status).toBe('SENT')
  })

  it('refused for a while is tried again; refused for good, never', async () => {
    const later = await addWithoutJob()
    answers = [451]
    await expect(deliverMessage.handler(app.services, { messageId: later.id })).rejects.toThrow()
    expect(await stored(later.id)).toMatchObject({ status: 'QUEUED', attempts: 1 })
    await deliverMessage.handler(app.services, { messageId: later.id })
    expect(await stored(later.id)).toMatchObject({ status: 'SENT', attempts: 2, lastError: null })
    expect(sentTo(later.recipient)).toHaveLength(1)

    const never = await addWithoutJob()
    answers = [550]
    await deliverMessage.handler(app.services, { messageId: never.id })
    expect(await stored(never.id)).toMatchObject({ status: 'FAILED', attempts: 1 })
    await deliverMessage.handler(app.services, { messageId: never.id })
    expect(sentTo(never.recipient)).toHaveLength(0)
  })

  it('whose acceptance is uncertain is not sent a second time', async () => {
    const { id, recipient } = await addWithoutJob()
    answers = ['hang up']
    await deliverMessage.handler(app.services, { messageId: id })
    expect((await stored(id)).status).toBe('FAILED')
    await deliverMessage.handler(app.services, { messageId: id })
    expect(sentTo(recipient)).toHaveLength(1)
  })

  it('that a dying process left in the middle stays visible as failed and is not sent again', async () => {
    const { id, recipient } = await addWithoutJob()
    await app.services.prisma.outboxMessage.update({
      where: { id },
      data: { status: 'FAILED', lastError: 'INTERRUPTED' },
    })
    await deliverMessage.handler(app.services, { messageId: id })
    expect(sentTo(recipient)).toHaveLength(0)
  })
})
