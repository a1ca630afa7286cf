import { describe, expect, it } from 'vitest'
import { cast, startTestApp } from '../test/app.ts'
import { readEnv } from './env.ts'
import { startServer } from './main.ts'

const production = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://naryad:secret@db/naryad',
  PUBLIC_URL: 'https://service.example.ru/',
  LINK_SECRET: 'x'.repeat(32),
  ENCRYPTION_KEY: 'y'.repeat(32),
}

describe('the environment', () => {
  it('is enough for a trial with a database alone', () => {
    const options = readEnv({ DATABASE_URL: 'postgres://localhost/naryad' })
    expect(options).toMatchObject({ isProduction: false, port: 4000, isWorker: true, smtpUrl: null, trustedProxies: 0 })
  })

  it('takes proxies by number or by range', () => {
    const withProxies = (TRUSTED_PROXIES: string) => readEnv({ ...production, TRUSTED_PROXIES }).trustedProxies
    expect(withProxies('2')).toBe(2)
    expect(withProxies(' 10.0.0.0/8, fd00::/8 ')).toEqual(['10.0.0.0/8', 'fd00::/8'])
  })

  it('in production names everything that is missing', () => {
    expect(() => readEnv({ NODE_ENV: 'production' })).toThrow(
      /DATABASE_URL[\s\S]*PUBLIC_URL[\s\S]*LINK_SECRET[\s\S]*ENCRYPTION_KEY/,
    )
  })

  it.each(['LINK_SECRET', 'ENCRYPTION_KEY'])(
    'in production takes no %s that everybody knows or that is short',
    (name) => {
      for (const value of ['development-only-secret-development', 'short', `${'z'.repeat(32)},short`]) {
        if (name === 'LINK_SECRET' && value.includes(',')) continue
        expect(() => readEnv({ ...production, [name]: value })).toThrow(name)
      }
      expect(readEnv(production)).toMatchObject({ isProduction: true, publicUrl: 'https://service.example.ru' })
    },
  )

  it('takes several encryption keys, the newest first', () => {
    const keys = ['new'.repeat(12), 'old'.repeat(12)]
    expect(readEnv({ ...production, ENCRYPTION_KEY: keys.join(', ') }).encryptionKeys).toEqual(keys)
  })

  it.each([
    ['PORT', '70000'],
    ['PORT', 'eighty'],
    ['DATABASE_URL', 'mysql://db/naryad'],
    ['PUBLIC_URL', 'no-scheme.test'],
    ['TIME_ZONE', 'Nowhere/City'],
    ['WORKER', 'maybe'],
    ['SMTP_URL', 'https://mail'],
    ['ADMIN_EMAIL', 'director at example'],
    ['TRUSTED_PROXIES', 'all of them'],
    ['TRUSTED_PROXIES', '10.0.0.0/8,10.0.0.0'],
    ['TRUSTED_PROXIES', '-1'],
  ])('refuses %s=%s by name, without repeating the value', (name, value) => {
    const wrong = () => readEnv({ ...production, [name]: value })
    expect(wrong).toThrow(name)
    expect(wrong).not.toThrow(value)
  })
})

describe('the start', () => {
  it('in production is refused while a demo account opens with the demo password, which it names', async () => {
    await using app = await startTestApp()
    const start = startServer({
      isProduction: true,
      databaseUrl: app.database.url,
      host: '127.0.0.1',
      port: 0,
      publicUrl: 'https://service.example.ru',
      linkSecret: 'x'.repeat(32),
      encryptionKeys: ['y'.repeat(32)],
      companyName: 'Сервис',
      timeZone: 'Europe/Moscow',
      filesDir: app.services.files.uploadsDir,
      adminEmail: null,
      smtpUrl: null,
      mailFrom: 'a@example.ru',
      isWorker: false,
      trustedProxies: 0,
      webDir: null,
      auditRetentionDays: 365,
      logLevel: 'silent',
    })
    await expect(start).rejects.toThrow(/admin@naryad\.demo/)
  })

  it('in production answers only operations of the client’s own, over HTTP as over a socket', async () => {
    await using app = await startTestApp()
    const caller = await app.asEmployee(cast.manager)
    await app.services.prisma.employee.updateMany({ data: { passwordHash: null } })
    const { at } = await app.startAnother({ isProduction: true, publicUrl: 'https://service.example.ru' })
    const closed = at(caller)
    for (const text of ['{ viewer { email } }', '{ __schema { types { name } } }', '{ viewer { emali } }']) {
      expect((await closed.graphql(text)).errors?.[0]?.extensions).toEqual({
        code: 'VALIDATION',
        details: { reason: 'NO_DOCUMENT' },
      })
    }
    const events = await closed.subscribe('subscription { viewerChanged { permissionVersion } }')
    await expect(events.next()).rejects.toThrow('NO_DOCUMENT')
    const { headers } = await closed.fetch('/health')
    expect(headers.get('strict-transport-security')).toContain('max-age')
  })

  it('says in one sentence that the port is taken or the database is not there', async () => {
    await using app = await startTestApp()
    await expect(app.startAnother({ port: app.server.port })).rejects.toThrow(/^Порт \d+ занят/)
    const elsewhere = app.startAnother({ databaseUrl: 'postgres://postgres@127.0.0.1:1/none' })
    await expect(elsewhere).rejects.toThrow(/^База данных недоступна/)
  })
})
