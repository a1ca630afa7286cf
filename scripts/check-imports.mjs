// The direction of imports. One table of rules, checked over every source file; the reason is what the message says.
import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { rawAccessProblems } from './raw-access.ts'

const root = join(import.meta.dirname, '..')
const sources = ['{apps,packages}/*/src/**/*.{ts,tsx}', '{e2e,bench}/**/*.ts']
const skipped = /\/(node_modules|generated|gql)\/|\.test\.tsx?$|\.d\.ts$/

/** First folder below a prefix: the module or the feature that a file belongs to. */
const unitOf = (file, prefix) => file.slice(prefix.length).split('/')[0]

const modules = 'apps/api/src/modules/'
const features = 'apps/web/src/features/'

/**
 * `from` and `to` are tested against paths from the root for our own files and against names for packages; `unless`
 * exempts a pair.
 */
const rules = [
  {
    from: /^packages\/domain\/src\//,
    to: /^(?!packages\/domain\/)/,
    reason: 'the domain is pure: no I/O, no packages, nothing of the applications',
  },
  {
    from: /^packages\/|^apps\/web\//,
    to: /^apps\/api\//,
    reason: 'the browser and the packages know the server by its GraphQL schema only',
  },
  { from: /^apps\/api\//, to: /^apps\/web\//, reason: 'the server knows the web application as built files only' },
  {
    from: /^apps\/api\/src\/db\//,
    to: /^apps\/api\/src\/(gate|journal|jobs|files|mail|clock|modules|server)\b/,
    reason: 'db lies below everything: it knows PostgreSQL, not what is kept in it',
  },
  {
    from: /^apps\/api\/src\/(gate|journal|jobs|files|mail|clock)\b/,
    to: /^apps\/api\/src\/(modules|server)\//,
    reason: 'mechanisms (gate, journal, jobs, files, mail) lie below the modules that use them',
  },
  {
    from: /^apps\/api\/src\/modules\//,
    to: /^apps\/api\/src\/server\//,
    reason: 'a module knows nothing of HTTP, sockets and Apollo',
  },
  {
    from: /^apps\/api\/src\/modules\//,
    to: /^apps\/api\/src\/modules\//,
    // *-fields.ts: which fields a form has and how each is checked, plain values that do nothing
    unless: (from, to) => unitOf(from, modules) === unitOf(to, modules) || /(\.service|-fields)\.ts$/.test(to),
    reason: 'a module uses another one only through its *.service.ts and lists of fields',
  },
  {
    from: /^apps\/api\/src\/(files|mail|modules|server)\//,
    to: /^(pg|pg-boss|@prisma\/.*|apps\/api\/generated\/prisma\/client\.ts)$/,
    // the listener hears ids and reads nothing
    unless: (from, _to, isTypeOnly) => isTypeOnly || /\.service\.ts$|\/server\/listener\.ts$/.test(from),
    reason: 'only db, gate, journal, jobs and services talk to the database, so that no path goes round the gate',
  },
  {
    from: /^(apps|packages)\/(?!api\/src\/demo\/)/,
    to: /^apps\/api\/src\/demo\//,
    reason: 'the demo is a guest: only scripts/serve.mjs knows of it',
  },
  {
    from: /^apps\/api\/src\/demo\//,
    to: /^apps\/api\/src\/(server|modules)\//,
    unless: (_from, to) =>
      /\.(service|query)\.ts$|\/(roles\/defaults|sessions\/(demo-accounts|password))\.ts$/.test(to),
    reason: 'the demo is made by the services that people use, through no door of its own',
  },
  {
    from: /^apps\/web\/src\/(components|lib|i18n)\//,
    to: /^apps\/web\/src\/(table|features|app|public)\//,
    reason: 'components and lib are used by the rest and know nothing of it',
  },
  {
    from: /^apps\/web\/src\/table\//,
    to: /^apps\/web\/src\/(features|app|public)\//,
    reason: 'the table serves every feature and knows none',
  },
  {
    from: /^apps\/web\/src\/features\//,
    to: /^apps\/web\/src\/(app|public)\//,
    reason: 'the application composes features, not the other way round',
  },
  {
    from: /^apps\/web\/src\/features\//,
    to: /^apps\/web\/src\/features\//,
    unless: (from, to) => unitOf(from, features) === unitOf(to, features),
    reason: 'features do not know each other: what two of them need goes to components, what joins them to app',
  },
  {
    from: /^apps\/web\/src\/public\//,
    to: /^(apps\/web\/src\/(?!public\/|lib\/|i18n\/|gql\/)|react\b|@mui\/|@apollo\/|@emotion\/)/,
    reason: 'the public pages stay light: they carry nothing of the application but lib, i18n and gql',
  },
]

const statement =
  /^(?:import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm

function* importsOf(file) {
  const text = readFileSync(join(root, file), 'utf8')
  for (const match of text.matchAll(statement)) {
    const name = match[2] ?? match[3]
    const target = name.startsWith('.') ? posix.join(posix.dirname(file), name) : name
    yield { target, isTypeOnly: Boolean(match[1]), line: text.slice(0, match.index).split('\n').length }
  }
}

const violations = []
const read = []
for await (const path of glob(sources, { cwd: root, exclude: (name) => name === 'node_modules' })) {
  const file = path.replaceAll('\\', '/')
  if (skipped.test(file)) continue
  if (file.startsWith('apps/api/')) read.push({ file, text: readFileSync(join(root, file), 'utf8') })
  for (const { target, isTypeOnly, line } of importsOf(file)) {
    const broken = rules.find(
      (rule) => rule.from.test(file) && rule.to.test(target) && !rule.unless?.(file, target, isTypeOnly),
    )
    if (broken) violations.push(`${file}:${line}  imports ${target}\n    ${broken.reason}`)
  }
}

if (violations.length > 0) {
  console.error(`${violations.sort().join('\n')}\n\n${violations.length} imports against the direction`)
  process.exitCode = 1
}

const around = rawAccessProblems(read)
if (around.length > 0) {
  console.error(`${around.join('\n')}\n\n${around.length} ways around the gate`)
  process.exitCode = 1
}
