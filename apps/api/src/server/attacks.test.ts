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

/** Time of the one thread that server and test share: a busy machine makes no difference. */
async function busyFor(work: () => Promise<unknown>): Promise<number> {
  const before = process.threadCpuUsage()
  await work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1_000
}

const PATIENCE_MS = 250

const LIST =
  'query ($filter: FilterInput, $search: String) { repairs(filter: $filter, search: $search) { nodes { id } } }'
const SORTED = 'query ($sort: [SortInput!]) { clients(sort: $sort) { nodes { id } } }'
const TOTALS =
  'query ($filter: FilterInput, $search: String) { totals(entity: "repair", filter: $filter, search: $search) { count } }'
const COMMENT = 'mutation ($input: CommentInput!) { addComment(input: $input) { feedEntry { id } } }'
const SUBMIT = 'mutation ($input: PublicRequestInput!) { submitServiceRequest(input: $input) { number } }'
const WATCH = 'subscription ($id: ID) { repairChanged(id: $id) { id } }'

const form = {
  ...{ clientName: 'ООО', contactName: 'Анна', phone: '+78435551234', email: 'anna@example.ru', city: 'Казань' },
  ...{ address: 'ул. Баумана, 1', complaint: 'Не греет', consentVersion: '1', submissionKey: 'x'.repeat(20) },
}
const filled = { ...form, phone: `8${' '.repeat(50_000)}5` }
const words = Array.from({ length: 10_000 }, (_, n) => `слово${n}`).join(' ')
const condition = (values: unknown[]) => ({ field: 'city', operator: 'IN', values })
const nested = (levels: number): object => (levels === 1 ? condition(['1']) : { not: nested(levels - 1) })
const search = (text: string) => ({ search: text })
const comment = (rest: object) => ({ input: { repairId: crypto.randomUUID(), text: 'a', ...rest } })
const argument = (name: string, reason: string) => ({ argument: name, reason })
const field = (key: string, problem: string) => ({ problems: [{ key, problem }] })
/** JSON can say what no object in memory may. */
const deepVariables = `{"filter":${'{"not":'.repeat(20_000)}{}${'}'.repeat(20_000)}}`

const unbounded: [what: string, query: string, variables: object, details: object][] = [
  ['a phone of 50,000 spaces', SUBMIT, { input: filled }, field('phone', 'TOO_LONG')],
  ['a search of 100,000 quotes', LIST, search('«'.repeat(100_000)), argument('search', 'TOO_LONG')],
  ['a search of 10,000 words', LIST, search(words), argument('search', 'TOO_LONG')],
  ['totals of such a search', TOTALS, search(words), argument('search', 'TOO_LONG')],
  ['a filter of eight levels', LIST, { filter: nested(8) }, argument('filter', 'TOO_DEEP')],
  [
    'a filter of 200 conditions',
    LIST,
    {
      filter: {
        all: [{ any: Array.from({ length: 100 }, () => condition([])) }, { any: Array(98).fill(condition([])) }],
      },
    },
    argument('filter', 'TOO_MANY'),
  ],
  ['a condition of 1,001 values', LIST, { filter: condition(Array(1_001).fill('1')) }, argument('filter', 'TOO_MANY')],
  [
    'conditions of 2,000 values in all',
    TOTALS,
    { filter: { all: Array(20).fill(condition(Array(100).fill('1'))) } },
    argument('filter', 'TOO_MANY'),
  ],
  ['six sorts', SORTED, { sort: Array(6).fill({ field: 'name' }) }, argument('sort', 'TOO_MANY')],
  [
    '5,000 mentions',
    COMMENT,
    comment({ mentionIds: Array.from({ length: 5_000 }, () => crypto.randomUUID()) }),
    field('mentionIds', 'TOO_MANY'),
  ],
  ['NUL in a comment', COMMENT, comment({ text: 'a\0' }), field('text', 'INVALID')],
  ['half a sign in a comment', COMMENT, comment({ text: 'a\ud83d' }), field('text', 'INVALID')],
  ['a heap of marks', COMMENT, comment({ text: `а${'\u0301\u0316'.repeat(5_000)}` }), field('text', 'INVALID')],
  ['NUL in a search', LIST, search('а\0б'), argument('search', 'INVALID')],
  ['NUL in the value of a filter', LIST, { filter: condition(['а\0']) }, argument('filter', 'INVALID')],
  ['NUL on the public form', SUBMIT, { input: { ...form, city: 'Каз\0нь' } }, field('city', 'INVALID')],
]

describe('what no text or list may be', () => {
  it.each(unbounded)('%s is refused at once', async (_what, query, variables, details) => {
    const caller = query === SUBMIT ? app.anonymous() : manager
    let answer: Awaited<ReturnType<Caller['graphql']>> | undefined
    const busy = await busyFor(async () => {
      answer = await caller.graphql(query, variables as Record<string, unknown>)
    })
    expect(answer?.errors).toMatchObject([{ extensions: { code: 'VALIDATION', details } }])
    expect(busy).toBeLessThan(PATIENCE_MS)
  })

  it('is refused in the place where it stands', async () => {
    const two = `{ viewer { id } a: clients { nodes { id } } b: repairs(search: "${'я'.repeat(301)}") { nodes { id } } }`
    const { errors } = await manager.graphql(two)
    expect(errors).toMatchObject([{ path: ['b'], extensions: { code: 'VALIDATION' } }])
  })

  it.each([
    ['a long id', { id: 'x'.repeat(101) }, argument('id', 'TOO_LONG')],
    ['an id with NUL', { id: '\0' }, argument('id', 'INVALID')],
  ])('over WebSocket too: %s', async (_what, variables, details) => {
    const { refusals } = await overSocket(app.url, { query: WATCH, variables })
    expect(refusals).toMatchObject([{ extensions: { code: 'VALIDATION', details } }])
  })

  it('an operation of a socket whose own id is long is not begun', async () => {
    const raw = await openSocket(app.url, { cookie: manager.cookie })
    raw.send({ id: 'x'.repeat(101), type: 'subscribe', payload: { query: WATCH } })
    const { payload } = await raw.until(({ type }) => type === 'error')
    expect(payload).toMatchObject([{ extensions: { code: 'VALIDATION' } }])
    raw.socket.terminate()
  })

  it.each([
    ['values inside one another', `{"query":${JSON.stringify(LIST)},"variables":${deepVariables}}`, 'VALIDATION'],
    [
      'a document of brackets',
      { query: `{ repairs(filter: ${'{not:'.repeat(3_000)}{}${'}'.repeat(3_000)}) { nodes { id } } }` },
      'QUERY_TOO_COMPLEX',
    ],
    [
      '12,000 values of a wrong type',
      { query: LIST, variables: { filter: condition(Array(12_000).fill(1)) } },
      'VALIDATION',
    ],
    [
      '12,000 fields that no input has',
      {
        query: LIST,
        variables: { filter: Object.fromEntries(Array.from({ length: 12_000 }, (_, n) => [`f${n}`, 1])) },
      },
      'VALIDATION',
    ],
    ['a long name of an operation', { query: '{ viewer { id } }', operationName: 'x'.repeat(1_000) }, 'VALIDATION'],
    [
      'a day that no calendar has',
      { query: LIST, variables: { filter: { field: 'visitAt', operator: 'EQUALS', values: ['2026-02-30'] } } },
      'VALIDATION',
    ],
    [
      'a year that the database has not',
      { query: LIST, variables: { filter: { field: 'visitAt', operator: 'EQUALS', values: ['today+9999y'] } } },
      'VALIDATION',
    ],
  ])('%s: VALIDATION, not a fault', async (_what, body, code) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' } }
    let text = ''
    const busy = await busyFor(async () => {
      const response = await manager.fetch('/graphql', {
        ...init,
        body: typeof body === 'string' ? body : JSON.stringify(body),
      })
      text = await response.text()
    })
    const { errors } = JSON.parse(text) as { errors: Refusal[] }
    expect([...new Set(errors.map(({ extensions }) => extensions.code))]).toEqual([code])
    expect(busy).toBeLessThan(2 * PATIENCE_MS)
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
    // a session is one to be counted by once something was asked of it
    const first = await fetch(`${narrow.url}/graphql`, {
      method: 'POST',
      headers: { ...from('192.0.2.9'), cookie, 'content-type': 'application/json', 'x-naryad-csrf': '1' },
      body: JSON.stringify({ query: '{ viewer { name } }' }),
    })
    expect(first.status).toBe(200)
    expect(await statuses([1, 2].map((n) => health(`192.0.2.${n}`, cookie)))).toEqual([200, 200])
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
