import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Caller, cast, PASSWORD, startTestApp, type TestApp } from '../../test/app.ts'

let app: TestApp
let manager: Caller

let webDir: string

beforeAll(async () => {
  webDir = await mkdtemp(join(tmpdir(), 'naryad-web-'))
  await writeFile(join(webDir, 'index.html'), '<!doctype html><style>html{background:#fff}</style>')
  await writeFile(join(webDir, 'public.html'), '<!doctype html><div id="app"></div><!--/app-->')
  app = await startTestApp({ webDir })
  manager = await app.asEmployee(cast.manager)
})
afterAll(async () => {
  await app?.stop()
  await rm(webDir, { recursive: true })
})

const viewer = '{ viewer { email } }'

function post(body: string, headers: Record<string, string> = {}): Promise<Response> {
  return manager.fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
}

async function codesOf(response: Response): Promise<string[]> {
  const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] }
  return errors.map((error) => error.extensions.code)
}

describe('a bad request', () => {
  it.each([
    ['a broken JSON', '{"query": "{ viewer', 'VALIDATION'],
    ['a broken document', JSON.stringify({ query: '{ viewer { ' }), 'VALIDATION'],
    ['an unknown field', JSON.stringify({ query: '{ viewer { emali } }' }), 'VALIDATION'],
    ['no document', JSON.stringify({ variables: {} }), 'VALIDATION'],
    ['a list of operations', JSON.stringify([{ query: viewer }]), 'VALIDATION'],
    ['a document that is no text', JSON.stringify({ query: { a: 1 } }), 'VALIDATION'],
    [
      'variables of the wrong type',
      JSON.stringify({ query: 'query ($id: ID!) { repairTransitions(id: $id) { name } }', variables: { id: [1] } }),
      'VALIDATION',
    ],
    [
      'a date that is none',
      JSON.stringify({
        query: 'mutation ($at: DateTime) { updateRepair(id: "x", patch: {visitAt: $at}) { repair { id } } }',
        variables: { at: '2026-02-31' },
      }),
      'VALIDATION',
    ],
    [
      'an id that is none',
      JSON.stringify({
        query: 'mutation { updateRepair(id: "\'; drop table repairs", patch: {complaint: "x"}) { repair { id } } }',
      }),
      'NOT_FOUND',
    ],
    [
      'a body of 10 MB',
      JSON.stringify({ query: viewer, variables: { x: 'x'.repeat(10_000_000) } }),
      'QUERY_TOO_COMPLEX',
    ],
    [
      'a document too deep',
      JSON.stringify({ query: `{ repairs { nodes ${'{ client { repairs '.repeat(8)} { id } ${'} }'.repeat(8)} } }` }),
      'QUERY_TOO_COMPLEX',
    ],
    [
      'too many aliases',
      JSON.stringify({ query: `{ ${Array.from({ length: 61 }, (_, n) => `a${n}: viewer { id }`).join(' ')} }` }),
      'QUERY_TOO_COMPLEX',
    ],
    ['fragments that multiply', JSON.stringify({ query: bomb() }), 'QUERY_TOO_COMPLEX'],
    [
      'more tokens than the parser takes',
      JSON.stringify({ query: `{ viewer { ${'id '.repeat(20_000)} } }` }),
      'VALIDATION',
    ],
  ])('such as %s is refused with a code', async (_what, body, code) => {
    const response = await post(body)
    expect(response.headers.get('content-type')).toContain('application/json')
    expect([...new Set(await codesOf(response))]).toEqual([code])
    expect(await manager.ask(viewer)).toEqual({ viewer: { email: cast.manager } })
  })

  it('that unpacks to 100 MB is refused before it is unpacked', async () => {
    const body = gzipSync(JSON.stringify({ query: viewer, variables: { x: 'x'.repeat(100_000_000) } }))
    const response = await manager.fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: new Uint8Array(body),
    })
    expect(await codesOf(response)).toEqual(['QUERY_TOO_COMPLEX'])
  })

  it('never suggests names of the schema', async () => {
    expect(await (await post(JSON.stringify({ query: '{ viewer { emali } }' }))).text()).not.toContain('email')
  })

  it('from another site, without our header, or by GET is refused', async () => {
    expect(await codesOf(await post(JSON.stringify({ query: viewer }), { origin: 'https://evil.example' }))).toEqual([
      'FORBIDDEN',
    ])
    expect(await codesOf(await post(JSON.stringify({ query: viewer }), { origin: 'null' }))).toEqual(['FORBIDDEN'])
    expect(await codesOf(await post(JSON.stringify({ query: viewer }), { 'sec-fetch-site': 'cross-site' }))).toEqual([
      'FORBIDDEN',
    ])
    expect(await codesOf(await post(JSON.stringify({ query: viewer }), { 'x-naryad-csrf': '' }))).toEqual(['FORBIDDEN'])
    expect(await codesOf(await manager.fetch(`/graphql?query=${encodeURIComponent(viewer)}`))).toEqual(['VALIDATION'])
    expect((await post(JSON.stringify({ query: viewer }), { origin: app.url })).status).toBe(200)
  })

  it('cut off in its middle leaves the server up', async () => {
    await new Promise<void>((done) => {
      const cut = request(`${app.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': '1000' },
      })
      cut.on('error', () => {})
      cut.on('close', () => done())
      cut.write('{"query": "')
      cut.flushHeaders()
      setImmediate(() => cut.destroy())
    })
    expect((await manager.fetch('/health')).status).toBe(200)
  })
})

describe('without a session', () => {
  it('nothing but the public root fields is answered', async () => {
    const caller = app.anonymous()
    expect(await caller.refusal('{ repairs { nodes { id } } }')).toEqual(['UNAUTHENTICATED'])
    expect(await caller.refusal('{ catalog { key } }')).toEqual(['UNAUTHENTICATED'])
    expect(await caller.refusal('mutation { updateRepair(id: "x", patch: {}) { repair { id } } }')).toEqual([
      'UNAUTHENTICATED',
    ])
    expect(await caller.ask(viewer)).toEqual({ viewer: null })
  })

  it('a made-up cookie is no session', async () => {
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-naryad-csrf': '1', cookie: `naryad_session=${'a'.repeat(43)}` },
      body: JSON.stringify({ query: viewer }),
    })
    expect(await response.json()).toEqual({ data: { viewer: null } })
  })
})

describe('answers', () => {
  it.each([
    ['of the app', '/repairs', 200],
    ['of a public page', '/p/request', 200],
    ['of a page that we render, refused to an employee', '/p/track/nothing', 403],
    ['of a file that is not there', '/files/01980000-0000-7000-8000-000000000000', 404],
    ['of an error', '/no/such/thing.txt', 404],
    ['of the API', '/graphql', 400],
  ])('%s carry a policy that lets nothing foreign in and shows nothing elsewhere', async (_what, path, status) => {
    const { headers, status: answered } = await manager.fetch(path)
    expect(answered).toBe(status)
    const policy = headers.get('content-security-policy')?.split(';') ?? []
    for (const rule of [
      "default-src 'none'",
      "script-src 'self'",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'self'",
      "require-trusted-types-for 'script'",
    ]) {
      expect(policy).toContain(rule)
    }
    expect(policy.join(';')).not.toMatch(/unsafe-|\*|https?:/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('SAMEORIGIN')
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(headers.get('permissions-policy')).toContain('geolocation=()')
    expect(headers.get('referrer-policy')).toMatch(/^(same-origin|no-referrer)$/)
    expect(headers.get('x-powered-by')).toBeNull()
    expect(headers.get('access-control-allow-origin')).toBeNull()
  })

  it('with anybody’s data are kept by no cache', async () => {
    expect((await post(JSON.stringify({ query: viewer }))).headers.get('cache-control')).toBe('no-store')
    const refused = await manager.fetch('/files/01980000-0000-7000-8000-000000000000')
    expect(refused.headers.get('cache-control')).toBe('no-store')
  })

  it('name the one style element of each page by its hash', async () => {
    const hash = createHash('sha256').update('html{background:#fff}').digest('base64')
    const nothing = createHash('sha256').digest('base64')
    const { headers } = await manager.fetch('/repairs')
    const styles = `style-src 'self' 'sha256-${nothing}' 'sha256-${hash}'`
    expect(headers.get('content-security-policy')?.split(';')).toContain(styles)
  })

  it('behind https set a cookie that no other host and no plain connection can set', async () => {
    const { server } = await app.startAnother({ publicUrl: 'https://service.example.ru' })
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-naryad-csrf': '1' },
      body: JSON.stringify({
        query:
          'mutation ($email: String!, $password: String!) { signIn(email: $email, password: $password) { viewer { id } } }',
        variables: { email: cast.manager, password: PASSWORD },
      }),
    })
    const [cookie = ''] = response.headers.getSetCookie()
    expect(cookie).toMatch(/^__Host-naryad_session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/)
    expect(response.headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains')
    // a cookie without the prefix could have been set by a neighbour
    const tossed = cookie.split(';')[0]?.replace('__Host-', '') ?? ''
    const answer = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-naryad-csrf': '1', cookie: tossed },
      body: JSON.stringify({ query: viewer }),
    })
    expect(await answer.json()).toEqual({ data: { viewer: null } })
    await server.stop()
  })

  it('to unknown addresses are coded', async () => {
    const response = await manager.fetch('/no/such/thing.txt')
    expect([response.status, await codesOf(response)]).toEqual([404, ['NOT_FOUND']])
  })
})

describe('the catalog', () => {
  it('names only what the viewer may read', async () => {
    const query = '{ catalog { key fields { key isWritable values } } }'
    interface Entity {
      key: string
      fields: { key: string; isWritable: boolean; values: string[] | null }[]
    }
    const keysOf = async (email: string) => {
      const { catalog } = await (await app.asEmployee(email)).ask<{ catalog: Entity[] }>(query)
      return catalog.find(({ key }) => key === 'repair')?.fields ?? []
    }
    const own = await keysOf(cast.administrator)
    const partner = await keysOf(cast.serviceCenter)
    expect(own.map(({ key }) => key)).toContain('internalNote')
    expect(partner.map(({ key }) => key)).not.toContain('internalNote')
    expect(own.find(({ key }) => key === 'status')?.values).toContain('ASSIGNED')
  })
})

describe('counters', () => {
  it('are of the sections that the viewer has', async () => {
    const query = '{ counters { key count } }'
    const { counters } = await manager.ask<{ counters: { key: string; count: number }[] }>(query)
    expect(counters.map(({ key }) => key).sort()).toEqual(['myMove', 'notifications', 'overdue', 'repairs', 'requests'])
    for (const email of Object.values(cast)) await (await app.asEmployee(email)).ask(query)
  })
})

/** Ten fragments, each spreading the next ten times: 10¹⁰ fields in a few hundred bytes. */
function bomb(): string {
  const fragments = Array.from(
    { length: 10 },
    (_, n) => `fragment f${n} on Viewer { ${n < 9 ? `...f${n + 1} `.repeat(10) : 'id '} }`,
  )
  return `{ viewer { ...f0 } } ${fragments.join(' ')}`
}
