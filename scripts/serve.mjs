// Runs the product on this machine: PostgreSQL in .data/pg unless DATABASE_URL names another, migrations, the server.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { deploy } from '../apps/api/src/db/migrate.ts'
import { serverCanEnter, startPostgres } from '../apps/api/src/db/postgres.ts'
import { commandOf } from '../apps/api/src/db/process.ts'
import { StartupError } from '../apps/api/src/db/startup-error.ts'

const root = join(import.meta.dirname, '..')
const dataDir = join(root, '.data')
const lockFile = join(dataDir, 'run.json')
const DEFAULT_PORT = 4000
const STOP_TIMEOUT_MS = 20_000

const port = readPort()
/** What has been started, in the order of starting; stopped in the reverse order. */
const running = []
let isStopping = false

async function main() {
  refuseSecondRun()
  await refuseTakenPort()
  claimRun()
  const databaseUrl = process.env.DATABASE_URL || (await ownPostgres())
  const applied = await deploy(databaseUrl)
  if (applied.length > 0) say(`База данных обновлена, миграций: ${applied.length}`)
  const { startServer } = await import('../apps/api/src/main.ts')
  const server = await startServer({ databaseUrl, port })
  running.push(server)
  claimRun(server.url)
  console.log(`\nНаряд открыт по адресу ${server.url}\n`)
}

function readPort() {
  const given = process.env.PORT ?? ''
  const number = given === '' ? DEFAULT_PORT : Number(given)
  if (Number.isInteger(number) && number > 0 && number < 65_536) return number
  console.error(`PORT должен быть числом от 1 до 65535, а не «${given}».`)
  process.exit(1)
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

async function refuseTakenPort() {
  const probe = createServer()
  const { promise, resolve, reject } = Promise.withResolvers()
  probe.once('error', reject).listen(port, () => probe.close(resolve))
  await promise.catch(explainPort)
}

function explainPort(error) {
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
  await main().catch((error) => (error.code ? explainPort(error) : Promise.reject(error)))
} catch (error) {
  console.error(error instanceof StartupError ? `\n${error.message}` : error)
  await stop(1)
}
