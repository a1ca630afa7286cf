import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../test/app.ts'

let app: TestApp
let dir: string
const script = 'export const words = "наряд";\n'.repeat(200)

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'naryad-web-'))
  const webDir = join(dir, 'dist')
  await mkdir(join(webDir, 'assets'), { recursive: true })
  await writeFile(join(webDir, 'index.html'), '<title>Приложение</title>')
  await writeFile(join(webDir, 'public.html'), '<title>Заявка</title>')
  await writeFile(join(webDir, 'assets/app-Ab12.js'), script)
  await writeFile(join(dir, 'secret.txt'), 'тайна')
  app = await startTestApp({ webDir, isWorker: false })
})
afterAll(async () => {
  await app?.stop()
  await rm(dir, { recursive: true, force: true })
})

const get = (path: string, headers: Record<string, string> = {}) => app.anonymous().fetch(path, { headers })

describe('the web client', () => {
  it.each(['/', '/repairs', '/repairs/Р-2026-000123', '/reset/abc'])(
    'answers %s with the application',
    async (path) => {
      const response = await get(path)
      expect(await response.text()).toContain('Приложение')
      expect(response.headers.get('cache-control')).toBe('no-cache')
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    },
  )

  it.each(['/p/request', '/p/rate/abc'])('answers %s with the light pages', async (path) => {
    expect(await (await get(path)).text()).toContain('Заявка')
  })

  it('keeps hashed files for ever and sends them compressed', async () => {
    const plain = await get('/assets/app-Ab12.js', { 'accept-encoding': 'identity' })
    expect(await plain.text()).toBe(script)
    expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    const packed = await get('/assets/app-Ab12.js', { 'accept-encoding': 'gzip, br' })
    expect(packed.headers.get('content-encoding')).toBe('br')
    // fetch has unpacked it
    expect(await packed.text()).toBe(script)
    const etag = plain.headers.get('etag') ?? ''
    expect((await get('/assets/app-Ab12.js', { 'if-none-match': etag })).status).toBe(304)
  })

  it('answers a file that is not there with a code and not with a page', async () => {
    const response = await get('/assets/old-Ff00.js')
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/json; charset=utf-8'])
  })

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/%00.html',
    '/%E0%A4%A',
  ])('gives nothing outside its folder for %s', async (path) => {
    const response = await get(path)
    expect(await response.text()).not.toContain('тайна')
    expect(response.status).toBe(404)
  })
})
