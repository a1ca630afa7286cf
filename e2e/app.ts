import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabase } from '../apps/api/test/database.ts'

/** What the servers of the journeys sign the links of letters with. */
export const LINK_SECRET = 'a secret of the journeys, long enough to do'

/** A running server in a process of its own, as `npm start` runs it: built web, worker included. */
export type App = {
  url: string
  databaseUrl: string
  /** Asks it to end and waits. Removes the database and the files unless they were given. */
  stop(): Promise<void>
  /** Ends it with no chance to tidy up; the database and the files stay until `stop`. */
  kill(): Promise<void>
  /** What it has written to its output so far. */
  output(): string
  /** Moves its clock on. */
  passTime(milliseconds: number): Promise<void>
}

export type AppOptions = {
  /** An existing database, for a second process beside another or after it; a fresh, migrated one when omitted. */
  databaseUrl?: string
  /** Folder of the stored files, shared by processes on one database; a fresh one when omitted. */
  filesDir?: string
  /** Further environment, for example SMTP_URL. */
  env?: Record<string, string>
}

/**
 * Starts the server on a free port.
 *
 * @throws with the process's output when it ends before it has said its address
 */
export async function startApp(options: AppOptions = {}): Promise<App> {
  const database = options.databaseUrl ? null : await createTestDatabase()
  const databaseUrl = database?.url ?? options.databaseUrl ?? ''
  const filesDir = options.filesDir ?? (await mkdtemp(join(tmpdir(), 'naryad-files-')))
  const child = fork(join(import.meta.dirname, 'server.ts'), {
    env: {
      ...process.env,
      NODE_ENV: 'test',
      DATABASE_URL: databaseUrl,
      PORT: '0',
      FILES_DIR: filesDir,
      LOG_LEVEL: 'warn',
      LINK_SECRET,
      ...options.env,
    },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk))
  const exited = once(child, 'exit')

  async function end(signal: NodeJS.Signals) {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    await exited
  }

  const url = await Promise.race([
    once(child, 'message').then(([address]) => String(address)),
    exited.then(() => Promise.reject(new Error(`The server did not start:\n${output}`))),
  ])
  return {
    url,
    databaseUrl,
    output: () => output,
    async passTime(shift) {
      const answered = once(child, 'message')
      child.send({ shift })
      await answered
    },
    kill: () => end('SIGKILL'),
    async stop() {
      await end('SIGTERM')
      await database?.drop()
      if (!options.filesDir) await rm(filesDir, { recursive: true, force: true })
    },
  }
}
