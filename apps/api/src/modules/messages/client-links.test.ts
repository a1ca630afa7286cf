import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Caller, cast, startTestApp, type TestApp } from '../../../test/app.ts'
import { actor, addDocuments, addRepair, addScene, clientsWords, type Scene } from '../../../test/scene.ts'
import { tokenOf, withoutTokens } from '../../link-token.ts'
import { submitServiceRequest } from '../public-pages/public-request.service.ts'
import { transitionServiceRequest } from '../requests/request-transition.service.ts'

/** Letters as they went out. */
const received: string[] = []
/** What the server says to the next letter instead of taking it. */
let answer: ((letter: string) => string) | null = null
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData(stream, _session, callback) {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => {
      const letter = decode(Buffer.concat(chunks).toString())
      const refusal = letter.includes('/p/track/') ? answer?.(letter) : null
      if (refusal) answer = null
      if (refusal) return callback(Object.assign(new Error(refusal), { responseCode: 554 }))
      received.push(letter)
      callback()
    })
  },
})

/** A letter with its parts as a mail reader shows them. */
function decode(raw: string): string {
  const inBase64 = /Content-Transfer-Encoding: base64\r\n(?:[\w-]+:.*\r\n)*\r\n([A-Za-z0-9+/=\r\n]+)/g
  return raw
    .replaceAll(inBase64, (_, encoded: string) => Buffer.from(encoded, 'base64').toString())
    .replaceAll(/=\r?\n/g, '')
    .replaceAll('=3D', '=')
}

let app: TestApp
let scene: Scene
let administrator: Caller
let manager: Caller

beforeAll(async () => {
  await new Promise<void>((done) => smtp.listen(0, '127.0.0.1', () => done()))
  const address = smtp.server.address()
  const port = address && typeof address === 'object' ? address.port : 0
  app = await startTestApp({ smtpUrl: `smtp://127.0.0.1:${port}` })
  scene = await addScene(app.services)
  administrator = await app.asEmployee(cast.administrator)
  manager = await app.asEmployee(cast.manager)
})
afterAll(async () => {
  await app?.stop()
  await new Promise<void>((done) => smtp.close(() => done()))
})

/** Tokens of every client's link that there is. */
async function tokens(): Promise<string[]> {
  const links = await app.services.prisma.publicLink.findMany({ where: { employeeId: null } })
  return links.map(({ id }) => tokenOf(app.services, id))
}

async function rowsWithTokens(): Promise<string[]> {
  const { pool } = app.services
  const { rows: tables } = await pool.query<{ name: string }>(
    `select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
  )
  const found: string[] = []
  const all = await tokens()
  for (const { name } of tables) {
    const { rows } = await pool.query<{ row: string }>(`select t::text as row from ${name} t`)
    found.push(...rows.filter(({ row }) => all.some((token) => row.includes(token))).map(() => name))
  }
  return found
}

const words = () => ({ ...clientsWords(scene.manufacturerId), serialNumber: crypto.randomUUID() })

async function makeLetters(): Promise<string> {
  const { services } = app
  const { id } = await addRepair(services, scene)
  await addDocuments(services, id, ['CLAIM_REPORT', 'COMPLETION_REPORT'])
  const data = { status: 'READY_TO_CLOSE' as const, diagnosis: 'ТЭН', warrantyVerdict: 'WARRANTY' as const }
  await services.prisma.repair.update({ where: { id }, data })
  const move = 'mutation ($id: ID!) { transitionRepair(id: $id, transition: "close") { repair { status } } }'
  await manager.ask(move, { id })
  const { number } = await submitServiceRequest(services, words())
  const { id: requestId } = await services.prisma.serviceRequest.findUniqueOrThrow({ where: { number } })
  await transitionServiceRequest(services, await actor(services, cast.manager), {
    id: requestId,
    transition: 'returnForCompletion',
    input: { fields: ['model'], comment: 'Укажите модель' },
  })
  return id
}

describe('the token of a client’s link', () => {
  it('goes out in the letter and stands in no row of the database', async () => {
    await makeLetters()
    const { prisma } = app.services
    await vi.waitFor(
      async () => expect(await prisma.outboxMessage.count({ where: { status: 'QUEUED' } })).toBe(0),
      10_000,
    )
    for (const [template, page, kind] of [
      ['REQUEST_RECEIVED', 'track', 'TRACKING'],
      ['REQUEST_RETURNED', 'complete', 'COMPLETION'],
      ['RATING_INVITATION', 'rate', 'RATING'],
    ] as const) {
      const letter = await prisma.outboxMessage.findFirstOrThrow({ where: { template }, include: { link: true } })
      expect(letter.link?.kind).toBe(kind)
      expect(letter.text).toMatch(new RegExp(`/p/${page}/…$`, 'm'))
      expect(letter.html).toContain(`/p/${page}/…"`)
      const url = `${app.services.settings.publicUrl}/p/${page}/${tokenOf(app.services, letter.linkId ?? '')}`
      const sent = received.filter((text) => text.includes(url))
      expect(sent.length).toBeGreaterThan(0)
      expect(sent[0]?.split(url).length, 'as text, as button and in full').toBe(4)
    }
    expect(await rowsWithTokens()).toEqual([])
  })

  it('is in no answer inside, an administrator’s included: lists, cards, feeds, searches, filters, exports', async () => {
    await makeLetters()
    const all = await tokens()
    const nothing = (text: string) => expect(all.filter((token) => text.includes(token))).toEqual([])
    const found: unknown[] = []
    await app.services.prisma.employeeAction.create({
      data: {
        employee: { connect: { email: cast.manager } },
        setBy: { connect: { email: cast.administrator } },
        ...{ action: 'records.export', isAllowed: true },
      },
    })
    const feed = 'feed { text message { text subject } changes { oldValue newValue } }'
    const lists = [
      '{ outboxMessages(first: 100) { nodes { id text subject lastError } } }',
      `{ repairs(first: 2) { nodes { ${feed} } } }`,
      `{ serviceRequests(first: 4) { nodes { ${feed} } } }`,
    ]
    for (const caller of [administrator, manager]) {
      for (const list of lists) {
        const answer = JSON.stringify(await caller.ask(list))
        nothing(answer)
        expect(answer, 'the letters are in it').toContain('/p/')
      }
      const columns = ['subject', 'text'].map((key) => ({ key, title: key }))
      const headers = { 'content-type': 'application/json' }
      const body = JSON.stringify({ columns })
      const file = await caller.fetch('/exports/outboxMessage.csv', { method: 'POST', headers, body })
      const exported = await file.text()
      expect([file.status, exported]).toEqual([200, expect.stringContaining('/p/')])
      nothing(exported)
      for (const token of all.slice(0, 3)) {
        const filter = { field: 'text', operator: 'CONTAINS', values: [token.slice(0, 20)] }
        const ask = `query ($filter: FilterInput, $search: String) {
          filtered: outboxMessages(filter: $filter) { nodes { id } }
          found: outboxMessages(search: $search) { nodes { id } }
          counted: totals(entity: "outboxMessage", filter: $filter) { count }
          byFeed: feedEntries(filter: { field: "message.text", operator: CONTAINS, values: ["${token.slice(0, 20)}"] }) { nodes { id } }
        }`
        found.push(await caller.ask(ask, { filter, search: token }))
      }
    }
    const empty = { filtered: { nodes: [] }, found: { nodes: [] }, counted: { count: 0 }, byFeed: { nodes: [] } }
    expect(found).toEqual(found.map(() => empty))
  })

  it('is blanked in what a mail server answers', async () => {
    const { services } = app
    const { prisma, settings } = services
    let token = ''
    answer = (letter) => {
      token = /\/p\/track\/([\w-]{43})/.exec(letter)?.[1] ?? ''
      return `554 ${settings.publicUrl}/p/track/${token} is listed`
    }
    const { number } = await submitServiceRequest(services, words())
    const where = { request: { number }, template: 'REQUEST_RECEIVED' }
    await vi.waitFor(
      async () =>
        expect(await prisma.outboxMessage.findFirst({ where })).toMatchObject({
          status: 'FAILED',
          lastError: expect.stringContaining('554'),
        }),
      10_000,
    )
    expect(token).toHaveLength(43)
    const { lastError } = await prisma.outboxMessage.findFirstOrThrow({ where })
    expect(lastError).toContain('/p/track/… is listed')
  })

  it('is known by its digest: a word of its length stays as it is', () => {
    const texts = { text: `${'A'.repeat(43)} и ${'x'.repeat(80)}` }
    expect(withoutTokens(app.services, texts)).toEqual({ texts, linkId: null })
  })
})
