import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, expect, test } from 'vitest'
import { startPostgres, startTemporaryPostgres } from './postgres.ts'
import { StartupError } from './startup-error.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'naryad-postgres-test-'))
  folders.push(made)
  return made
}

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query({ text: sql, rowMode: 'array' })
    return rows[0]?.[0]
  } finally {
    await client.end()
  }
}

test('what was written is there after a stop and a start, and the server sorts and searches Russian', async () => {
  const dir = folder()
  const first = await startPostgres({ dir })
  await ask(first.url, 'create table note (text text)')
  await ask(first.url, `insert into note values ('ёлка'), ('жук'), ('дом'), ('Еда')`)
  await first.stop()
  const second = await startPostgres({ dir })
  expect(await ask(second.url, `select string_agg(text, ' ' order by text) from note`)).toBe('дом Еда ёлка жук')
  expect(await ask(second.url, `select text from note where text ilike 'ЁЛ%'`)).toBe('ёлка')
  await second.stop()
})

test('a stranger on the same machine is refused without the password', async () => {
  const server = await startTemporaryPostgres()
  const address = new URL(server.url)
  address.password = 'guess'
  await expect(ask(address.href, 'select 1')).rejects.toMatchObject({ code: '28P01' })
  await server.stop()
})

test('the server that a killed run left behind is replaced, and its committed data stays', async () => {
  const dir = folder()
  const script = `
    const { startPostgres } = await import(${JSON.stringify(join(import.meta.dirname, 'postgres.ts'))})
    const { url } = await startPostgres({ dir: ${JSON.stringify(dir)} })
    console.log(url)
    setInterval(() => {}, 1000)`
  const run = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(run.stdout, 'data')
  const abandoned = String(line).trim()
  await ask(abandoned, 'create table note as select 42 as answer')
  run.kill('SIGKILL')
  await once(run, 'exit')
  expect(await ask(abandoned, 'select answer from note')).toBe(42)

  const next = await startPostgres({ dir })
  await expect(ask(abandoned, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  expect(await ask(next.url, 'select answer from note')).toBe(42)
  await next.stop()
})

test('a cluster of another PostgreSQL version is refused in one sentence and left untouched', async () => {
  const dir = folder()
  const made = await startPostgres({ dir })
  await made.stop()
  writeFileSync(join(dir, 'data/PG_VERSION'), '12\n')
  const refusal = await startPostgres({ dir }).catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(StartupError)
  expect(String(refusal)).toContain('создана PostgreSQL 12')
})
