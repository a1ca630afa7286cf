// The way in on a bare machine: needs nothing but Node and npm. Plain JavaScript that an old Node can parse, since it is
// the one to say that the Node is too old.
//   start      install, build, run            test       everything that is checked before a merge
//   typecheck  the compiler over all parts    bench      the measurements, arguments are passed on
//   leaks      the proof of access, whole with --all      mutations  the gate without each of its guards
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const tools = join(root, '.tools')
const bin = join(root, 'node_modules', '.bin')
const stamp = join(root, 'node_modules', '.bootstrap')
const onWindows = process.platform === 'win32'
const testedParts = ['packages/domain', 'apps/api', 'apps/web', 'e2e']

const env = Object.assign({}, process.env, {
  // our Node 24 first, then our pnpm, which turbo looks up by name
  PATH: [bin, join(tools, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
  TURBO_TELEMETRY_DISABLED: '1',
  TURBO_NO_UPDATE_NOTIFIER: '1',
  DO_NOT_TRACK: '1',
  CHECKPOINT_DISABLE: '1',
})

/** A failure that the person at the terminal can do something about; shown as its sentence alone. */
class Refusal extends Error {}

let child = null
let wasInterrupted = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    wasInterrupted = true
    if (child) child.kill(signal)
    else process.exit(0)
  })
}

/** Runs a program to its end, with our terminal unless `options` say otherwise; resolves to its exit code. */
function run(file, args, { onOutput, ...options } = {}) {
  return new Promise((resolve, reject) => {
    child = spawn(file, args, Object.assign({ stdio: 'inherit', env, shell: onWindows }, options))
    for (const stream of [child.stdout, child.stderr]) if (stream) stream.on('data', (data) => onOutput(String(data)))
    child.once('error', reject)
    child.once('exit', (code) => {
      child = null
      if (wasInterrupted) process.exit(code === null ? 130 : code)
      resolve(code === null ? 1 : code)
    })
  })
}

function isOlder(version, minimum) {
  const have = version.split('.').map(Number)
  for (let i = 0; i < minimum.length; i++) if (have[i] !== minimum[i]) return have[i] < minimum[i]
  return false
}

function checkMachine() {
  if (isOlder(process.versions.node, [20, 19])) {
    throw new Refusal(`Нужен Node.js 20.19 или новее, сейчас ${process.version}: обновите его с https://nodejs.org.`)
  }
  try {
    accessSync(root, constants.W_OK)
  } catch {
    throw new Refusal(`Папка ${root} доступна только для чтения: перенесите проект туда, где можно писать.`)
  }
}

async function install() {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const pnpm = manifest.packageManager.split('@')[1]
  const hash = createHash('sha256')
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'])
    hash.update(readFileSync(join(root, file)))
  const wanted = hash.digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return

  const offline = 'Не удалось загрузить зависимости: проверьте соединение с интернетом (нужен реестр npm) и повторите.'
  const pnpmManifest = join(tools, 'node_modules', 'pnpm', 'package.json')
  if (!existsSync(pnpmManifest) || JSON.parse(readFileSync(pnpmManifest, 'utf8')).version !== pnpm) {
    say('Готовим установщик пакетов')
    mkdirSync(tools, { recursive: true })
    writeFileSync(join(tools, 'package.json'), '{"private":true}')
    const flags = ['--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error']
    const code = await run('npm', ['install', ...flags, '--prefix', tools, `pnpm@${pnpm}`])
    if (code !== 0) throw new Refusal(offline)
  }
  say('Устанавливаем зависимости (в первый раз это занимает до минуты)')
  const code = await run('pnpm', ['install', '--frozen-lockfile', '--prefer-offline'])
  if (code !== 0) throw new Refusal(offline)
  writeFileSync(stamp, wanted)
}

/** The Node that runs the product: ours from the dependencies, else the visitor's if it is new enough. */
function productNode() {
  const own = join(bin, 'node')
  if (existsSync(own)) return own
  if (isOlder(process.versions.node, [24, 0])) {
    throw new Refusal(
      `Для ${process.platform}-${process.arch} нужен свой Node.js 24 или новее, сейчас ${process.version}.`,
    )
  }
  return process.execPath
}

async function start(args) {
  say('Собираем приложение')
  const output = []
  const built = await run('turbo', ['run', 'build', '--output-logs=errors-only', '--log-prefix=none'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    onOutput: (text) => output.push(text),
  })
  if (built !== 0) {
    console.error(output.join(''))
    return built
  }
  // the channel tells the server when we are gone, however that happened
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc']
  return run(productNode(), [join(root, 'scripts', 'serve.mjs'), ...args], { stdio, shell: false })
}

async function test(args) {
  for (const part of testedParts) rmSync(join(root, part, 'test-results.json'), { force: true })
  const tasks = ['lint', 'typecheck', 'build', 'weight', 'test', 'e2e']
  const code = await run('turbo', ['run', ...tasks, '--continue=dependencies-successful', ...args])
  const { failed } = countTests()
  return code || (failed > 0 ? 1 : 0)
}

/** The longer runs of the API's tests. */
async function proof(name, args) {
  const code = await run('pnpm', ['run', 'gen'])
  if (code !== 0) return code
  return run(productNode(), [join(root, 'apps', 'api', 'test', name, 'main.ts'), ...args], { shell: false })
}

/** Prints how many tests ran in each part, from the reports that the runs left behind. */
function countTests() {
  const total = { passed: 0, failed: 0, skipped: 0 }
  console.log('')
  for (const part of testedParts) {
    const file = join(root, part, 'test-results.json')
    if (!existsSync(file)) {
      console.log(`${part}: no report`)
      total.failed += 1
      continue
    }
    const report = JSON.parse(readFileSync(file, 'utf8'))
    // a file that failed to load counts as one failed test: it has none of its own to show
    const broken = report.testResults.filter((each) => each.status === 'failed' && each.assertionResults.length === 0)
    const count = {
      passed: report.numPassedTests,
      failed: report.numFailedTests + broken.length,
      skipped: report.numPendingTests + report.numTodoTests,
    }
    console.log(`${part}: ${describe(count)}`)
    for (const key of Object.keys(total)) total[key] += count[key]
  }
  console.log(describe(total))
  return total
}

function describe({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

function say(text) {
  console.log(`• ${text}…`)
}

const commands = {
  start,
  test,
  typecheck: () => run('turbo', ['run', 'typecheck']),
  leaks: (args) => proof('leaks', args),
  mutations: (args) => proof('mutations', args),
  bench: (args) => run(productNode(), [join(root, 'bench', 'main.ts'), ...args], { shell: false }),
}

try {
  process.chdir(root)
  const [name = 'start', ...args] = process.argv.slice(2)
  const command = commands[name]
  if (!command) throw new Refusal(`Неизвестная команда «${name}». Есть: ${Object.keys(commands).join(', ')}.`)
  checkMachine()
  await install()
  process.exitCode = await command(args)
} catch (error) {
  if (!(error instanceof Refusal)) throw error
  console.error(`\n${error.message}`)
  process.exitCode = 1
}
