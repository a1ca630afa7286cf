import { DomainError } from '@naryad/domain'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PASSWORD, startTestApp, type TestApp } from '../../test/app.ts'
import { addScene, clientsWords } from '../../test/scene.ts'
import { openSocket } from '../../test/socket.ts'
import { tokenOf } from '../link-token.ts'
import { createLog } from './log.ts'

/** A log that keeps what is written. */
function listen(level = 'debug') {
  const lines: string[] = []
  return { lines, log: createLog(level, { write: (line) => void lines.push(line) }) }
}

describe('a line of the log', () => {
  it('tells the facts that are meant to be told and no others', () => {
    const { lines, log } = listen()
    log.info({ job: 'clean-up', email: 'ivan@example.ru', req: { headers: { cookie: 'naryad_session=abc' } } }, 'done')
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      job: 'clean-up',
      email: '[hidden]',
      req: '[hidden]',
      msg: 'done',
    })
  })

  it.each([
    ['an e-mail address', 'иванов.иван+1@почта.example.ru'],
    ['a phone', '+7 (917) 222-33-44'],
    ['a phone in digits', '79172223344'],
    ['a key', 'kJ8sX0bqN4mWv2yR7tZ1cLpD5hGfA9eU3oI6wQ_xYtE'],
  ])('holds no %s, wherever it was put', (_what, secret) => {
    const { lines, log } = listen()
    log.warn({ reason: `cannot reach ${secret}` }, `asked for ${secret}`)
    log.error({ err: new Error(`no ${secret} there`) }, 'failed')
    expect(lines.join('\n')).not.toContain(secret)
    expect(lines).toHaveLength(2)
  })

  it('keeps what leads to the cause: kind, place, identifiers', () => {
    const { lines, log } = listen()
    const id = '01980000-0000-7000-8000-000000000000'
    log.error({ err: new TypeError(`no file of ${id}`), id }, 'unexpected error')
    const { err } = JSON.parse(lines[0] ?? '') as { err: { type: string; message: string; stack: string } }
    expect([err.type, err.message]).toEqual(['TypeError', `no file of ${id}`])
    expect(err.stack).toContain('log.test.ts')
  })

  it('does not repeat what a parser or a database quotes', () => {
    const { lines, log } = listen()
    for (const fail of [
      () => JSON.parse('Не греет духовка'),
      () => {
        throw Object.assign(new Error('Key (name)=(Столовая № 7) already exists'), { code: '23505' })
      },
    ]) {
      try {
        fail()
      } catch (error) {
        log.error({ err: error }, 'unexpected error')
      }
    }
    expect(lines.join('\n')).not.toMatch(/духовка|Столовая/)
  })
})

describe('what the server writes while it works', () => {
  const { lines, log } = listen()
  let app: TestApp

  beforeAll(async () => {
    app = await startTestApp({}, { log })
  })
  afterAll(() => app?.stop())

  it('holds nobody’s password, cookie, token, address, number, name or words, whatever goes right or wrong', async () => {
    const person = {
      name: 'Канарейкина Жозефина',
      email: 'kanareika@example.ru',
      phone: '+79175556677',
      complaint: 'Духовка поёт по ночам',
      password: 'Sehr-geheim-77-Kanarienvogel',
    }
    const { services } = app
    const employeeId = await app.addEmployee({ email: person.email, role: 'manager', name: person.name })
    const caller = await app.asEmployee(person.email)
    const secrets = [...Object.values(person), PASSWORD, person.phone.slice(1), caller.cookie.split('=')[1] ?? '']

    // what is right
    await caller.ask(
      'mutation ($a: String!, $b: String!) { changePassword(currentPassword: $a, newPassword: $b) { isDone } }',
      { a: PASSWORD, b: person.password },
    )
    await app
      .anonymous()
      .graphql('mutation ($e: String!) { requestPasswordReset(email: $e) { isDone } }', { e: person.email })
    const submit = 'mutation ($input: PublicRequestInput!) { submitServiceRequest(input: $input) { number } }'
    const key = 'upload-key-of-a-canary-0123456789'
    secrets.push(key)
    const scene = await addScene(services)
    const input = {
      ...clientsWords(scene.manufacturerId),
      clientName: person.name,
      contactName: person.name,
      phone: person.phone,
      email: person.email,
      complaint: person.complaint,
    }
    await app.anonymous().ask(submit, { input })
    const created = await caller.fetch('/files/uploads', {
      method: 'POST',
      headers: {
        'tus-resumable': '1.0.0',
        'upload-length': '5',
        'upload-key': key,
        'upload-metadata': `filename ${Buffer.from(`${person.name}.jpg`).toString('base64')}`,
      },
    })
    await caller.fetch(created.headers.get('location') ?? '', {
      method: 'PATCH',
      headers: {
        'tus-resumable': '1.0.0',
        'upload-offset': '0',
        'content-type': 'application/offset+octet-stream',
        'upload-key': key,
      },
      body: 'hello',
    })
    const link = await services.prisma.publicLink.findFirstOrThrow({ where: { kind: 'TRACKING' } })
    const token = tokenOf(services, link.id)
    secrets.push(token)
    await app.anonymous().fetch(`/p/track/${token}`)

    // what is wrong
    const signIn = 'mutation ($e: String!, $p: String!) { signIn(email: $e, password: $p) { viewer { id } } }'
    await app.anonymous().graphql(signIn, { e: person.email, p: 'Falsch-und-geheim-99' })
    secrets.push('Falsch-und-geheim-99')
    await caller.fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"query": "${person.complaint}`,
    })
    await caller.graphql(`{ repairs(search: "${person.complaint}") { nodes { nothing } } }`)
    const raw = await openSocket(app.url, { cookie: caller.cookie })
    raw.send(`{"type": "${person.complaint}`)
    await raw.closed

    // what breaks within
    const breakable = ['employees', 'repairs', 'service_requests', 'public_links', 'sessions']
    for (const table of breakable) {
      await services.pool.query(`alter table ${table} rename to ${table}_away`)
      await caller.graphql(`{ repairs(search: "${person.name}") { nodes { id } } }`)
      await app.anonymous().graphql(signIn, { e: person.email, p: person.password })
      await app.anonymous().graphql(submit, { input })
      await app.anonymous().fetch(`/p/track/${token}`)
      await services.pool.query(`alter table ${table}_away rename to ${table}`)
    }
    log.error({ err: new DomainError('VALIDATION', { field: person.phone }), employeeId: person.name }, person.email)

    const written = lines.join('\n')
    expect(lines.length).toBeGreaterThan(5)
    expect(written).toContain('unexpected error')
    for (const secret of secrets.filter(Boolean)) expect(written).not.toContain(secret)
    expect(written).not.toMatch(/naryad_session|\$argon2|insert into|select /i)
    expect(await services.prisma.employee.count({ where: { id: employeeId } })).toBe(1)
  })
})
