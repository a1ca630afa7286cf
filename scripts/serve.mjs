// Runs the product on this machine: PostgreSQL in .data/pg unless DATABASE_URL names another, migrations, the server.
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { deploy } from '../apps/api/src/db/migrate.ts'
import { serverCanEnter, startPostgres } from '../apps/api/src/db/postgres.ts'
import { commandOf } from '../apps/api/src/db/process.ts'
import { StartupError } from '../apps/api/src/db/startup-error.ts'
import { readEnv } from '../apps/api/src/env.ts'

const root = join(import.meta.dirname, '..')
const dataDir = join(root, '.data')
const lockFile = join(dataDir, 'run.json')
const STOP_TIMEOUT_MS = 20_000

/** What has been started, in the order of starting; stopped in the reverse order. */
const running = []
let isStopping = false

async function main() {
  refuseSecondRun()
  const options = readEnv(isProduction() ? process.env : { ...process.env, ...ownDefaults() })
  await refuseTakenPort(options)
  claimRun()
  const databaseUrl = process.env.DATABASE_URL || (await ownPostgres())
  const applied = await deploy(databaseUrl)
  if (applied.length > 0) say(`База данных обновлена, миграций: ${applied.length}`)
  const { showFirstAdministrator, startServer } = await import('../apps/api/src/main.ts')
  const server = await startServer({ ...options, databaseUrl })
  running.push(server)
  const signIns = options.isProduction ? [] : await prepareDemo(server.services)
  claimRun(server.url)
  showFirstAdministrator(server)
  console.log(`\nНаряд открыт по адресу ${server.url.replace('127.0.0.1', 'localhost')}\n`)
  showSignIns(signIns)
}

function isProduction() {
  return process.env.NODE_ENV?.trim() === 'production'
}

/** What an installation that nobody set up brings for itself; production is asked for all of it instead. */
function ownDefaults() {
  return {
    // the database is ours, and its address is known once it runs
    DATABASE_URL: process.env.DATABASE_URL || 'postgres://127.0.0.1',
    LINK_SECRET: process.env.LINK_SECRET || ownSecret('link-secret'),
    ENCRYPTION_KEY: process.env.ENCRYPTION_KEY || ownSecret('encryption-key'),
  }
}

/** A key of its own for every installation: with a known one anybody could make links, or read what is encrypted. */
function ownSecret(name) {
  const file = join(dataDir, name)
  try {
    mkdirSync(dataDir, { recursive: true })
    if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600 })
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new StartupError(`Нет прав на запись в папку ${dataDir}.`, { cause: error })
  }
}

/** Fills an empty database of our own, or another one when told to, and returns the demo accounts that are open. */
async function prepareDemo(services) {
  const { demoSignIns, isEmpty, loadDemo } = await import('../apps/api/src/demo/demo.ts')
  const isWanted = !process.env.DATABASE_URL || process.env.NARYAD_DEMO === '1'
  if (isWanted && (await isEmpty(services))) {
    const startedAt = performance.now()
    await loadDemo(services, { now: new Date(), onProgress: showProgress('Создаём демонстрационные данные') })
    say(`Демонстрационные данные готовы за ${Math.round((performance.now() - startedAt) / 1000)} с`)
  }
  return demoSignIns(services)
}

/** One line that counts up at a terminal, one line for every quarter elsewhere. */
function showProgress(text) {
  let shown = -1
  return (share) => {
    const percent = Math.floor(share * 100)
    const step = process.stdout.isTTY ? percent : Math.floor(percent / 25) * 25
    if (step === shown) return
    shown = step
    if (process.stdout.isTTY) process.stdout.write(`\r• ${text}: ${step} %${step === 100 ? '\n' : ''}`)
    else console.log(`• ${text}: ${step} %`)
  }
}

function showSignIns(signIns) {
  if (signIns.length === 0) return
  const rows = [{ role: 'Роль', email: 'Адрес', password: 'Пароль' }, ...signIns]
  const width = (key) => Math.max(...rows.map((row) => row[key].length))
  const [role, email] = [width('role'), width('email')]
  console.log('Демонстрационные сотрудники:')
  for (const row of rows) console.log(`  ${row.role.padEnd(role)}  ${row.email.padEnd(email)}  ${row.password}`)
  console.log('')
}

function refuseSecondRun() {
  const { pid, url } = readRun()
  if (!pid || pid === process.pid || !commandOf(pid).includes('serve.mjs')) return
  throw new StartupError(`Наряд уже запущен${url ? `: ${url}` : ''} (процесс ${pid}).`)
}

/** Who runs, by his own word; a killed run's word is still there. */
function readRun() {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8'))
  } catch {
    return {}
  }
}

function claimRun(url = null) {
  try {
    mkdirSync(dataDir, { recursive: true })
    writeFileSync(lockFile, JSON.stringify({ pid: process.pid, url }))
  } catch (error) {
    throw new StartupError(`Нет прав на запись в папку ${dataDir}.`, { cause: error })
  }
}

async function refuseTakenPort({ port, host }) {
  const probe = createServer()
  const { promise, resolve, reject } = Promise.withResolvers()
  probe.once('error', reject).listen(port, host, () => probe.close(resolve))
  await promise.catch((error) => explainPort(error, port))
}

function explainPort(error, port) {
  if (error.code === 'EADDRINUSE') {
    throw new StartupError(
      `Порт ${port} занят: освободите его или укажите другой, например PORT=${port + 1} npm start.`,
    )
  }
  if (error.code === 'EACCES')
    throw new StartupError(`Порт ${port} требует прав администратора: укажите PORT больше 1023.`)
  throw error
}

async function ownPostgres() {
  let dir = join(dataDir, 'pg')
  if (!serverCanEnter(dir)) {
    // root's server runs as nobody, who cannot pass a closed parent folder such as /root
    dir = join('/var/lib/naryad', Buffer.from(root).toString('base64url'), 'pg')
    say(`База данных хранится в ${dir}: в папку проекта PostgreSQL не может войти`)
  }
  say('Запускаем PostgreSQL')
  const postgres = await startPostgres({ dir })
  running.push(postgres)
  return postgres.url
}

async function stop(exitCode) {
  if (isStopping) return
  isStopping = true
  setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref()
  for (const each of running.reverse()) {
    try {
      await each.stop()
    } catch (error) {
      console.error(error)
      exitCode = 1
    }
  }
  releaseRun()
  process.exit(exitCode)
}

function releaseRun() {
  if (readRun().pid === process.pid) rmSync(lockFile)
}

function say(text) {
  console.log(`• ${text}…`)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(0))
// our parent is gone without a word
process.once('disconnect', () => stop(0))

try {
  await main()
} catch (error) {
  // what fails while everything is being stopped fails because of that
  if (!isStopping) {
    console.error(error instanceof StartupError ? `\n${error.message}` : error)
    await stop(1)
  }
}
