import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/app.ts'
import { startProcess } from '../../../test/process.ts'

const EMAIL = 'director@example.ru'
const production = { isProduction: true, publicUrl: 'https://service.example.ru' }

let app: TestApp
beforeEach(async () => {
  app = await startTestApp({ isWorker: false })
  await app.services.prisma.employee.deleteMany()
})
afterEach(() => app?.stop())

const employees = () => app.services.prisma.employee.findMany({ include: { role: true } })
const setPassword =
  'mutation ($token: String!) { acceptInvitation(token: $token, password: "степь-и-полынь-7") { viewer { isAdmin } } }'
const signIn = `mutation { signIn(email: "${EMAIL}", password: "степь-и-полынь-7") { viewer { isAdmin } } }`
const tokenOf = (url = '') => url.split('/invite/')[1]

describe('a start on a database without employees', () => {
  it('in production is refused without ADMIN_EMAIL and says what to set', async () => {
    await expect(app.startAnother(production)).rejects.toThrow(/ADMIN_EMAIL/)
    expect(await employees()).toEqual([])
  })

  it('makes the administrator, whose link sets his password once and holds for a week', async () => {
    const { server } = await app.startAnother({ ...production, adminEmail: 'Director@Example.ru' })
    const { email, url } = server.firstAdministrator ?? {}
    expect(email).toBe(EMAIL)
    expect(url).toMatch(/^https:\/\/service\.example\.ru\/invite\/[\w-]{43}$/)
    expect(await employees()).toMatchObject([{ email: EMAIL, passwordHash: null, role: { isAdmin: true } }])
    const [message] = await app.services.prisma.outboxMessage.findMany()
    expect(message).toMatchObject({ recipient: EMAIL, template: 'INVITATION', status: 'STORED' })
    expect(message?.text).toContain(url)
    expect(message?.text).toContain('7 дней')
    const link = await app.services.prisma.publicLink.findFirstOrThrow()
    expect(((link.expiresAt?.getTime() ?? 0) - link.createdAt.getTime()) / 86_400_000).toBeCloseTo(7, 2)

    const caller = app.anonymous()
    await caller.ask(setPassword, { token: tokenOf(url) })
    expect(await caller.ask(signIn)).toEqual({ signIn: { viewer: { isAdmin: true } } })
    expect(await caller.refusal(setPassword, { token: tokenOf(url) })).toEqual(['LINK_USED'])
  })

  it('makes one administrator when two servers start at once', async () => {
    const starts = await Promise.all([1, 2].map(() => app.startAnother({ adminEmail: EMAIL })))
    expect(await employees()).toHaveLength(1)
    const urls = starts.flatMap(({ server }) => server.firstAdministrator?.url ?? [])
    const opened = await Promise.all(urls.map((url) => app.graphql(setPassword, { token: tokenOf(url) })))
    expect(opened.filter(({ errors }) => !errors)).toHaveLength(1)
  })
})

describe('a later start', () => {
  it('gives a new link while the password is not set and no letter can be sent, and the former one ends', async () => {
    const first = await app.startAnother({ adminEmail: EMAIL })
    const second = await app.startAnother({ adminEmail: EMAIL })
    const [former, present] = [first, second].map(({ server }) => tokenOf(server.firstAdministrator?.url))
    expect(await app.anonymous().refusal(setPassword, { token: former })).toEqual(['LINK_USED'])
    await app.anonymous().ask(setPassword, { token: present })
    expect((await app.startAnother({ adminEmail: EMAIL })).server.firstAdministrator).toBeNull()
    expect(await employees()).toHaveLength(1)
  })

  it('makes nobody where somebody is already', async () => {
    await app.addEmployee({ email: 'boss@example.ru', role: 'administrator' })
    const { server } = await app.startAnother({ ...production, adminEmail: EMAIL })
    expect(server.firstAdministrator).toBeNull()
    expect(await employees()).toMatchObject([{ email: 'boss@example.ru' }])
  })
})

describe('the terminal', () => {
  it('shows the link once; the log, which says everything else, does not have it', async () => {
    const {
      child,
      exited,
      output: shown,
    } = await startProcess(app, { ADMIN_EMAIL: EMAIL, WORKER: 'off', LOG_LEVEL: 'debug' })
    await vi.waitFor(() => expect(shown()).toContain('/invite/'), 5_000)
    child.kill('SIGTERM')
    const { output } = await exited
    const withLink = output.split('\n').filter((line) => line.includes('/invite/'))
    expect(withLink).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/invite\/[\w-]{43}$/)])
  })
})
