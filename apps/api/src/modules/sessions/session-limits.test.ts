import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Caller, startTestApp, type TestApp } from '../../../test/app.ts'
import { manualClock } from '../../clock.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const clock = manualClock(new Date('2026-11-23T09:00:00Z'))
let app: TestApp

beforeAll(async () => {
  app = await startTestApp({}, { clock })
})
afterAll(() => app?.stop())

const isIn = async (caller: Caller) => (await caller.ask<{ viewer: unknown }>('{ viewer { email } }')).viewer !== null

let members = 0
/** Somebody with a role of his own, signed in. */
async function newMember(limits: { sessionIdleMinutes?: number; sessionMaxHours?: number } = {}) {
  const { prisma } = app.services
  const number = members++
  const email = `limits-${number}@naryad.demo`
  const id = await app.addEmployee({ email, role: 'manager' })
  const role = await prisma.role.create({
    data: { key: `limits-${number}`, name: 'Своя', affiliation: 'OFFICE', ...limits },
  })
  await prisma.employee.update({ where: { id }, data: { roleId: role.id } })
  const setLimits = (data: typeof limits) => prisma.role.update({ where: { id: role.id }, data })
  return { id, email, caller: await app.asEmployee(email), setLimits }
}

/** Uses the session, and waits until that is written down. */
async function use({ id, caller }: { id: string; caller: Caller }) {
  expect(await isIn(caller)).toBe(true)
  await vi.waitFor(async () => {
    const seen = await app.services.prisma.session.count({ where: { employeeId: id, lastSeenAt: clock.now() } })
    if (!seen) throw new Error('not touched yet')
  })
}

describe('a session', () => {
  it('ends after a week without use, and lasts while it is used', async () => {
    const used = await newMember()
    const unused = await newMember()
    clock.advance(5 * DAY)
    await use(used)
    clock.advance(5 * DAY)
    expect([await isIn(used.caller), await isIn(unused.caller)]).toEqual([true, false])
  })

  it('ends after thirty days however it is used', async () => {
    const member = await newMember()
    for (let day = 5; day < 30; day += 5) {
      clock.advance(5 * DAY)
      await use(member)
    }
    clock.advance(5 * DAY - 1)
    expect(await isIn(member.caller)).toBe(true)
    clock.advance(1)
    expect(await isIn(member.caller)).toBe(false)
  })

  it('ends by the limits of the role, which count a use every tenth of a short idle time', async () => {
    const member = await newMember({ sessionIdleMinutes: 20, sessionMaxHours: 1 })
    for (let minutes = 15; minutes < 60; minutes += 15) {
      clock.advance(15 * MINUTE)
      await use(member)
    }
    clock.advance(15 * MINUTE)
    expect(await isIn(member.caller)).toBe(false)
    const idle = await newMember({ sessionIdleMinutes: 20 })
    clock.advance(3 * MINUTE)
    await use(idle)
    // by his own role's, whatever others have
    const { expiresAt } = await app.services.prisma.session.findFirstOrThrow({ where: { employeeId: idle.id } })
    expect(expiresAt.getTime() - clock.now().getTime()).toBe(20 * MINUTE)
    clock.advance(20 * MINUTE)
    expect(await isIn(idle.caller)).toBe(false)
  })

  it('obeys a stricter role at once, with its socket, and gains nothing by a laxer one', async () => {
    const member = await newMember()
    clock.advance(DAY)
    await use(member)
    clock.advance(2 * 60 * MINUTE)
    const events = await member.caller.subscribe('subscription { viewerChanged { permissionVersion } }')
    await member.setLimits({ sessionMaxHours: 24 })
    expect(await events.closed).toBe(4403)
    expect(await isIn(member.caller)).toBe(false)

    const strict = await newMember({ sessionIdleMinutes: 30 })
    await strict.setLimits({ sessionIdleMinutes: 24 * 60 })
    clock.advance(30 * MINUTE)
    expect(await isIn(strict.caller)).toBe(false)
  })

  it('that has ended by a limit is not in its owner’s list', async () => {
    const member = await newMember()
    clock.advance(60 * MINUTE)
    const later = await app.asEmployee(member.email)
    const count = async () => (await later.ask<{ sessions: unknown[] }>('{ sessions { id } }')).sessions.length
    expect(await count()).toBe(2)
    await member.setLimits({ sessionIdleMinutes: 60 })
    expect(await count()).toBe(1)
  })

  it('that runs out takes its open socket along', async () => {
    const member = await newMember({ sessionIdleMinutes: 60 })
    const events = await member.caller.subscribe('subscription { viewerChanged { permissionVersion } }')
    clock.advance(60 * MINUTE)
    expect(await events.closed).toBe(4403)
  })
})
