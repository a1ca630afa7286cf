// Fails the build when a page has grown heavier than a phone in the field should have to carry: gzipped JavaScript,
// counted as the browser gets it, with everything a first screen asks for.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const dist = join(import.meta.dirname, '../dist')
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'))

const KB = 1000
const appScreen = [
  'index.html',
  'src/features/repairs/RepairsPage.tsx',
  ...['common', 'frame', 'errors', 'fields', 'values', 'table'].map((name) => `src/i18n/locales/ru/${name}.json`),
]
const publicPages = (manifest['public.html']?.dynamicImports ?? []).map((page) => ['public.html', page])

const budgets = [
  { name: 'app, first screen', limit: 300 * KB, screens: [appScreen] },
  { name: 'public, heaviest page', limit: 90 * KB, screens: [['public.html'], ...publicPages] },
]

/** Chunks that the browser must have before the given entries can run. */
function closure(entries, seen = new Set()) {
  for (const entry of entries) {
    const chunk = manifest[entry]
    if (!chunk || seen.has(entry)) continue
    seen.add(entry)
    closure(chunk.imports ?? [], seen)
  }
  return seen
}

const sizes = new Map()
function gzipped(file) {
  if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(join(dist, file))).length)
  return sizes.get(file)
}

let isTooHeavy = false
for (const { name, limit, screens } of budgets) {
  const weights = screens.map((entries) => {
    const files = new Set([...closure(entries)].map((entry) => manifest[entry].file))
    return [...files].filter((file) => file.endsWith('.js')).reduce((sum, file) => sum + gzipped(file), 0)
  })
  const weight = Math.max(...weights)
  const isOver = weight > limit
  isTooHeavy ||= isOver
  console.log(`${name}: ${Math.round(weight / KB)} kB of ${limit / KB} kB${isOver ? ' — TOO HEAVY' : ''}`)
}
if (isTooHeavy) process.exit(1)
