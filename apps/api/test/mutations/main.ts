/**
 * Takes the guards of the gate away one by one and runs the proof against each: whatever survives is a hole in the
 * tests, or is explained in survivors.ts. Works in a copy; the tree itself is not touched.
 *
 *   pnpm test:mutations [--every] [--file gate/plan] [--only text] [--report file] [--budget minutes] [--passes 1..3] [--again report]
 */
import { spawn } from 'node:child_process'
import { appendFile, cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { deploy } from '../../src/db/migrate.ts'
import { startTemporaryPostgres } from '../../src/db/postgres.ts'
import { forbidConnections } from '../global-setup.ts'
import { applyMutant, guardedFiles, type Mutant, mutantsOf, onePerLine } from './mutants.ts'
import { explanationOf } from './survivors.ts'

const root = join(import.meta.dirname, '../../../..')
const api = join(root, 'apps/api')
const testsIn = (folder: string, names: readonly string[]) => names.map((name) => `${folder}/${name}.test.ts`)
const rights = testsIn('src/gate', ['permissions', 'permissions.property'])
const sessions = testsIn('src/modules/sessions', [
  ...['address', 'network', 'sessions', 'session-limits', 'second-factor', 'view-as'],
])
const guards = testsIn('src/gate', ['guards'])
const reading = testsIn('src/gate', ['sql', 'conditions', 'reading'])
const endpoint = testsIn('src/gate', ['graphql'])
const catalog = testsIn('src/gate', ['catalog'])
const links = [...testsIn('src/modules/requests', ['request-links']), ...testsIn('src/modules/clients', ['clients'])]
/** What reads and refuses through the whole gate. */
const gate = [...testsIn('src/gate', ['conditions.property']), ...endpoint, 'test/leaks/rows.test.ts']
/** By itself: it puts something else in the place of the rows' rules. */
const wall = testsIn('src/gate', ['partner-wall'])
/** For what all others let live. */
const thorough = ['test/leaks/leaks.test.ts', 'test/leaks/writes.test.ts', 'src/server/live.test.ts']

/** Files of tests that are run in one process, one process after the other. */
type Runs = readonly (readonly string[])[]

const own: Readonly<Record<string, Runs>> = {
  'src/gate/permissions.ts': [[...rights, ...guards]],
  'src/gate/catalog.ts': [catalog],
  'src/gate/graphql.ts': [endpoint],
  'src/gate/sql.ts': [reading],
  'src/gate/conditions.ts': [[...reading, ...guards]],
  'src/gate/select.ts': [[...reading, ...endpoint]],
  'src/gate/execute.ts': [[...reading, ...guards], wall],
  'src/gate/computed.ts': [reading],
  'src/gate/partner-wall.ts': [wall],
  'src/gate/recipient.ts': [[...testsIn('test/leaks', ['letters']), ...links]],
  'src/gate/recognition.ts': [links],
  'src/gate/disclosure.ts': [links],
  'src/journal/disclosure.ts': [links],
}

/** The tests that are about the file itself, the quick ones first. */
function ownTests(file: string): Runs {
  return file.startsWith('src/modules/sessions/') ? [sessions] : (own[file] ?? [guards])
}

/** What meets every mutant, then what meets those that live on. */
const passes: readonly ((file: string) => Runs)[] = [ownTests, () => [gate], () => [thorough]]
const MUTANT_TIMEOUT_MS = 5 * 60_000

interface Outcome {
  readonly mutant: Mutant
  readonly verdict: 'killed' | 'survived'
  /** Every pass has had it. */
  readonly isDone: boolean
}

const { values: options } = parseArgs({
  options: {
    every: { type: 'boolean', default: false },
    file: { type: 'string', default: '' },
    only: { type: 'string', default: '' },
    report: { type: 'string' },
    passes: { type: 'string', default: '3' },
    again: { type: 'string' },
    budget: { type: 'string', default: '600' },
  },
})

/** A copy of what the API's tests need; dependencies are shared with the original. */
async function copyTree(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'naryad-mutants-'))
  const isOurs = (path: string) => !/(^|\/)(node_modules|dist|\.turbo|test-results\.json)$/.test(relative(root, path))
  for (const part of ['apps/api', 'apps/web/src/gql', 'packages', 'prisma', 'package.json', 'tsconfig.base.json']) {
    await cp(join(root, part), join(copy, part), { recursive: true, filter: isOurs, verbatimSymlinks: true })
  }
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'), 'dir')
  // the packages of the workspace are linked by relative paths, which then lead to the copies
  await cp(join(api, 'node_modules'), join(copy, 'apps/api/node_modules'), { recursive: true, verbatimSymlinks: true })
  return copy
}

interface Run {
  readonly code: number | null
  readonly output: string
}

/** All of the tests up to the first that fails. */
function runTests(copy: string, templateUrl: string, tests: readonly string[], signal: AbortSignal): Promise<Run> {
  const args = ['run', '--config', 'test/mutations/vitest.config.ts', '--bail', '1', ...tests]
  const child = spawn(join(copy, 'apps/api/node_modules/.bin/vitest'), args, {
    cwd: join(copy, 'apps/api'),
    env: { ...process.env, LEAK_SEED: 'mutants', PROPERTY_RUNS: '80', TEMPLATE_URL: templateUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += String(data)))
  const stop = () => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  }
  signal.addEventListener('abort', stop, { once: true })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      signal.removeEventListener('abort', stop)
      resolve({ code, output })
    })
  })
}

/** The first test that failed, for whoever wants to know what notices a mutant. */
function firstFailure(output: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal
  const plain = output.replace(/\u001b\[[\d;]*m/g, '')
  return /^\s*FAIL\s+(.+)$/m.exec(plain)?.[1]?.trim() ?? 'the run itself'
}

/** Those of a former run's report that lived to its end, for the tests as they are now. */
async function survivorsOf(report: string): Promise<Set<string>> {
  const lines = (await readFile(report, 'utf8')).trim().split('\n')
  const last = new Map(
    lines.map((line) => JSON.parse(line) as { id: string; verdict: string }).map((one) => [one.id, one]),
  )
  return new Set([...last.values()].filter(({ verdict }) => verdict === 'survived').map(({ id }) => id))
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

async function main(): Promise<number> {
  const found = await Promise.all(
    guardedFiles
      .filter((file) => file.includes(options.file))
      .map(async (file) => mutantsOf(file, await readFile(join(api, file), 'utf8'))),
  )
  const mutants = found.flatMap((ofFile) => (options.every ? ofFile : onePerLine(ofFile)))
  const former = options.again ? await survivorsOf(options.again) : null
  const isWanted = (mutant: Mutant) => former === null || (former.has(mutant.id) && explanationOf(mutant) === null)
  const chosen = mutants.filter((mutant) => mutant.id.includes(options.only) && isWanted(mutant))
  if (chosen.length === 0) return summary(0, [])
  const copy = await copyTree()
  const server = await startTemporaryPostgres({ max_connections: 300 })
  const until = Date.now() + Number(options.budget) * 60_000
  const verdicts = new Map<string, Outcome>()
  try {
    await deploy(server.url)
    await forbidConnections(server.url)
    say(`${chosen.length} mutants of ${mutants.length} in ${copy}`)
    const run = async (runs: Runs, signal: AbortSignal) => {
      let last: Run = { code: 0, output: '' }
      for (const tests of runs) {
        last = await runTests(copy, server.url, tests, signal)
        if (last.code !== 0) break
      }
      return last
    }
    const isAlive = (mutant: Mutant) => verdicts.get(mutant.id)?.verdict !== 'killed'
    const wanted = passes.slice(0, Number(options.passes))
    for (const [pass, runsOf] of wanted.entries()) {
      const isLast = pass === wanted.length - 1
      const alive = chosen.filter(isAlive)
      const runs = new Map(alive.flatMap(({ file }) => runsOf(file)).map((tests) => [tests.join(), tests]))
      for (const tests of runs.values()) {
        const untouched = await run([tests], AbortSignal.timeout(2 * MUTANT_TIMEOUT_MS))
        if (untouched.code !== 0) throw new Error(`The tests fail without a mutant:\n${untouched.output}`)
      }
      for (const mutant of alive) {
        if (Date.now() > until) break
        const path = join(copy, 'apps/api', mutant.file)
        const source = await readFile(path, 'utf8')
        await writeFile(path, applyMutant(source, mutant))
        const signal = AbortSignal.timeout(MUTANT_TIMEOUT_MS)
        const started = Date.now()
        const { code, output } = await run(runsOf(mutant.file), signal)
        await writeFile(path, source)
        const verdict = code === 0 ? 'survived' : 'killed'
        const by = verdict === 'survived' ? '' : signal.aborted ? 'its time' : firstFailure(output)
        const seconds = Math.round((Date.now() - started) / 1_000)
        verdicts.set(mutant.id, { mutant, verdict, isDone: verdict === 'killed' || isLast })
        say(`${verdict} ${seconds} s  ${mutant.file}:${mutant.line}  ${mutant.id}${by && `  — ${by}`}`)
        if (options.report)
          await appendFile(options.report, `${JSON.stringify({ ...mutant, pass, verdict, by, seconds })}\n`)
      }
    }
  } finally {
    await server.stop()
    await rm(copy, { recursive: true, force: true })
  }
  return summary(chosen.length, [...verdicts.values()])
}

function summary(chosen: number, outcomes: readonly Outcome[]): number {
  const done = outcomes.filter(({ isDone }) => isDone)
  const survivors = done.filter(({ verdict }) => verdict === 'survived').map(({ mutant }) => mutant)
  const unexplained = survivors.filter((mutant) => explanationOf(mutant) === null)
  say(
    `\n${done.length} of ${chosen} mutants run: ${done.length - survivors.length} killed, ` +
      `${survivors.length} survived, ${unexplained.length} of them unexplained`,
  )
  for (const mutant of unexplained) say(`  ${mutant.file}:${mutant.line}  ${mutant.kind}: ${mutant.original}`)
  return unexplained.length > 0 ? 1 : 0
}

process.exitCode = await main()
