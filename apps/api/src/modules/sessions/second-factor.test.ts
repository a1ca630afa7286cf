import { Writable } from 'node:stream'
import { Secret } from 'otpauth'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Caller, PASSWORD, startTestApp, type TestApp } from '../../../test/app.ts'
import { manualClock } from '../../clock.ts'
import { totpCode } from './totp.ts'

const MINUTE = 60_000
const clock = manualClock(new Date('2026-11-23T09:00:00Z'))
const logged: string[] = []
let app: TestApp

beforeAll(async () => {
  const stream = new Writable({
    write(chunk, _encoding, done) {
      logged.push(String(chunk))
      done()
    },
  })
  app = await startTestApp({}, { clock, log: pino({ level: 'trace' }, stream) })
})
afterAll(() => app?.stop())
// every test has codes of its own: one is good once
beforeEach(() => clock.advance(MINUTE))

const SIGN_IN = `mutation ($email: String!, $password: String!) {
  signIn(email: $email, password: $password) { step viewer { email hasSecondFactor sudoUntil } } }`
const CONFIRM = 'mutation ($code: String!) { confirmSecondFactor(code: $code) { step viewer { email sudoUntil } } }'
const START = 'mutation { startEnrolment { secret uri } }'
const FINISH = 'mutation ($code: String!) { finishEnrolment(code: $code) { recoveryCodes viewer { email } } }'
const STATE = '{ secondFactor { isOn since recoveryCodesLeft isRequired } }'
const STEP = '{ signInStep }'
const VIEWER = '{ viewer { email } }'
const CONFIRM_IDENTITY = `mutation ($password: String, $code: String) {
  confirmIdentity(password: $password, code: $code) { sudoUntil } }`

const isIn = async (caller: Caller) => (await caller.ask<{ viewer: unknown }>(VIEWER)).viewer !== null
const stepOf = async (caller: Caller) => (await caller.ask<{ signInStep: string | null }>(STEP)).signInStep

let members = 0
/** A member of staff of his own, with a role of his own where it matters. */
async function newMember(options: { isRequired?: boolean } = {}) {
  const number = members++
  const email = `factor-${number}@naryad.demo`
  const id = await app.addEmployee({ email, role: 'manager' })
  if (options.isRequired) {
    const { prisma } = app.services
    const manager = await prisma.role.findUniqueOrThrow({ where: { key: 'manager' } })
    const role = await prisma.role.create({
      data: { key: `strict-${number}`, name: 'Строгая', affiliation: manager.affiliation, requiresSecondFactor: true },
    })
    await prisma.employee.update({ where: { id }, data: { roleId: role.id } })
  }
  return { id, email }
}

async function givePassword(email: string): Promise<Caller> {
  const caller = app.anonymous()
  await caller.ask(SIGN_IN, { email, password: PASSWORD })
  return caller
}

/** Sets a second factor up for whoever is signed in or has to; returns what his phone knows. */
async function enrol(caller: Caller) {
  const { startEnrolment } = await caller.ask<{ startEnrolment: { secret: string; uri: string } }>(START)
  const secret = Buffer.from(Secret.fromBase32(startEnrolment.secret.replaceAll(' ', '')).bytes)
  const code = () => totpCode(secret, clock.now())
  const { finishEnrolment } = await caller.ask<{ finishEnrolment: { recoveryCodes: string[] } }>(FINISH, {
    code: code(),
  })
  clock.advance(MINUTE)
  return { secret, code, recoveryCodes: finishEnrolment.recoveryCodes }
}

async function newProtectedMember() {
  const member = await newMember()
  const caller = await app.asEmployee(member.email)
  return { ...member, caller, ...(await enrol(caller)) }
}

async function auditOf(actorId: string) {
  const entries = await app.services.prisma.auditEntry.findMany({ where: { actorId }, orderBy: { id: 'asc' } })
  return entries.map(({ kind }) => kind)
}

async function lettersTo(recipient: string): Promise<string[]> {
  const letters = await app.services.prisma.outboxMessage.findMany({ where: { recipient }, orderBy: { id: 'asc' } })
  return letters.map(({ template }) => template)
}

const fieldOf = async (caller: Caller, query: string, variables: object) =>
  (await caller.graphql(query, { ...variables })).errors?.[0]?.extensions

const wrong = { code: 'VALIDATION', details: { field: 'code', reason: 'WRONG' } }

describe('setting a second factor up', () => {
  it('does not count until a code of the app was given; then signing in takes one, and the letter says so', async () => {
    const { id, email } = await newMember()
    const caller = await app.asEmployee(email)
    const elsewhere = await app.asEmployee(email)
    await caller.ask(START)
    expect(
      (await app.anonymous().ask<{ signIn: { step: null } }>(SIGN_IN, { email, password: PASSWORD })).signIn.step,
    ).toBeNull()
    expect(await fieldOf(caller, FINISH, { code: '000000' })).toEqual(wrong)
    const before = caller.cookie
    const { recoveryCodes } = await enrol(caller)
    expect(new Set(recoveryCodes).size).toBe(10)
    expect(caller.cookie).not.toBe(before)
    expect([await isIn(caller), await isIn(elsewhere)]).toEqual([true, false])
    expect(await caller.ask(STATE)).toMatchObject({
      secondFactor: { isOn: true, recoveryCodesLeft: 10, isRequired: false },
    })
    expect(await auditOf(id)).toContain('secondFactorEnabled')
    expect(await lettersTo(email)).toContain('SECOND_FACTOR_SET')
    expect(await caller.refusal(START)).toEqual(['CONFLICT'])
  })

  it('keeps neither the secret nor a recovery code in the clear, in the database or the log', async () => {
    const { id, secret, recoveryCodes, code } = await newProtectedMember()
    const base32 = new Secret({ buffer: Uint8Array.from(secret).buffer }).base32
    const { rows } = await app.services.pool.query<{ table: string }>(
      `select table_name as table from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
    )
    const dumps = await Promise.all(
      rows.map(({ table }) =>
        app.services.pool.query(`select t::text from "${table}" t`).then((all) => JSON.stringify(all.rows)),
      ),
    )
    const everything = [...dumps, ...logged].join('\n').toLowerCase()
    expect(everything).toContain(id)
    const [first = ''] = recoveryCodes
    const told = [
      base32,
      secret.toString('hex'),
      secret.toString('utf8'),
      secret.toString('base64'),
      first,
      first.replaceAll('-', ''),
      PASSWORD,
    ]
    for (const one of told) expect(everything.includes(one.toLowerCase())).toBe(false)
    expect(logged.join('').includes(code())).toBe(false)
  })

  it('opens no secret that was moved to another account', async () => {
    const owner = await newProtectedMember()
    const thief = await newProtectedMember()
    const { prisma } = app.services
    const { totpSecret } = await prisma.employee.findUniqueOrThrow({ where: { id: owner.id } })
    await prisma.employee.update({ where: { id: thief.id }, data: { totpSecret } })
    const caller = await givePassword(thief.email)
    expect(await caller.refusal(CONFIRM, { code: owner.code() })).toEqual(['INTERNAL'])
  })

  it('takes a sudo moment from whoever is signed in', async () => {
    const { email } = await newMember()
    const caller = await app.asEmployee(email)
    clock.advance(10 * MINUTE)
    expect(await caller.refusal(START)).toEqual(['SUDO_REQUIRED'])
    expect(await caller.refusal(FINISH, { code: '123456' })).toEqual(['SUDO_REQUIRED'])
  })
})

describe('signing in with a second factor', () => {
  it('takes the password and then a code, with a new cookie after each', async () => {
    const { id, email, code } = await newProtectedMember()
    const caller = app.anonymous()
    const first = await caller.ask(SIGN_IN, { email, password: PASSWORD })
    expect(first).toEqual({ signIn: { step: 'SECOND_FACTOR', viewer: null } })
    const waiting = caller.cookie
    expect([await isIn(caller), await stepOf(caller)]).toEqual([false, 'SECOND_FACTOR'])
    const second = await caller.ask<{ confirmSecondFactor: { viewer: { sudoUntil: string } } }>(CONFIRM, {
      code: `${code().slice(0, 3)} ${code().slice(3)}`,
    })
    expect(second.confirmSecondFactor).toMatchObject({ step: null, viewer: { email } })
    expect(new Date(second.confirmSecondFactor.viewer.sudoUntil).getTime()).toBe(clock.now().getTime() + 10 * MINUTE)
    expect([await isIn(caller), await stepOf(caller)]).toEqual([true, null])
    const old = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-naryad-csrf': '1', cookie: waiting },
      body: JSON.stringify({ query: '{ viewer { email } signInStep }' }),
    })
    expect(await old.json()).toEqual({ data: { viewer: null, signInStep: null } })
    expect((await auditOf(id)).filter((kind) => kind === 'signIn')).toHaveLength(2)
  })

  it('takes no code from an address that he may no longer work from', async () => {
    const { id, email, code } = await newProtectedMember()
    const caller = await givePassword(email)
    await app.services.prisma.ipRange.create({ data: { employeeId: id, cidr: '192.0.2.0/24' } })
    expect(await stepOf(caller)).toBeNull()
    expect(await caller.refusal(CONFIRM, { code: code() })).toEqual(['UNAUTHENTICATED'])
    await app.services.prisma.ipRange.deleteMany({ where: { employeeId: id } })
    await caller.ask(CONFIRM, { code: code() })
    expect(await isIn(caller)).toBe(true)
  })

  it('takes a code once, also from two who give it at the same moment', async () => {
    const { email, code } = await newProtectedMember()
    const callers = await Promise.all([givePassword(email), givePassword(email)])
    const one = code()
    const answers = await Promise.all(callers.map((caller) => caller.graphql(CONFIRM, { code: one })))
    expect(answers.filter(({ errors }) => !errors)).toHaveLength(1)
    expect(await fieldOf(await givePassword(email), CONFIRM, { code: one })).toEqual(wrong)
    clock.advance(30_000)
    await (await givePassword(email)).ask(CONFIRM, { code: code() })
  })

  it('takes no older code after a newer one', async () => {
    const { email, secret } = await newProtectedMember()
    const ahead = totpCode(secret, new Date(clock.now().getTime() + 30_000))
    const now = totpCode(secret, clock.now())
    await (await givePassword(email)).ask(CONFIRM, { code: ahead })
    expect(await fieldOf(await givePassword(email), CONFIRM, { code: now })).toEqual(wrong)
  })

  it('takes each recovery code once, however it is typed, and tells the owner', async () => {
    const { id, email, recoveryCodes } = await newProtectedMember()
    const [code = ''] = recoveryCodes
    const caller = await givePassword(email)
    await caller.ask(CONFIRM, { code: ` ${code.toUpperCase().replaceAll('-', ' ')}` })
    expect(await caller.ask(STATE)).toMatchObject({ secondFactor: { recoveryCodesLeft: 9 } })
    expect(await fieldOf(await givePassword(email), CONFIRM, { code })).toEqual(wrong)
    expect(await auditOf(id)).toContain('recoveryCodeUsed')
    expect(await lettersTo(email)).toContain('RECOVERY_CODE_USED')
  })

  it('takes no recovery code of another account, nor one that new codes have replaced', async () => {
    const one = await newProtectedMember()
    const other = await newProtectedMember()
    expect(await fieldOf(await givePassword(one.email), CONFIRM, { code: other.recoveryCodes[0] ?? '' })).toEqual(wrong)
    const { newRecoveryCodes } = await one.caller.ask<{ newRecoveryCodes: { recoveryCodes: string[] } }>(
      'mutation { newRecoveryCodes { recoveryCodes } }',
    )
    expect(await fieldOf(await givePassword(one.email), CONFIRM, { code: one.recoveryCodes[1] ?? '' })).toEqual(wrong)
    await (await givePassword(one.email)).ask(CONFIRM, { code: newRecoveryCodes.recoveryCodes[0] ?? '' })
  })

  it('counts wrong codes of a session and of an account, and lets the right one in after the time', async () => {
    const { id, email, code } = await newProtectedMember()
    const first = await givePassword(email)
    for (let n = 0; n < 5; n++) expect(await first.refusal(CONFIRM, { code: `00000${n}` })).toEqual(['VALIDATION'])
    expect(await first.refusal(CONFIRM, { code: code() })).toEqual(['THROTTLED'])
    const second = await givePassword(email)
    const codes = await Promise.all(Array.from({ length: 8 }, () => second.refusal(CONFIRM, { code: '000000' })))
    expect(codes.flat().filter((one) => one === 'VALIDATION').length).toBeLessThanOrEqual(5)
    expect(await (await givePassword(email)).refusal(CONFIRM, { code: code() })).toEqual(['THROTTLED'])
    clock.advance(15 * MINUTE)
    await (await givePassword(email)).ask(CONFIRM, { code: code() })
    expect((await auditOf(id)).filter((kind) => kind === 'signInRefused').length).toBeGreaterThanOrEqual(5)
  })

  it('waits ten minutes for the code', async () => {
    const { email, code } = await newProtectedMember()
    const caller = await givePassword(email)
    clock.advance(10 * MINUTE)
    expect([await stepOf(caller), await caller.refusal(CONFIRM, { code: code() })]).toEqual([null, ['UNAUTHENTICATED']])
  })

  it('ends with signing out half-way', async () => {
    const { email, code } = await newProtectedMember()
    const caller = await givePassword(email)
    const { cookie } = caller
    await caller.ask('mutation { signOut { isDone } }')
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-naryad-csrf': '1', cookie },
      body: JSON.stringify({ query: CONFIRM, variables: { code: code() } }),
    })
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
  })
})

describe('a session that waits for a step', () => {
  it.each(['SECOND_FACTOR', 'ENROLMENT'])('opens nothing: no root field, no socket, no file (%s)', async (step) => {
    const member = step === 'ENROLMENT' ? await newMember({ isRequired: true }) : await newProtectedMember()
    const caller = await givePassword(member.email)
    expect(await stepOf(caller)).toBe(step)
    const { rootRules } = app.services.catalog
    const closed = [...rootRules].filter(([, rule]) => rule.kind !== 'public').map(([name]) => name)
    expect(closed.length).toBeGreaterThan(30)
    const { __schema } = await caller.ask<{ __schema: IntrospectedSchema }>(INTROSPECT)
    for (const operation of rootOperations(__schema)) {
      if (operation.root === 'Subscription' || !closed.includes(`${operation.root}.${operation.name}`)) continue
      expect([operation.name, await caller.refusal(operation.text)]).toEqual([operation.name, ['UNAUTHENTICATED']])
    }
    await expect(caller.subscribe('subscription { viewerChanged { permissionVersion } }')).rejects.toThrow()
    for (const path of [
      '/files/0197a0b0-0000-7000-8000-000000000000',
      '/files/stored/0197a0b0-0000-7000-8000-000000000000',
    ]) {
      expect((await caller.fetch(path)).status).toBe(404)
    }
    const upload = await caller.fetch('/files/uploads', {
      method: 'POST',
      headers: { 'tus-resumable': '1.0.0', 'upload-length': '1' },
    })
    expect(upload.status).toBe(401)
    expect(await caller.ask('{ viewer { email } }')).toEqual({ viewer: null })
  })

  it('of the one step does not take the other', async () => {
    const must = await givePassword((await newMember({ isRequired: true })).email)
    expect(await must.refusal(CONFIRM, { code: '123456' })).toEqual(['UNAUTHENTICATED'])
    const has = await givePassword((await newProtectedMember()).email)
    expect(await has.refusal(START)).toEqual(['UNAUTHENTICATED'])
    expect(await has.refusal(FINISH, { code: '123456' })).toEqual(['UNAUTHENTICATED'])
  })

  it('is not offered to strangers', async () => {
    expect(await app.anonymous().refusal(START)).toEqual(['UNAUTHENTICATED'])
    expect(await stepOf(app.anonymous())).toBeNull()
  })
})

describe('a role that asks for a second factor', () => {
  it('lets nobody in who has none: he sets it up first, and is in', async () => {
    const { id, email } = await newMember({ isRequired: true })
    const caller = app.anonymous()
    expect(await caller.ask(SIGN_IN, { email, password: PASSWORD })).toEqual({
      signIn: { step: 'ENROLMENT', viewer: null },
    })
    await enrol(caller)
    expect(await isIn(caller)).toBe(true)
    expect(await auditOf(id)).toEqual(['secondFactorEnabled', 'signIn'])
    expect(await fieldOf(caller, 'mutation { disableSecondFactor { isDone } }', {})).toEqual({
      code: 'VALIDATION',
      details: { reason: 'REQUIRED_BY_ROLE' },
    })
    expect(await caller.ask(STATE)).toMatchObject({ secondFactor: { isOn: true, isRequired: true } })
  })

  it('shuts out at once those who are in without one: fresh ones set it up, old ones sign in again', async () => {
    const { prisma } = app.services
    const { id, email } = await newMember({ isRequired: true })
    const { roleId } = await prisma.employee.findUniqueOrThrow({ where: { id } })
    const ask = (requiresSecondFactor: boolean) =>
      prisma.role.update({ where: { id: roleId }, data: { requiresSecondFactor } })
    await ask(false)
    const old = await app.asEmployee(email)
    clock.advance(11 * MINUTE)
    const fresh = await app.asEmployee(email)
    const events = await old.subscribe('subscription { viewerChanged { permissionVersion } }')
    await ask(true)
    expect(await events.closed).toBe(4403)
    expect([await isIn(old), await stepOf(old), await isIn(fresh), await stepOf(fresh)]).toEqual([
      false,
      null,
      false,
      'ENROLMENT',
    ])
    expect(await old.refusal(START)).toEqual(['UNAUTHENTICATED'])
    await enrol(fresh)
    expect(await isIn(fresh)).toBe(true)
  })
})

describe('turning it off', () => {
  it('takes a sudo moment, removes secret and codes, and the letter says so', async () => {
    const { id, email, caller, code } = await newProtectedMember()
    const DISABLE = 'mutation { disableSecondFactor { isDone } }'
    clock.advance(10 * MINUTE)
    expect(await caller.refusal(DISABLE)).toEqual(['SUDO_REQUIRED'])
    await caller.ask(CONFIRM_IDENTITY, { code: code() })
    await caller.ask(DISABLE)
    expect(await caller.ask(STATE)).toMatchObject({ secondFactor: { isOn: false, since: null, recoveryCodesLeft: 0 } })
    const { totpSecret } = await app.services.prisma.employee.findUniqueOrThrow({ where: { id } })
    expect(totpSecret).toBeNull()
    expect(
      (await app.anonymous().ask<{ signIn: { step: null } }>(SIGN_IN, { email, password: PASSWORD })).signIn.step,
    ).toBeNull()
    expect(await auditOf(id)).toContain('secondFactorDisabled')
    expect(await lettersTo(email)).toContain('SECOND_FACTOR_REMOVED')
    expect(await caller.refusal(DISABLE)).toEqual(['CONFLICT'])
  })
})

describe('a sudo moment', () => {
  const ANY = 'mutation { newRecoveryCodes { recoveryCodes } }'

  it('comes with signing in, ends after ten minutes, and comes back for the password', async () => {
    const { id, email } = await newMember()
    const caller = await app.asEmployee(email)
    expect(await caller.refusal(ANY)).toEqual(['CONFLICT'])
    clock.advance(10 * MINUTE)
    expect(await caller.refusal(ANY)).toEqual(['SUDO_REQUIRED'])
    expect(await caller.ask('{ viewer { sudoUntil } }')).toEqual({ viewer: { sudoUntil: null } })
    const refused = await fieldOf(caller, CONFIRM_IDENTITY, { password: 'not the password' })
    expect(refused).toEqual({ code: 'VALIDATION', details: { field: 'password', reason: 'WRONG' } })
    expect(await caller.refusal(ANY)).toEqual(['SUDO_REQUIRED'])
    const until = new Date(clock.now().getTime() + 10 * MINUTE).toISOString()
    expect(await caller.ask(CONFIRM_IDENTITY, { password: PASSWORD })).toEqual({
      confirmIdentity: { sudoUntil: until },
    })
    expect(await caller.refusal(ANY)).toEqual(['CONFLICT'])
    expect(await auditOf(id)).toEqual(['signIn', 'identityRefused', 'identityConfirmed'])
    clock.advance(10 * MINUTE - 1)
    expect(await caller.refusal(ANY)).toEqual(['CONFLICT'])
    clock.advance(1)
    expect(await caller.refusal(ANY)).toEqual(['SUDO_REQUIRED'])
  })

  it('is one session’s own', async () => {
    const { email } = await newMember()
    const [here, there] = [await app.asEmployee(email), await app.asEmployee(email)]
    clock.advance(10 * MINUTE)
    await here.ask(CONFIRM_IDENTITY, { password: PASSWORD })
    expect([await here.refusal(ANY), await there.refusal(ANY)]).toEqual([['CONFLICT'], ['SUDO_REQUIRED']])
  })

  it('takes a code, and no password, from whoever has a second factor', async () => {
    const { caller, code, recoveryCodes } = await newProtectedMember()
    clock.advance(10 * MINUTE)
    expect(await fieldOf(caller, CONFIRM_IDENTITY, { password: PASSWORD })).toEqual({
      code: 'VALIDATION',
      details: { field: 'code', reason: 'REQUIRED' },
    })
    expect(await fieldOf(caller, CONFIRM_IDENTITY, { password: PASSWORD, code: '000000' })).toEqual(wrong)
    await caller.ask(CONFIRM_IDENTITY, { code: code() })
    await caller.ask(CONFIRM_IDENTITY, { code: recoveryCodes[0] })
  })

  it('is throttled like signing in', async () => {
    const { email } = await newMember()
    const caller = await app.asEmployee(email)
    for (let n = 0; n < 10; n++) {
      expect(await caller.refusal(CONFIRM_IDENTITY, { password: `guess ${n}` })).toEqual(['VALIDATION'])
    }
    expect(await caller.refusal(CONFIRM_IDENTITY, { password: PASSWORD })).toEqual(['THROTTLED'])
    expect(await app.anonymous().refusal(SIGN_IN, { email, password: PASSWORD })).toEqual(['THROTTLED'])
  })
})

interface IntrospectedType {
  kind: string
  name: string | null
  ofType: IntrospectedType | null
}
interface IntrospectedSchema {
  types: {
    kind: string
    name: string
    fields: IntrospectedField[] | null
    inputFields: IntrospectedInput[] | null
    enumValues: { name: string }[] | null
  }[]
}
interface IntrospectedInput {
  name: string
  defaultValue: string | null
  type: IntrospectedType
}
interface IntrospectedField {
  name: string
  type: IntrospectedType
  args: IntrospectedInput[]
}

const TYPE = 'type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }'
const INTROSPECT = `{ __schema { types { kind name fields { name ${TYPE} args { name defaultValue ${TYPE} } }
  inputFields { name defaultValue ${TYPE} } enumValues { name } } } }`

/** Every query and mutation there is, with arguments that the schema takes. */
function rootOperations({ types }: IntrospectedSchema): { root: string; name: string; text: string }[] {
  const typeOf = (name: string | null) => types.find((type) => type.name === name)
  const value = ({ kind, name, ofType }: IntrospectedType): string => {
    if (kind === 'NON_NULL' && ofType) return value(ofType)
    if (kind === 'LIST') return '[]'
    if (kind === 'ENUM') return typeOf(name)?.enumValues?.[0]?.name ?? ''
    if (kind === 'INPUT_OBJECT') return `{ ${required(typeOf(name)?.inputFields ?? [])} }`
    if (name === 'Boolean') return 'true'
    if (name === 'Int' || name === 'Float') return '1'
    if (name === 'DateTime') return '"2026-11-23T09:00:00Z"'
    if (name === 'Date') return '"2026-11-23"'
    return '"0197a0b0-0000-7000-8000-000000000000"'
  }
  const required = (inputs: readonly IntrospectedInput[]): string =>
    inputs
      .filter((input) => input.type.kind === 'NON_NULL' && input.defaultValue === null)
      .map((input) => `${input.name}: ${value(input.type)}`)
      .join(', ')
  const named = (type: IntrospectedType): IntrospectedType => (type.ofType ? named(type.ofType) : type)
  return ['Query', 'Mutation', 'Subscription'].flatMap((root) =>
    (typeOf(root)?.fields ?? []).map(({ name, args, type }) => {
      const given = required(args)
      const selection = ['SCALAR', 'ENUM'].includes(named(type).kind) ? '' : ' { __typename }'
      const text = `${root.toLowerCase()} { ${name}${given && `(${given})`}${selection} }`
      return { root, name, text }
    }),
  )
}
