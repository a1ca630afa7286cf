import { isDomainError } from '@naryad/domain'
import { v7 as uuid } from 'uuid'
import { type ManualClock, manualClock } from '../clock.ts'
import type { Context, Services, SessionCookie } from '../context.ts'
import { DEMO_PASSWORD } from '../modules/sessions/demo-accounts.ts'
import { signIn, signOut } from '../modules/sessions/session.service.ts'
import { type Chance, chance } from './chance.ts'
import type { Company } from './company.ts'
import type { Established } from './establish.ts'
import { timeOfWorkday } from './work-time.ts'

/** Of a role's people the first, the second … counted from 0; the first one is the demo account. */
export type Who = readonly [role: string, index: number]

/** Where somebody sits and with what in his hands. Addresses are those reserved for documentation (RFC 5737, 3849). */
export interface Place {
  ip: string
  userAgent: string
}

/** What somebody does between signing in and leaving. */
export interface Sitting {
  /** Working days before the present one; without deeds it is in the morning. */
  workdaysAgo: number
  who: Who
  place: Place
  /** A password that is typed before the right one, when there is one. */
  mistyped?: string
  /** He is not let in: his address is not one of his. */
  isRefused?: boolean
  deeds?: readonly Deed[]
  /** The browser is closed, the session goes on. */
  isLeftOpen?: boolean
}

export type Deed = (desk: Desk) => Promise<unknown>

/** Somebody signed in, and whom and what he can name. */
export interface Desk {
  ctx: Context
  /** The present of the demo, in whose days terms are counted. */
  now: Date
  /** Lets a minute or so go by. */
  pause(): void
  employeeId(who: Who): string
  manufacturerId(name: string): string
  /** @throws when there is none of this name yet */
  roleId(name: string): Promise<string>
}

/** Between deeds, short enough for the password given at the start to be good for a few of them. */
const PAUSE_MS = [40_000, 85_000] as const
/** From one to the next, where several fall on one day. */
const TURN_MS = [180_000, 540_000] as const

interface Office {
  company: Company
  established: Established
  /** The present of the demo. */
  now: Date
  seed: number
}

/**
 * Lets people sign in, do what they have to do and leave, one after the other, through the product's own services.
 *
 * @param sittings in the order of time; several of one day keep their order
 */
export async function holdSittings(services: Services, office: Office, sittings: readonly Sitting[]): Promise<void> {
  let earliest = 0
  for (const [index, sitting] of sittings.entries()) {
    const { workdaysAgo, deeds } = sitting
    const draw = chance(office.seed + 15_485_863 * (index + 1) + workdaysAgo)
    const drawn = timeOfWorkday(office.now, workdaysAgo, deeds ? 'AT_WORK' : 'COMING', draw)
    const clock = manualClock(new Date(Math.max(drawn.getTime(), earliest)))
    try {
      await hold({ ...services, clock }, office, { sitting, draw, clock })
    } catch (error) {
      const [role, nth] = sitting.who
      throw new Error(`The demo’s ${role} ${nth} cannot do his work, ${clock.now().toISOString()}`, { cause: error })
    }
    earliest = clock.now().getTime() + draw.whole(...TURN_MS)
  }
}

async function hold(
  services: Services,
  office: Office,
  { sitting, draw, clock }: { sitting: Sitting; draw: Chance; clock: ManualClock },
): Promise<void> {
  const { company, established, now } = office
  const employeeId = (who: Who) => idOf(office, who)
  const email = company.people[indexOf(company, sitting.who)]?.email ?? ''
  const visitor = arrive(services, sitting.place)
  const pause = () => clock.advance(draw.whole(...PAUSE_MS))

  if (sitting.mistyped !== undefined) {
    await refuse(visitor, email, sitting.mistyped)
    pause()
  }
  if (sitting.isRefused) return refuse(visitor, email, DEMO_PASSWORD)
  const ctx = await enter(visitor, email, DEMO_PASSWORD)
  const desk: Desk = {
    ctx,
    now,
    pause,
    employeeId,
    manufacturerId: (name) => {
      const index = company.makers.findIndex((maker) => maker.name === name)
      return itemAt(established.makerIds, index)
    },
    roleId: async (name) => (await services.prisma.role.findFirstOrThrow({ where: { name }, select: { id: true } })).id,
  }
  for (const deed of sitting.deeds ?? []) {
    pause()
    await deed(desk)
  }
  if (sitting.isLeftOpen) return
  pause()
  await signOut(ctx)
}

/** Somebody with a browser in which nobody is signed in. */
function arrive(services: Services, { ip, userAgent }: Place): Context {
  return {
    ...services,
    viewer: null,
    sessionId: null,
    sudoUntil: null,
    viewedBy: null,
    sessionCookie: cookie(null),
    ip,
    userAgent,
    requestId: uuid(),
  }
}

/** A cookie as it comes with a request; what an answer makes of it is for the requests after it. */
function cookie(token: string | null, set: SessionCookie['set'] = () => {}): SessionCookie {
  return { token, set, clear() {} }
}

/** Comes to a closed door, which the audit log has then. */
async function refuse(ctx: Context, email: string, password: string): Promise<void> {
  try {
    await signIn(ctx, { email, password })
  } catch (error) {
    if (isDomainError(error) && ['UNAUTHENTICATED', 'FORBIDDEN'].includes(error.code)) return
    throw error
  }
  throw new Error('the door was to be closed')
}

async function enter(ctx: Context, email: string, password: string): Promise<Context> {
  let token: string | null = null
  const sessionCookie = cookie(null, (given) => {
    token = given
  })
  const { viewer, sudoUntil } = await signIn({ ...ctx, sessionCookie }, { email, password })
  if (!viewer) throw new Error('the demo has no second factors')
  const { id: sessionId } = await ctx.prisma.session.findFirstOrThrow({
    where: { employeeId: viewer.employeeId, endedAt: null },
    orderBy: { createdAt: 'desc' },
    select: { id: true },
  })
  return { ...ctx, viewer, sudoUntil, sessionId, sessionCookie: cookie(token) }
}

function idOf({ company, established }: Office, who: Who): string {
  return itemAt(established.people, indexOf(company, who)).viewer.employeeId
}

function indexOf({ people }: Company, [role, index]: Who): number {
  return itemAt(
    people.flatMap((person, at) => (person.role === role ? [at] : [])),
    index,
  )
}

function itemAt<T>(items: readonly T[], index: number): T {
  const item = items[index]
  if (item === undefined) throw new Error(`nothing is at ${index}`)
  return item
}
