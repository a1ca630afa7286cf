import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PASSWORD, startTestApp, type TestApp } from '../../../test/app.ts'
import { isInRange } from './address.service.ts'

describe('a range', () => {
  it.each([
    ['10.1.2.3', '10.1.0.0/16', true],
    ['10.2.2.3', '10.1.0.0/16', false],
    ['::ffff:10.1.2.3', '10.1.0.0/16', true],
    ['::ffff:a01:203', '10.1.0.0/16', true],
    ['2001:db8:0:0:0:0:0:1', '2001:db8::/32', true],
    ['2001:0DB8::1', '2001:db8::1/128', true],
    ['2001:db9::1', '2001:db8::/32', false],
    ['10.1.2.3', '2001:db8::/32', false],
    ['10.1.2.3, 1.1.1.1', '0.0.0.0/0', false],
    ['', '0.0.0.0/0', false],
    ['10.1.2.3', 'everywhere', false],
  ])('tells whether %s is in %s by its bytes', (address, cidr, expected) => {
    expect(isInRange(address, cidr)).toBe(expected)
  })
})

describe('who may work only from some addresses', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await startTestApp({ trustedProxies: 1, isWorker: false })
  })
  afterAll(() => app?.stop())

  const SIGN_IN =
    'mutation ($email: String!, $password: String!) { signIn(email: $email, password: $password) { viewer { email } } }'

  async function from(address: string, query: string, variables: object, cookie = '') {
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-naryad-csrf': '1', 'x-forwarded-for': address, cookie },
      body: JSON.stringify({ query, variables }),
    })
    const [line = ''] = response.headers.getSetCookie()
    return {
      answer: (await response.json()) as { data: unknown; errors?: { extensions: object }[] },
      cookie: line.split(';')[0] ?? '',
    }
  }

  it('signs in and works from those, from no other, and no header of his own helps', async () => {
    const email = 'office@naryad.demo'
    const employeeId = await app.addEmployee({ email, role: 'manager' })
    await app.services.prisma.ipRange.create({ data: { employeeId, cidr: '192.0.2.0/24' } })
    const pair = { email, password: PASSWORD }
    const outside = await from('198.51.100.7', SIGN_IN, pair)
    expect(outside.answer.errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN', details: { reason: 'ADDRESS' } })
    const forged = await from('192.0.2.9, 198.51.100.7', SIGN_IN, pair)
    expect(forged.answer.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' })

    const inside = await from('192.0.2.9', SIGN_IN, pair)
    expect(inside.answer.data).toEqual({ signIn: { viewer: { email } } })
    const viewer = '{ viewer { email } }'
    expect((await from('::ffff:192.0.2.10', viewer, {}, inside.cookie)).answer.data).toEqual({ viewer: { email } })
    expect((await from('198.51.100.7', viewer, {}, inside.cookie)).answer.data).toEqual({ viewer: null })
  })

  it('loses an open socket when the rule is made after it', async () => {
    const email = 'roaming@naryad.demo'
    const employeeId = await app.addEmployee({ email, role: 'manager' })
    const caller = await app.asEmployee(email)
    const events = await caller.subscribe('subscription { viewerChanged { permissionVersion } }')
    await app.services.prisma.ipRange.create({ data: { employeeId, cidr: '192.0.2.0/24' } })
    expect(await events.closed).toBe(4403)
  })
})
