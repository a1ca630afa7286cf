import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/app.ts'
import { manualClock } from '../../clock.ts'
import { sendInvitation } from './invitation.service.ts'

const DAY = 24 * 3_600_000
const clock = manualClock(new Date('2026-11-23T09:00:00Z'))
let app: TestApp

beforeAll(async () => {
  app = await startTestApp({ trustedProxies: 1 }, { clock })
})
afterAll(() => app?.stop())

const LOOK = 'query ($token: String!) { invitation(token: $token) { name email } }'
const ACCEPT = `mutation ($token: String!, $password: String!) {
  acceptInvitation(token: $token, password: $password) { step viewer { email } } }`
const STRENGTH =
  'query ($password: String!, $token: String) { passwordStrength(password: $password, token: $token) { score reason } }'
const RESET = 'mutation ($token: String!, $new: String!) { resetPassword(token: $token, newPassword: $new) { isDone } }'
const GOOD = 'ласточка летит домой'

let members = 0
/** An employee as staff make him: without a password. */
async function newEmployee() {
  const email = `invited-${members++}@naryad.demo`
  const id = await app.addEmployee({ email, role: 'manager', name: 'Анна Ковалёва' })
  return app.services.prisma.employee.update({ where: { id }, data: { passwordHash: null } })
}

async function invite(employee: Awaited<ReturnType<typeof newEmployee>>): Promise<string> {
  const { services } = app
  const url = await services.prisma.$transaction((tx) => sendInvitation(services, tx, employee))
  return url.split('/invite/')[1] ?? ''
}

describe('an invitation', () => {
  it('comes by mail, tells whom it invites, sets the password and lets him in', async () => {
    const employee = await newEmployee()
    const token = await invite(employee)
    const { prisma } = app.services
    const [letter] = await prisma.outboxMessage.findMany({ where: { recipient: employee.email } })
    expect(letter?.template).toBe('INVITATION')
    expect(letter?.text).toContain(`/invite/${token}`)
    const caller = app.anonymous()
    expect(await caller.ask(LOOK, { token })).toEqual({ invitation: { name: 'Анна Ковалёва', email: employee.email } })
    expect(await caller.ask(ACCEPT, { token, password: GOOD })).toEqual({
      acceptInvitation: { step: null, viewer: { email: employee.email } },
    })
    expect(await caller.ask('{ viewer { email } }')).toEqual({ viewer: { email: employee.email } })
    const kinds = await prisma.auditEntry.findMany({ where: { actorId: employee.id } })
    expect(kinds.map(({ kind }) => kind)).toEqual(['invitationAccepted'])
    expect((await prisma.employee.findUniqueOrThrow({ where: { id: employee.id } })).invitedAt).toEqual(clock.now())
  })

  it('opens once, for seven days, and not after a newer one', async () => {
    const employee = await newEmployee()
    const first = await invite(employee)
    const second = await invite(employee)
    expect(await app.anonymous().refusal(LOOK, { token: first })).toEqual(['LINK_USED'])
    await app.anonymous().ask(ACCEPT, { token: second, password: GOOD })
    expect(await app.anonymous().refusal(ACCEPT, { token: second, password: GOOD })).toEqual(['LINK_USED'])
    const late = await invite(await newEmployee())
    clock.advance(7 * DAY)
    expect(await app.anonymous().refusal(LOOK, { token: late })).toEqual(['LINK_EXPIRED'])
    expect(await app.anonymous().refusal(ACCEPT, { token: late, password: GOOD })).toEqual(['LINK_EXPIRED'])
  })

  it('stays good after a weak password, and of two callers at once lets one in', async () => {
    const employee = await newEmployee()
    const token = await invite(employee)
    const { errors } = await app.graphql(ACCEPT, { token, password: 'Ковалёва2024' })
    expect(errors?.[0]?.extensions).toEqual({
      code: 'VALIDATION',
      details: { field: 'newPassword', reason: 'TOO_PERSONAL', min: 10 },
    })
    const answers = await Promise.all([1, 2].map(() => app.graphql(ACCEPT, { token, password: GOOD })))
    expect(answers.filter((answer) => !answer.errors)).toHaveLength(1)
  })

  it('opens nothing for who was switched off since, or as another kind of link', async () => {
    const employee = await newEmployee()
    const token = await invite(employee)
    expect(await app.anonymous().refusal(RESET, { token, new: GOOD })).toEqual(['NOT_FOUND'])
    await app.services.prisma.employee.update({ where: { id: employee.id }, data: { isActive: false } })
    expect(await app.anonymous().refusal(LOOK, { token })).toEqual(['NOT_FOUND'])
    expect(await app.anonymous().refusal(ACCEPT, { token, password: GOOD })).toEqual(['NOT_FOUND'])
    expect(await app.anonymous().refusal(LOOK, { token: 'x'.repeat(43) })).toEqual(['NOT_FOUND'])
  })

  it('lets nobody in from a forbidden address, and leaves the link good', async () => {
    const employee = await newEmployee()
    const token = await invite(employee)
    await app.services.prisma.ipRange.create({ data: { employeeId: employee.id, cidr: '192.0.2.0/24' } })
    const from = async (address: string) => {
      const response = await app.anonymous().fetch('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
        body: JSON.stringify({ query: ACCEPT, variables: { token, password: GOOD } }),
      })
      return ((await response.json()) as { errors?: { extensions: { code: string } }[] }).errors?.[0]?.extensions.code
    }
    expect(await from('198.51.100.7')).toBe('FORBIDDEN')
    expect(await from('192.0.2.7')).toBeUndefined()
  })

  it('leads to a second factor where the role asks for one', async () => {
    const { prisma } = app.services
    const employee = await newEmployee()
    const role = await prisma.role.create({
      data: { key: 'invited-strict', name: 'Строгая', affiliation: 'OFFICE', requiresSecondFactor: true },
    })
    await prisma.employee.update({ where: { id: employee.id }, data: { roleId: role.id } })
    const caller = app.anonymous()
    expect(await caller.ask(ACCEPT, { token: await invite(employee), password: GOOD })).toEqual({
      acceptInvitation: { step: 'ENROLMENT', viewer: null },
    })
    expect(await caller.ask('{ viewer { email } signInStep }')).toEqual({ viewer: null, signInStep: 'ENROLMENT' })
  })

  it('is looked at only so often from one address', async () => {
    const caller = app.anonymous()
    const look = () => caller.refusal(LOOK, { token: 'y'.repeat(43) })
    const codes = new Set<string>()
    for (let n = 0; n < 105 && !codes.has('THROTTLED'); n++) for (const code of await look()) codes.add(code)
    expect([...codes]).toEqual(['NOT_FOUND', 'THROTTLED'])
    clock.advance(3_600_000)
  })
})

describe('the strength of a password', () => {
  it('is told to whom a letter’s link belongs and to the viewer, with their own words in mind, and to nobody else', async () => {
    const employee = await newEmployee()
    const token = await invite(employee)
    const ask = { password: 'Ковалёва2024' }
    const personal = { passwordStrength: { score: expect.any(Number), reason: 'TOO_PERSONAL' } }
    expect(await app.anonymous().ask(STRENGTH, { ...ask, token })).toEqual(personal)
    expect(await app.anonymous().ask(STRENGTH, { password: GOOD, token })).toEqual({
      passwordStrength: { score: 4, reason: null },
    })
    expect(await app.anonymous().refusal(STRENGTH, ask)).toEqual(['UNAUTHENTICATED'])
    expect(await app.anonymous().refusal(STRENGTH, { ...ask, token: 'z'.repeat(43) })).toEqual(['NOT_FOUND'])
    await app.services.prisma.employee.update({
      where: { id: employee.id },
      data: {
        passwordHash: (
          await app.services.prisma.employee.findUniqueOrThrow({ where: { email: 'manager@naryad.demo' } })
        ).passwordHash,
      },
    })
    expect(await (await app.asEmployee(employee.email)).ask(STRENGTH, ask)).toEqual(personal)
  })
})
