/**
 * The proof of access, as a day's sample or whole, with a report of what was asked.
 *
 *   pnpm test:leaks           a sample that is another one each day; LEAK_SEED=… repeats a day's
 *   pnpm test:leaks --all     every field; writes docs/access-report.md
 *   pnpm test:leaks --timing  nothing but the time of answers, on a machine that does nothing else
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { errors, type Held, jobPaths, letterPaths, notificationPaths, roots, routes, views } from './paths.ts'
import type { Asked } from './sample.ts'

const api = join(import.meta.dirname, '../..')
const reportFile = join(api, '../../docs/access-report.md')
const files = ['test/leaks', 'src/gate', 'src/modules/sessions/address.test.ts']

const { values: options } = parseArgs({
  options: { all: { type: 'boolean', default: false }, timing: { type: 'boolean', default: false } },
  allowPositionals: true,
})

interface Run {
  readonly code: number
  readonly tests: { readonly passed: number; readonly failed: number }
  readonly seconds: number
}

function vitest(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(join(api, 'node_modules/.bin/vitest'), ['run', ...args], { cwd: api, env, stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill(signal))
  return new Promise((resolve) => child.once('exit', (status) => resolve(status ?? 1)))
}

async function runTests(folder: string): Promise<Run> {
  const results = join(folder, 'tests.json')
  const args = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`, ...files]
  const env = {
    ...process.env,
    LEAK_REPORT: join(folder, 'asked.jsonl'),
    ...(options.all && { LEAK_ALL: '1', PROPERTY_RUNS: '1000' }),
  }
  const started = Date.now()
  const code = await vitest(args, env)
  const report = JSON.parse(await readFile(results, 'utf8')) as { numPassedTests: number; numFailedTests: number }
  const tests = { passed: report.numPassedTests, failed: report.numFailedTests }
  return { code, tests, seconds: Math.round((Date.now() - started) / 1_000) }
}

async function readAsked(folder: string): Promise<Asked[]> {
  const file = join(folder, 'asked.jsonl')
  if (!existsSync(file)) return []
  const lines = (await readFile(file, 'utf8')).trim().split('\n')
  return lines.map((line) => JSON.parse(line) as Asked)
}

function sum(asked: readonly Asked[], of: (one: Asked) => number): number {
  return asked.reduce((total, one) => total + of(one), 0)
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n')
}

function countHeld(): { total: number; probed: number } {
  const held: Held[] = [
    ...[roots, routes, letterPaths, notificationPaths, jobPaths, errors].flatMap((some) => Object.values(some)),
    ...Object.values(views).map((view) => view.held),
  ]
  return { total: held.length, probed: held.filter((one) => typeof one !== 'string').length }
}

function write(all: readonly Asked[], { tests, seconds }: Run): string {
  const controls = all.filter(({ path }) => path.startsWith('seen:'))
  const asked = all.filter(({ path }) => !path.startsWith('seen:'))
  const fields = new Set(asked.map(({ field }) => field))
  const roles = [...new Set(asked.map(({ role }) => role))].sort()
  const { total, probed } = countHeld()
  const answers = sum(asked, ({ questions, states }) => questions * states)
  const findings = sum(asked, (one) => one.findings)
  const seen = Map.groupBy(controls, ({ field }) => field)
  const blind = [...seen].filter(([, ofField]) => sum(ofField, ({ questions }) => questions) === 0)
  const byPath = [...Map.groupBy(asked, ({ path }) => path)].sort(([a], [b]) => (a < b ? -1 : 1))
  const byEntity = [...Map.groupBy(asked, ({ field }) => field.split('.')[0] ?? '')].sort(([a], [b]) =>
    a < b ? -1 : 1,
  )
  const row = (name: string, some: readonly Asked[]) => [
    name,
    new Set(some.map(({ field }) => field)).size,
    sum(some, ({ questions }) => questions),
    sum(some, ({ questions, states }) => questions * states),
    sum(some, (one) => one.findings),
  ]
  const head = ['fields', 'questions', 'answers compared', 'findings']
  return `# Access: what was asked, and what was found

${fields.size} fields × ${total} paths × ${roles.length} roles: ${answers} answers compared, **${findings} findings**.
${probed} of the paths are held by probes, the others carry no record's field, for a reason each (\`apps/api/test/leaks/paths.ts\`).
Of ${seen.size} fields that have values of their own the same questions see ${seen.size - blind.length} as soon as they may be read.
${tests.passed} tests passed, ${tests.failed} failed, in ${seconds} s. Written by \`pnpm test:leaks --all\`; what it means is in [access-proof.md](access-proof.md).

## By path

${table(
  ['path', ...head],
  byPath.map(([path, some]) => row(path, some)),
)}

## By entity

${table(
  ['entity', ...head],
  byEntity.map(([entity, some]) => row(entity, some)),
)}

## By role

\`reader\` reads everything but the one field; the others are the default roles, over the fields that they do not read.

${table(
  ['role', ...head],
  roles.map((role) =>
    row(
      role,
      asked.filter((one) => one.role === role),
    ),
  ),
)}
`
}

async function runWhole(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'naryad-leaks-'))
  try {
    const run = await runTests(folder)
    const text = write(await readAsked(folder), run)
    if (options.all && run.code === 0) await writeFile(reportFile, text)
    process.stdout.write(`\n${text}`)
    return run.code
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const timing = ['--config', 'test/leaks/timing/vitest.config.ts']
process.exitCode = await (options.timing ? vitest(timing, process.env) : runWhole())
