import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { freePort } from '../src/db/postgres.ts'
import type { TestApp } from './app.ts'

const main = join(import.meta.dirname, '../src/main.ts')

/** A server as a process of its own on the application's database and files, as it runs at a customer's. */
export async function startProcess(app: TestApp, variables: Record<string, string> = {}) {
  const port = await freePort()
  const child = spawn(process.execPath, [main], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: app.database.url,
      PORT: String(port),
      FILES_DIR: join(app.services.files.uploadsDir, '..'),
      LOG_LEVEL: 'error',
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text))
  const url = `http://127.0.0.1:${port}`
  const exited = once(child, 'exit').then(([code, signal]) => ({ code, signal, output }))
  await vi.waitFor(async () => {
    if (child.exitCode !== null) throw new Error(output)
    expect((await fetch(`${url}/health`)).status).toBe(200)
  }, 45_000)
  return { url, child, exited, output: () => output }
}
