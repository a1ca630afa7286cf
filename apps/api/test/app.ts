import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient, type Client as SocketClient } from 'graphql-ws'
import { vi } from 'vitest'
import { WebSocket } from 'ws'
import type { Services } from '../src/context.ts'
import type { ServerOptions } from '../src/env.ts'
import { type RunningServer, startServer } from '../src/main.ts'
import { hashPassword } from '../src/modules/sessions/password.ts'
import { createLog } from '../src/server/log.ts'
import { sessionCookieName } from '../src/server/request.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'

export const PASSWORD = 'naryad-demo'

export interface Answer<Data = Record<string, unknown>> {
  status: number
  data: Data | null
  errors?: { message: string; path?: string[]; extensions: { code: string; details?: Record<string, unknown> } }[]
}

/** A browser of sorts: it keeps the cookie and sends what a browser would. */
export interface Caller {
  readonly cookie: string
  graphql<Data = Record<string, unknown>>(query: string, variables?: Record<string, unknown>): Promise<Answer<Data>>
  /** Data of an operation that must succeed. @throws with the errors when it does not. */
  ask<Data = Record<string, unknown>>(query: string, variables?: Record<string, unknown>): Promise<Data>
  /** Codes of the errors of an operation that must not succeed. */
  refusal(query: string, variables?: Record<string, unknown>): Promise<string[]>
  fetch(path: string, init?: RequestInit): Promise<Response>
  subscribe<Data = Record<string, unknown>>(query: string, variables?: Record<string, unknown>): Promise<Events<Data>>
}

/** What a subscription was sent. */
export interface Events<Data> {
  /** Everything so far. */
  readonly received: readonly { data?: Data | null; errors?: unknown }[]
  /** The next one that was not taken yet. @throws when none comes within the time. */
  next(timeoutMs?: number): Promise<Data>
  /** Resolves with the close code when the server ends the socket. */
  readonly closed: Promise<number>
  stop(): Promise<void>
}

export interface TestApp extends AsyncDisposable {
  url: string
  services: Services
  server: RunningServer
  database: TestDatabase
  /** Without a session. */
  anonymous(): Caller
  /** Signed in through the API. The employee must have been made by `addEmployee`. */
  asEmployee(email: string): Promise<Caller>
  addEmployee(employee: NewEmployee): Promise<string>
  graphql: Caller['graphql']
  /** Another process's worth of server on the same database and files. */
  startAnother(options?: Partial<ServerOptions>): Promise<{ server: RunningServer; at(caller: Caller): Caller }>
  stop(): Promise<void>
}

export interface NewEmployee {
  email: string
  /** Key of a default role. */
  role: string
  name?: string
  serviceCenterId?: string
  dealerId?: string
  password?: string
}

/** One employee of each default role, with a service centre and a dealer of their own. */
export const cast = {
  administrator: 'admin@naryad.demo',
  manager: 'manager@naryad.demo',
  accountant: 'accountant@naryad.demo',
  serviceCenter: 'service@naryad.demo',
  techExpert: 'expert@naryad.demo',
  dealer: 'dealer@naryad.demo',
} as const

/** A server on a database of its own, with the default roles and the cast. Stop it in `afterAll`. */
export async function startTestApp(
  options: Partial<ServerOptions> = {},
  overrides: NonNullable<Parameters<typeof startServer>[1]> = {},
): Promise<TestApp> {
  const database = await createTestDatabase()
  const filesDir = await mkdtemp(join(tmpdir(), 'naryad-files-'))
  const all: ServerOptions = { ...serverOptions, databaseUrl: database.url, filesDir, ...options }
  const own = { log: createLog(process.env.LOG_LEVEL ?? 'silent'), ...overrides }
  const servers: RunningServer[] = []
  const start = async (more: Partial<ServerOptions> = {}) => {
    const server = await startServer({ ...all, ...more }, own)
    servers.push(server)
    return server
  }
  const server = await start()
  const { services } = server
  await addCast(services)
  const anonymous = () => createCaller(server)
  const stop = async () => {
    for (const one of servers) await one.stop()
    await database.drop()
    await rm(filesDir, { recursive: true, force: true })
  }
  return {
    url: server.url,
    services,
    server,
    database,
    anonymous,
    async asEmployee(email) {
      const caller = anonymous()
      await caller.ask(
        'mutation ($email: String!, $password: String!) { signIn(email: $email, password: $password) { viewer { id } } }',
        {
          email,
          password: PASSWORD,
        },
      )
      return caller
    },
    addEmployee: (employee) => addEmployee(services, employee),
    graphql: (query, variables) => anonymous().graphql(query, variables),
    async startAnother(more) {
      const another = await start(more)
      return { server: another, at: (caller) => createCaller(another, cookieFor(another, caller.cookie)) }
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

/** How servers of tests are set up, but for their database and files. */
export const serverOptions: ServerOptions = {
  isProduction: false,
  databaseUrl: '',
  host: '127.0.0.1',
  port: 0,
  publicUrl: null,
  linkSecret: 'a secret of the tests, long enough to do',
  encryptionKeys: ['a key of the tests, long enough to do'],
  companyName: 'Тест-Сервис',
  timeZone: 'Europe/Moscow',
  filesDir: '',
  adminEmail: null,
  smtpUrl: null,
  mailFrom: 'Тест-Сервис <service@naryad.demo>',
  isWorker: true,
  trustedProxies: 0,
  // a suite asks faster than any office
  traffic: {
    requestsOfAddress: { perSecond: 10_000, burst: 10_000 },
    requestsOfSession: { perSecond: 10_000, burst: 10_000 },
    socketsOfSession: 1_000,
  },
  webDir: null,
  auditRetentionDays: 1095,
  logLevel: 'silent',
}

let passwordHash: Promise<string> | undefined

async function addEmployee(services: Services, employee: NewEmployee): Promise<string> {
  const { email, role, name = email.split('@')[0] ?? email, password, ...organisation } = employee
  passwordHash ??= hashPassword(PASSWORD)
  const { id } = await services.prisma.employee.create({
    data: {
      email,
      name,
      ...organisation,
      roleId: (await services.prisma.role.findUniqueOrThrow({ where: { key: role } })).id,
      passwordHash: password === undefined ? await passwordHash : await hashPassword(password),
    },
  })
  return id
}

async function addCast(services: Services) {
  const { prisma } = services
  const place = { city: 'Казань', region: 'Республика Татарстан' }
  const serviceCenter = await prisma.serviceCenter.create({ data: { name: 'Казань-Сервис', ...place } })
  const dealer = await prisma.dealer.create({ data: { name: 'Ресторан-Снаб', ...place } })
  const organisations: Record<string, object> = {
    serviceCenter: { serviceCenterId: serviceCenter.id },
    dealer: { dealerId: dealer.id },
  }
  for (const [role, email] of Object.entries(cast)) await addEmployee(services, { email, role, ...organisations[role] })
}

/** The same session where it is reached by another address: behind https its cookie has another name. */
export function cookieFor({ services }: RunningServer, cookie: string): string {
  return `${sessionCookieName(services.settings.publicUrl)}=${cookie.split('=')[1] ?? ''}`
}

function createCaller(server: RunningServer, cookie = ''): Caller {
  const { url } = server
  const state = { cookie }
  const call: Caller['fetch'] = async (path, init = {}) => {
    const headers = new Headers(init.headers)
    if (state.cookie) headers.set('cookie', state.cookie)
    if (!headers.has('x-naryad-csrf')) headers.set('x-naryad-csrf', '1')
    const response = await fetch(`${url}${path}`, { redirect: 'manual', ...init, headers })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      state.cookie = pair.endsWith('=') ? '' : pair
    }
    return response
  }
  const graphql: Caller['graphql'] = async (query, variables) => {
    const response = await call('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    })
    return { ...((await response.json()) as Omit<Answer<never>, 'status'>), status: response.status }
  }
  return {
    get cookie() {
      return state.cookie
    },
    fetch: call,
    graphql,
    async ask(query, variables) {
      const { data, errors } = await graphql(query, variables)
      if (errors || !data) throw new Error(`refused: ${JSON.stringify(errors)}`)
      // the caller says what it asked for
      return data as never
    },
    async refusal(query, variables) {
      const { errors } = await graphql(query, variables)
      if (!errors) throw new Error('not refused')
      return errors.map((error) => error.extensions.code)
    },
    subscribe: (query, variables) => subscribe(server, state.cookie, query, variables),
  }
}

async function subscribe<Data>(
  { url, services: { live } }: RunningServer,
  cookie: string,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Events<Data>> {
  const received: { data?: Data | null; errors?: unknown }[] = []
  const closed = Promise.withResolvers<number>()
  const opened = Promise.withResolvers<void>()
  opened.promise.catch(() => {})
  let taken = 0
  let wake = () => {}
  class CookieSocket extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols, { headers: cookie ? { cookie } : {} })
      this.once('close', (code) => closed.resolve(code))
    }
  }
  const client: SocketClient = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: CookieSocket,
    lazy: false,
    retryAttempts: 0,
    onNonLazyError: (error) => opened.reject(error),
    on: { connected: () => opened.resolve() },
  })
  await opened.promise
  const before = live.subscriptions
  client.subscribe<Data, unknown>(
    { query, variables },
    {
      next(value) {
        received.push({ ...value, data: value.data ?? null })
        wake()
      },
      error(error) {
        received.push({ errors: error })
        wake()
      },
      complete() {},
    },
  )
  await vi.waitFor(() => {
    if (live.subscriptions <= before && received.length === 0) throw new Error('not subscribed')
  })
  return {
    received,
    closed: closed.promise,
    async next(timeoutMs = 5_000) {
      const until = Date.now() + timeoutMs
      while (received.length <= taken) {
        const left = until - Date.now()
        if (left <= 0) throw new Error('no event came')
        const news = Promise.withResolvers<void>()
        wake = news.resolve
        const timer = setTimeout(news.resolve, left)
        await news.promise
        clearTimeout(timer)
      }
      const event = received[taken++]
      if (!event?.data) throw new Error(`refused: ${JSON.stringify(event?.errors)}`)
      return event.data
    },
    async stop() {
      await client.dispose()
    },
  }
}
