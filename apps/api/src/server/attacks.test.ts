import { connect } from 'node:net'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Caller, cast, cookieFor, startTestApp, type TestApp } from '../../test/app.ts'
import { openSocket } from '../../test/socket.ts'
import type { RunningServer } from '../main.ts'

let app: TestApp
let manager: Caller

beforeAll(async () => {
  app = await startTestApp()
  manager = await app.asEmployee(cast.manager)
})
afterAll(() => app?.stop())

interface Refusal {
  extensions: { code: string; details?: { limit?: string; reason?: string } }
  message: string
}

async function overHttp(
  url: string,
  payload: unknown,
  cookie = manager.cookie,
): Promise<{ refusals: Refusal[]; text: string }> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-naryad-csrf': '1', cookie },
    body: JSON.stringify(payload),
  })
  const text = await response.text()
  return { refusals: (JSON.parse(text) as { errors: Refusal[] }).errors ?? [], text }
}

async function overSocket(
  url: string,
  payload: unknown,
  cookie = manager.cookie,
): Promise<{ refusals: Refusal[]; text: string }> {
  const raw = await openSocket(url, { cookie })
  // the protocol has a text in every request, an empty one beside a hash
  raw.send({ id: '1', type: 'subscribe', payload: { query: '', ...(payload as object) } })
  const { payload: refusals } = await raw.until(({ type }) => type === 'error')
  raw.socket.terminate()
  return { refusals: refusals as Refusal[], text: raw.texts.join('\n') }
}

const transports = [
  ['HTTP', overHttp],
  ['WebSocket', overSocket],
] as const

const repeat = (count: number, text: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => text(n)).join(' ')
const deep = `repair { client { ${'repairs { nodes { client { '.repeat(4)} id ${'} } } '.repeat(4)} } }`
/** Ten fragments, each spreading the next ten times: 10¹⁰ fields in a few hundred bytes. */
const bomb = repeat(10, (n) => `fragment f${n} on RepairChange { ${n < 9 ? `...f${n + 1} `.repeat(10) : 'id '} }`)

/** What is asked of a subscription; over HTTP the same texts are refused before it matters that it is one. */
const attacks: [name: string, payload: unknown, code: string, limit?: string][] = [
  ['a document too deep', { query: `subscription { repairChanged { ${deep} } }` }, 'QUERY_TOO_COMPLEX', 'depth'],
  [
    'too many aliases',
    { query: `subscription { repairChanged { ${repeat(61, (n) => `a${n}: id`)} } }` },
    'QUERY_TOO_COMPLEX',
    'aliases',
  ],
  [
    'too many root fields',
    { query: `subscription { ${repeat(21, () => 'repairChanged { id }')} }` },
    'QUERY_TOO_COMPLEX',
    'roots',
  ],
  [
    'the same field thousands of times',
    { query: `subscription { repairChanged { ${repeat(5_000, () => 'id')} } }` },
    'QUERY_TOO_COMPLEX',
    'fields',
  ],
  [
    'the name of the type thousands of times',
    { query: `subscription { repairChanged { ${repeat(5_000, () => '__typename')} } }` },
    'QUERY_TOO_COMPLEX',
    'fields',
  ],
  [
    'fragments that multiply',
    { query: `subscription { repairChanged { ...f0 } } ${bomb}` },
    'QUERY_TOO_COMPLEX',
    'fields',
  ],
  [
    'fragments in a circle',
    {
      query:
        'subscription { repairChanged { ...a } } fragment a on RepairChange { ...b } fragment b on RepairChange { ...a }',
    },
    'VALIDATION',
  ],
  [
    'more tokens than are read',
    { query: `subscription { repairChanged { ${repeat(20_000, () => 'id')} } }` },
    'VALIDATION',
  ],
  ['a broken document', { query: 'subscription { repairChanged {' }, 'VALIDATION'],
  ['an unknown field', { query: 'subscription { repairChanged { isGon } }' }, 'VALIDATION'],
  ['no document', { variables: {} }, 'VALIDATION'],
  [
    'a variable of the wrong type',
    { query: 'subscription ($id: ID) { repairChanged(id: $id) { id } }', variables: { id: [1] } },
    'VALIDATION',
  ],
]

describe.each(transports)('over %s', (_name, ask) => {
  it.each(attacks)('%s is refused with a code', async (_what, payload, code, limit) => {
    const { refusals, text } = await ask(app.url, payload)
    expect([...new Set(refusals.map(({ extensions }) => extensions.code))]).toEqual([code])
    if (limit) expect(refusals[0]?.extensions.details?.limit).toBe(limit)
    // no name of the schema that the asker did not know
    expect(text).not.toMatch(/Did you mean|isGone/)
    expect((await manager.fetch('/health')).status).toBe(200)
  })
})

describe('a server in production', () => {
  it.each(transports)('over %s takes no text at all, known words or not', async (_name, ask) => {
    await app.services.prisma.employee.updateMany({ data: { passwordHash: null } })
    const { server } = await app.startAnother({ isProduction: true, publicUrl: 'https://service.example.ru' })
    const cookie = cookieFor(server, manager.cookie)
    for (const query of [
      'subscription { viewerChanged { permissionVersion } }',
      'subscription { __schema { types { name } } }',
      '{ __type(name: "Repair") { fields { name } } }',
    ]) {
      const { refusals, text } = await ask(server.url, { query }, cookie)
      expect(refusals.map(({ extensions }) => extensions)).toEqual([
        { code: 'VALIDATION', details: { reason: 'NO_DOCUMENT' } },
      ])
      expect(text).not.toContain('repairChanged')
    }
    const unknown = { extensions: { persistedQuery: { sha256Hash: '0'.repeat(64) } } }
    const { refusals } = await ask(server.url, unknown, cookie)
    expect(refusals[0]?.extensions.details?.reason).toBe('UNKNOWN_DOCUMENT')
    await server.stop()
  })
})

describe('several operations in one message', () => {
  it('are refused over HTTP', async () => {
    const { refusals } = await overHttp(app.url, [{ query: '{ viewer { id } }' }, { query: '{ viewer { id } }' }])
    expect(refusals.map(({ extensions }) => extensions.code)).toEqual(['VALIDATION'])
  })

  it('end a socket', async () => {
    const raw = await openSocket(app.url, { cookie: manager.cookie })
    const subscribe = {
      id: '1',
      type: 'subscribe',
      payload: { query: 'subscription { viewerChanged { permissionVersion } }' },
    }
    raw.send([subscribe, subscribe])
    expect(await raw.closed).toBe(4400)
  })
})

describe('a socket is closed', () => {
  it.each<[what: string, messages: unknown[], code: number]>([
    [
      'that subscribes before it has said who it is',
      [{ id: '1', type: 'subscribe', payload: { query: '{ a }' } }],
      4401,
    ],
    ['that says no JSON', ['{"type":'], 4400],
    ['that says what only a server says', [{ type: 'next', id: '1', payload: {} }], 4400],
    ['that says 300 kB', ['x'.repeat(300_000)], 1009],
    ['that says who it is twice', [{ type: 'connection_init' }, { type: 'connection_init' }], 4429],
  ])('%s', async (_what, messages, code) => {
    const raw = await openSocket(app.url, { cookie: manager.cookie, isGreeting: false })
    for (const message of messages) raw.send(message)
    expect(await raw.closed).toBe(code)
  })

  it('that comes from another site’s page', async () => {
    const raw = await openSocket(app.url, {
      cookie: manager.cookie,
      headers: { origin: 'https://evil.example' },
      isGreeting: false,
    })
    raw.send({ type: 'connection_init' })
    expect(await raw.closed).toBe(4403)
  })

  it('that comes from a forbidden address, whatever it writes into the headers of proxies', async () => {
    const email = 'office@naryad.demo'
    const employeeId = await app.addEmployee({ email, role: 'manager' })
    const { cookie } = await app.asEmployee(email)
    await app.services.prisma.ipRange.create({ data: { employeeId, cidr: '192.0.2.0/24' } })
    const { server } = await app.startAnother({ trustedProxies: ['127.0.0.0/8', '10.0.0.0/8'] })
    const from = (address: string) => ({ 'x-forwarded-for': address })
    const viewer = async (address: string) => {
      const response = await fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-naryad-csrf': '1', cookie, ...from(address) },
        body: JSON.stringify({ query: '{ viewer { email } }' }),
      })
      return ((await response.json()) as { data: { viewer: unknown } }).data.viewer
    }
    for (const address of [
      '198.51.100.7',
      '192.0.2.9, 198.51.100.7',
      '192.0.2.9, 198.51.100.7, 10.0.0.5',
      '192.0.2.9, x',
    ]) {
      expect(await viewer(address)).toBeNull()
      await expect(openSocket(server.url, { cookie, headers: from(address) })).rejects.toMatchObject({ code: 4403 })
    }
    for (const address of ['192.0.2.9', '8.8.8.8, ::ffff:192.0.2.9, 10.0.0.5']) {
      expect(await viewer(address)).toEqual({ email })
      const raw = await openSocket(server.url, { cookie, headers: from(address) })
      expect(raw.isOpen).toBe(true)
      raw.socket.terminate()
    }
    await server.stop()
  })

  it('that names two subscriptions alike', async () => {
    const raw = await openSocket(app.url, { cookie: manager.cookie })
    const query = 'subscription { viewerChanged { permissionVersion } }'
    for (const id of ['1', '1']) raw.send({ id, type: 'subscribe', payload: { query } })
    expect(await raw.closed).toBe(4409)
  })
})

describe('with narrow limits', () => {
  let narrow: RunningServer
  let caller: Caller

  beforeAll(async () => {
    const { server, at } = await app.startAnother({
      traffic: {
        requestsOfAddress: { perSecond: 0.01, burst: 8 },
        requestsOfSession: { perSecond: 0.01, burst: 3 },
        socketsOfAddress: 4,
        socketsOfSession: 2,
        messagesOfSocket: { perSecond: 1, burst: 10 },
        operationsOfSocket: 3,
        headersMs: 200,
        requestMs: 400,
        idleMs: 5_000,
        greetingMs: 100,
        pingMs: 50,
      },
      trustedProxies: 1,
    })
    narrow = server
    caller = at(manager)
  })

  const from = (address: string) => ({ 'x-forwarded-for': address })
  const VIEWER = 'subscription { viewerChanged { permissionVersion } }'

  it('who asks too often is told how long to wait: a session wherever it is, an address whoever is there', async () => {
    const health = (address: string, cookie = '') =>
      fetch(`${narrow.url}/health`, { headers: { ...from(address), cookie } })
    const statuses = async (answers: Promise<Response>[]) => (await Promise.all(answers)).map(({ status }) => status)
    const { cookie } = caller
    expect(await statuses([1, 2, 3].map((n) => health(`192.0.2.${n}`, cookie)))).toEqual([200, 200, 200])
    const refused = await health('192.0.2.4', cookie)
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true])
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'THROTTLED' } }] })
    // a made-up session gives nobody a new bucket of his address
    const made = Array.from({ length: 9 }, (_, n) => health('198.51.100.1', `naryad_session=${'x'.repeat(40)}${n}`))
    expect((await statuses(made)).sort()).toEqual([...Array.from({ length: 8 }, () => 200), 429])
    expect((await health('198.51.100.2')).status).toBe(200)
  })

  it('a request whose head or body never ends is cut off', async () => {
    for (const beginning of [
      'GET /health HTTP/1.1\r\nHost: a\r\nX-Slow: ',
      'POST /graphql HTTP/1.1\r\nHost: a\r\nX-Naryad-Csrf: 1\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    ]) {
      const answer = await new Promise<string>((done) => {
        let text = ''
        const socket = connect(narrow.port, '127.0.0.1', () => socket.write(beginning))
        const drip = setInterval(() => socket.write('a'), 50)
        socket.on('data', (data) => (text += data))
        socket.on('error', () => {})
        socket.on('close', () => {
          clearInterval(drip)
          done(text)
        })
      })
      expect(answer).toMatch(/^HTTP\/1.1 408/)
    }
  })

  it('a socket that says nothing is closed', async () => {
    const raw = await openSocket(narrow.url, { headers: from('192.0.2.20'), isGreeting: false })
    expect(await raw.closed).toBe(4408)
  })

  it('a socket whose other side has gone silently is let go', async () => {
    const raw = await openSocket(narrow.url, { cookie: caller.cookie, headers: from('192.0.2.21') })
    expect(narrow.services.live.sockets).toBe(1)
    // nothing is read any more, so no ping is answered
    raw.socket.pause()
    await expect.poll(() => narrow.services.live.sockets, { timeout: 5_000 }).toBe(0)
    raw.socket.terminate()
  })

  it('a flood of messages, or of pings, ends its socket', async () => {
    const flood = await openSocket(narrow.url, { cookie: caller.cookie, headers: from('192.0.2.22') })
    for (let n = 0; n < 20; n++) flood.send({ type: 'ping' })
    expect(await flood.closed).toBe(1008)
    const pings = await openSocket(narrow.url, { cookie: caller.cookie, headers: from('192.0.2.23') })
    for (let n = 0; n < 20; n++) pings.socket.ping()
    expect(await pings.closed).toBe(1008)
  })

  it('a socket has only so many subscriptions, also when it asks for all of them at once', async () => {
    const raw = await openSocket(narrow.url, { cookie: caller.cookie, headers: from('192.0.2.24') })
    for (let n = 0; n < 6; n++) raw.send({ id: String(n), type: 'subscribe', payload: { query: VIEWER } })
    await expect.poll(() => raw.frames.filter(({ type }) => type === 'error').length, { timeout: 5_000 }).toBe(3)
    expect(raw.isOpen).toBe(true)
    raw.socket.terminate()
  })

  it('sockets that go away while they are looked at leave nothing behind', async () => {
    const { live, pool } = narrow.services
    for (let n = 0; n < 6; n++) {
      const headers = from(`192.0.2.4${n}`)
      const raw = await openSocket(narrow.url, { cookie: caller.cookie, headers, isGreeting: false })
      // gone when its session is found and entered, but its rights are not looked at yet
      const query = vi.spyOn(pool, 'query').mockImplementation(async (...args: unknown[]) => {
        if (JSON.stringify(args[0]).includes('live_permission_version')) {
          raw.socket.terminate()
          await raw.closed
          // an answer to a later request: the server has seen the end
          await fetch(`${narrow.url}/health`, { headers: from(`192.0.2.6${n}`) })
        }
        return Reflect.apply(pg.Pool.prototype.query, pool, args)
      })
      raw.send({ type: 'connection_init' })
      await raw.closed
      await expect.poll(() => live.sockets, { timeout: 5_000 }).toBe(0)
      query.mockRestore()
    }
    const two = await Promise.all(
      ['192.0.2.50', '192.0.2.51'].map((address) =>
        openSocket(narrow.url, { cookie: caller.cookie, headers: from(address) }),
      ),
    )
    expect(live.sockets).toBe(2)
    for (const raw of two) raw.socket.terminate()
    await expect.poll(() => live.sockets, { timeout: 5_000 }).toBe(0)
  })

  it('a session and an address have only so many sockets, and places are given back', async () => {
    const open = (address: string) => openSocket(narrow.url, { cookie: caller.cookie, headers: from(address) })
    const first = await open('192.0.2.30')
    const second = await open('192.0.2.31')
    await expect(open('192.0.2.32')).rejects.toMatchObject({ code: 1013 })
    first.socket.close()
    await first.closed
    const third = await open('192.0.2.32')
    const silent = () => openSocket(narrow.url, { headers: from('192.0.2.33'), isGreeting: false })
    const four = await Promise.all([1, 2, 3, 4].map(silent))
    expect(await (await silent()).closed).toBe(1013)
    for (const raw of [second, third, ...four]) raw.socket.terminate()
  })
})
