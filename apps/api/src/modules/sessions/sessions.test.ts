import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Caller, PASSWORD, startTestApp, type TestApp } from '../../../test/app.ts'
import { manualClock } from '../../clock.ts'

const clock = manualClock(new Date('2026-11-23T09:00:00Z'))
let app: TestApp

beforeAll(async () => {
  app = await startTestApp({}, { clock })
})
afterAll(() => app?.stop())

const SIGN_IN =
  'mutation ($email: String!, $password: String!) { signIn(email: $email, password: $password) { viewer { email } } }'
const CHANGE =
  'mutation ($old: String!, $new: String!) { changePassword(currentPassword: $old, newPassword: $new) { isDone } }'
const REQUEST = 'mutation ($email: String!) { requestPasswordReset(email: $email) { isDone } }'
const RESET = 'mutation ($token: String!, $new: String!) { resetPassword(token: $token, newPassword: $new) { isDone } }'
const VIEWER = '{ viewer { email } }'

const isSignedIn = async (caller: Caller) => (await caller.ask<{ viewer: unknown }>(VIEWER)).viewer !== null

/** A member of staff of his own, so that no test throttles or locks out another's. */
let members = 0
async function newMember(password = PASSWORD) {
  const email = `member-${members++}@naryad.demo`
  const id = await app.addEmployee({ email, role: 'manager', password })
  return { id, email }
}

async function auditOf(actorId: string) {
  const entries = await app.services.prisma.auditEntry.findMany({ where: { actorId }, orderBy: { id: 'asc' } })
  return entries.map(({ kind }) => kind)
}

describe('signing in', () => {
  it('goes on with an address that would not be taken as one any more', async () => {
    const email = 'first=last&co@naryad.demo'
    await app.addEmployee({ email, role: 'accountant' })
    await expect(app.asEmployee(email.toUpperCase())).resolves.toBeDefined()
  })

  it('sets a cookie that scripts cannot read, and stores only its hash', async () => {
    const { id, email } = await newMember()
    const response = await app.anonymous().fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: SIGN_IN, variables: { email: ` ${email.toUpperCase()} `, password: PASSWORD } }),
    })
    const [cookie = ''] = response.headers.getSetCookie()
    expect(cookie).toMatch(/^naryad_session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/)
    const token = /=([^;]+)/.exec(cookie)?.[1] ?? ''
    const [session] = await app.services.prisma.session.findMany({ where: { employeeId: id } })
    expect(Buffer.from(session?.tokenHash ?? []).toString('base64url')).not.toBe(token)
    expect(session?.tokenHash).toHaveLength(32)
    expect(await auditOf(id)).toEqual(['signIn'])
  })

  it('is each request’s own, however many come in together', async () => {
    const members = await Promise.all(Array.from({ length: 4 }, () => newMember()))
    const callers = await Promise.all(members.map(({ email }) => app.asEmployee(email)))
    await app.services.prisma.session.updateMany({
      where: { employeeId: members[3]?.id ?? '' },
      data: { endedAt: clock.now() },
    })
    const asked = [...callers, app.anonymous()].flatMap((caller) => Array<Caller>(8).fill(caller))
    const answers = await Promise.all(asked.map((caller) => caller.ask<{ viewer: { email: string } | null }>(VIEWER)))
    const expected = [...members.slice(0, 3).map(({ email }) => email), null, null]
    expect(answers.map(({ viewer }) => viewer?.email ?? null)).toEqual(expected.flatMap((one) => Array(8).fill(one)))
  })

  it('answers alike whichever half of the pair is wrong, and for who has no password or is switched off', async () => {
    const { prisma } = app.services
    const known = await newMember()
    const without = await newMember()
    await prisma.employee.update({ where: { id: without.id }, data: { passwordHash: null } })
    const away = await newMember()
    await prisma.employee.update({ where: { id: away.id }, data: { isActive: false } })
    const answers = await Promise.all(
      [
        { email: known.email, password: 'not the password' },
        { email: 'nobody@naryad.demo', password: PASSWORD },
        { email: 'not an address', password: PASSWORD },
        { email: without.email, password: PASSWORD },
        { email: away.email, password: PASSWORD },
      ].map((pair) => app.graphql(SIGN_IN, pair)),
    )
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(answers[0]?.errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED', details: { reason: 'WRONG_PAIR' } })
    expect(await auditOf(known.id)).toEqual(['signInRefused'])
  })

  it('is throttled per account and address, says for how long, and opens again after that', async () => {
    const { email } = await newMember()
    const wrong = { email, password: 'guess after guess' }
    for (let attempt = 0; attempt < 10; attempt++)
      expect(await app.anonymous().refusal(SIGN_IN, wrong)).toEqual(['UNAUTHENTICATED'])
    const { errors } = await app.graphql(SIGN_IN, { email, password: PASSWORD })
    expect(errors?.[0]?.extensions).toEqual({ code: 'THROTTLED', details: { retryAfter: 15 * 60 } })
    clock.advance(15 * 60_000)
    expect(await isSignedIn(await app.asEmployee(email))).toBe(true)
  })

  it('lets no flood of simultaneous guesses through', async () => {
    const { email } = await newMember()
    const guesses = Array.from({ length: 25 }, (_, n) =>
      app.anonymous().refusal(SIGN_IN, { email, password: `guess number ${n}` }),
    )
    const codes = (await Promise.all(guesses)).flat()
    expect(codes.filter((code) => code === 'UNAUTHENTICATED')).toHaveLength(10)
    expect(codes.filter((code) => code === 'THROTTLED')).toHaveLength(15)
  })
})

describe('a session', () => {
  it('ends with signing out, and its cookie is worth nothing afterwards', async () => {
    const { id, email } = await newMember()
    const caller = await app.asEmployee(email)
    const { cookie } = caller
    await caller.ask('mutation { signOut { isDone } }')
    expect(caller.cookie).toBe('')
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-naryad-csrf': '1', cookie },
      body: JSON.stringify({ query: VIEWER }),
    })
    expect(await response.json()).toEqual({ data: { viewer: null } })
    expect(await auditOf(id)).toEqual(['signIn', 'signOut'])
  })

  it('is listed to its owner, who can end any of his and nobody else’s', async () => {
    const { email } = await newMember()
    const here = await app.asEmployee(email)
    const there = await app.asEmployee(email)
    const stranger = await app.asEmployee((await newMember()).email)
    interface Listed {
      sessions: { id: string; isCurrent: boolean }[]
    }
    const { sessions } = await here.ask<Listed>('{ sessions { id isCurrent ip userAgent } }')
    expect(sessions).toHaveLength(2)
    const other = sessions.find((session) => !session.isCurrent)?.id
    const END = 'mutation ($id: ID!) { endSession(id: $id) { isDone } }'
    expect(await stranger.refusal(END, { id: other })).toEqual(['NOT_FOUND'])
    await here.ask(END, { id: other })
    expect([await isSignedIn(here), await isSignedIn(there)]).toEqual([true, false])
  })

  it('ends everywhere at once', async () => {
    const { email } = await newMember()
    const callers = [await app.asEmployee(email), await app.asEmployee(email)]
    await callers[0]?.ask('mutation { signOutEverywhere { isDone } }')
    for (const caller of callers) expect(await isSignedIn(caller)).toBe(false)
  })

  it('shows new rights with the next request', async () => {
    const { prisma, catalog } = app.services
    const { id, email } = await newMember()
    const caller = await app.asEmployee(email)
    const actions = async () =>
      (await caller.ask<{ viewer: { actions: string[] } }>('{ viewer { actions } }')).viewer.actions
    expect(await actions()).toContain('section.repairs')
    await prisma.employeeAction.create({
      data: { employeeId: id, action: 'section.repairs', isAllowed: false, setById: id },
    })
    expect(await actions()).not.toContain('section.repairs')
    expect(catalog.entities.size).toBeGreaterThan(0)
  })
})

describe('the password', () => {
  it('is changed with the present one, and ends the other sessions', async () => {
    const { id, email } = await newMember()
    const here = await app.asEmployee(email)
    const there = await app.asEmployee(email)
    expect(await here.refusal(CHANGE, { old: 'something else', new: 'корабль плывёт' })).toEqual(['VALIDATION'])
    await here.ask(CHANGE, { old: PASSWORD, new: 'корабль плывёт' })
    expect([await isSignedIn(here), await isSignedIn(there)]).toEqual([true, false])
    expect(await app.anonymous().refusal(SIGN_IN, { email, password: PASSWORD })).toEqual(['UNAUTHENTICATED'])
    await app.anonymous().ask(SIGN_IN, { email, password: 'корабль плывёт' })
    expect(await auditOf(id)).toContain('passwordChanged')
  })

  it.each([
    ['short', 'TOO_SHORT'],
    ['12345678901234', 'TOO_COMMON'],
    ['x7#x7#x7#x7#', 'TOO_SIMPLE'],
    ['aaaaaaaaaaaaaa', 'TOO_SIMPLE'],
    ['member-weak1', 'TOO_PERSONAL'],
    ['x1'.repeat(150), 'TOO_LONG'],
  ])('is refused when it is as weak as %s', async (password, reason) => {
    const email = 'member-weak@naryad.demo'
    const { prisma } = app.services
    if (!(await prisma.employee.findUnique({ where: { email } }))) await app.addEmployee({ email, role: 'manager' })
    const caller = await app.asEmployee(email)
    const { errors } = await caller.graphql(CHANGE, { old: PASSWORD, new: password })
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'VALIDATION', details: { field: 'newPassword', reason } })
  })
})

describe('a forgotten password', () => {
  /** The token in the newest letter to the address. */
  async function letterTo(email: string, count = 1): Promise<string> {
    return vi.waitFor(
      async () => {
        const letters = await app.services.prisma.outboxMessage.findMany({
          where: { recipient: email },
          orderBy: { id: 'desc' },
        })
        if (letters.length < count) throw new Error('no letter yet')
        expect(letters[0]?.status).toBe('STORED')
        return /\/reset\/([\w-]+)/.exec(letters[0]?.text ?? '')?.[1] ?? ''
      },
      { timeout: 10_000 },
    )
  }

  it('is replaced by the link of a letter, once, and every session ends', async () => {
    const { id, email } = await newMember()
    const caller = await app.asEmployee(email)
    await app.anonymous().ask(REQUEST, { email })
    const token = await letterTo(email)
    expect(await app.anonymous().refusal(RESET, { token, new: 'short' })).toEqual(['VALIDATION'])
    await app.anonymous().ask(RESET, { token, new: 'ласточка летит' })
    expect(await isSignedIn(caller)).toBe(false)
    await app.anonymous().ask(SIGN_IN, { email, password: 'ласточка летит' })
    expect(await app.anonymous().refusal(RESET, { token, new: 'журавль летит' })).toEqual(['LINK_USED'])
    expect(await auditOf(id)).toContain('passwordReset')
  })

  it('is not replaced any more by a link from before its owner has changed it', async () => {
    const { email } = await newMember()
    await app.anonymous().ask(REQUEST, { email })
    const token = await letterTo(email)
    const caller = await app.asEmployee(email)
    await caller.ask(CHANGE, { old: PASSWORD, new: 'корабль плывёт' })
    expect(await app.anonymous().refusal(RESET, { token, new: 'журавль летит' })).toEqual(['LINK_USED'])
  })

  it('is answered alike for an address that nobody has, and no letter goes there', async () => {
    const { email } = await newMember()
    const known = await app.graphql(REQUEST, { email })
    const unknown = await app.graphql(REQUEST, { email: 'stranger@naryad.demo' })
    expect(unknown).toEqual(known)
    await letterTo(email)
    expect(await app.services.prisma.outboxMessage.count({ where: { recipient: 'stranger@naryad.demo' } })).toBe(0)
  })

  it('does not open with an expired link, a superseded one, or one that was made up', async () => {
    const { email } = await newMember()
    await app.anonymous().ask(REQUEST, { email })
    const expired = await letterTo(email)
    clock.advance(3_600_001)
    expect(await app.anonymous().refusal(RESET, { token: expired, new: 'ласточка летит' })).toEqual(['LINK_EXPIRED'])
    await app.anonymous().ask(REQUEST, { email })
    const first = await letterTo(email, 2)
    await app.anonymous().ask(REQUEST, { email })
    const second = await letterTo(email, 3)
    await app.anonymous().ask(RESET, { token: second, new: 'ласточка летит' })
    expect(await app.anonymous().refusal(RESET, { token: first, new: 'журавль летит' })).toEqual(['LINK_USED'])
    const forged = `${first.slice(0, 30)}${first[30] === 'A' ? 'B' : 'A'}${first.slice(31)}`
    for (const token of [forged, '', 'x', 'x'.repeat(43)]) {
      expect(await app.anonymous().refusal(RESET, { token, new: 'журавль летит' })).toEqual(['NOT_FOUND'])
    }
  })

  it('is asked for only so often', async () => {
    const { email } = await newMember()
    clock.advance(3_600_001)
    for (let n = 0; n < 5; n++) await app.anonymous().ask(REQUEST, { email })
    expect(await app.anonymous().refusal(REQUEST, { email })).toEqual(['THROTTLED'])
  })
})
