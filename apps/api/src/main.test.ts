import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { cast, startTestApp, type TestApp } from '../test/app.ts'
import { startProcess } from '../test/process.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp({ isWorker: false })
})
afterAll(() => app?.stop())

describe('a process', () => {
  it('told to stop finishes what is under way, lets nothing new in, and leaves without a complaint', async () => {
    const { url, child, exited } = await startProcess(app)
    const caller = await app.asEmployee(cast.manager)
    const request = fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-naryad-csrf': '1', cookie: caller.cookie },
      body: JSON.stringify({ query: '{ viewer { email } repairs { nodes { id } } }' }),
    })
    const started = performance.now()
    child.kill('SIGTERM')
    const settled = await request.then((answer) => answer.json()).catch(() => 'refused')
    expect(['refused', { data: { viewer: { email: cast.manager }, repairs: { nodes: [] } } }]).toContainEqual(settled)
    expect(await exited).toEqual({ code: 0, signal: null, output: '' })
    expect(performance.now() - started).toBeLessThan(8_000)
    await expect(fetch(`${url}/health`)).rejects.toThrow()
  })

  it('without WORKER takes no jobs; with it those that wait', async () => {
    const { prisma, jobs } = app.services
    const email = cast.dealer
    const { sendPasswordReset } = await import('./modules/sessions/password-reset.ts')
    await prisma.$transaction((tx) => jobs.enqueue(tx, sendPasswordReset, { email }))
    const idle = await startProcess(app, { WORKER: 'off' })
    expect(await prisma.outboxMessage.count({ where: { recipient: email } })).toBe(0)
    const worker = await startProcess(app, { WORKER: 'on' })
    await vi.waitFor(async () => expect(await prisma.outboxMessage.count({ where: { recipient: email } })).toBe(1), {
      timeout: 15_000,
      interval: 100,
    })
    idle.child.kill('SIGTERM')
    worker.child.kill('SIGTERM')
    expect([(await idle.exited).code, (await worker.exited).code]).toEqual([0, 0])
  })

  it('whose settings are wrong says so and nothing else', async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
      env: { PATH: process.env.PATH, NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    child.stderr.on('data', (text) => (output += text))
    const [code] = await once(child, 'exit')
    expect(code).toBe(1)
    expect(output).toMatch(/DATABASE_URL[\s\S]*PUBLIC_URL[\s\S]*LINK_SECRET/)
    expect(output).not.toContain('    at ')
  })
})
