import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

type Graph = {
  getModuleInfo: (id: string) => { importedIds: readonly string[]; dynamicallyImportedIds: readonly string[] } | null
}

const publicMain = join(import.meta.dirname, 'src/public/main.tsx')

/** What always loads together is one chunk: it compresses better than fifty small ones. The first that needs it has it. */
const togetherFrom: readonly [name: string, entry: string][] = [
  ['frame', join(import.meta.dirname, 'src/main.tsx')],
  ['list', join(import.meta.dirname, 'src/table/ListPage.tsx')],
]
const together = new Map<string, ReadonlySet<string>>()

/** Reached through their packages' index alone: other pages want them, these two do not. */
const strangers = /useRovingTabIndex|InputBase|TextareaAutosize|useLazyQuery|useFragment|useSuspense|useBackgroundQuery/

function chunkName(id: string, graph: Graph): string | null {
  if (strangers.test(id)) return null
  return togetherFrom.find(([name, entry]) => modulesOf(name, entry, graph).has(id))?.[0] ?? null
}

/** What the light pages share with the app has a chunk of its own, so that it does not drag the app along. */
function sharedChunkName(id: string, graph: Graph): string | null {
  if (!modulesOf('public', publicMain, graph, true).has(id)) return null
  return togetherFrom.some(([name, entry]) => modulesOf(name, entry, graph).has(id)) ? 'shared' : null
}

/** The entry and all that it cannot run without; with `isLazyToo`, all that it may ever load. */
function modulesOf(name: string, entry: string, graph: Graph, isLazyToo = false): ReadonlySet<string> {
  const known = together.get(name)
  if (known) return known
  const found = new Set([entry])
  together.set(name, found)
  // A Set visits what is added while it is walked.
  for (const id of found) {
    const info = graph.getModuleInfo(id)
    for (const imported of info?.importedIds ?? []) found.add(imported)
    if (isLazyToo) for (const imported of info?.dynamicallyImportedIds ?? []) found.add(imported)
  }
  return found
}

const api = 'http://127.0.0.1:4000'

/**
 * Puts each generated document where it is used. The preset's own `graphql()` looks documents up in one table of all
 * of them, which every page would have to load.
 */
function inlineDocuments(): Plugin {
  const table = join(import.meta.dirname, 'src/gql/gql.ts')
  const call = /\bgraphql\(\s*(?:\/\* GraphQL \*\/\s*)?`([^`]+)`,?\s*\)/g
  return {
    name: 'naryad:inline-documents',
    enforce: 'pre',
    async transform(code, id) {
      if (!code.includes('/gql/index.ts') || id.includes('/gql/')) return null
      const version = (await stat(table)).mtimeMs
      const { graphql } = (await import(`${table}?${version}`)) as { graphql: (source: string) => object }
      const inlined = code.replace(call, (_match, source: string) => {
        const document = graphql(source.replaceAll('\\`', '`'))
        if (!('kind' in document)) this.error(`${id}: a document that was not generated; run npm run gen`)
        return `(${JSON.stringify(document)})`
      })
      if (/\bgraphql\(/.test(inlined)) this.error(`${id}: graphql() takes one plain template literal`)
      return inlined.replace(/^import \{ graphql \} from .*$/m, '')
    },
  }
}

/** Public pages have an entry of their own; the built server does the same. */
function publicEntry(): Plugin {
  return {
    name: 'naryad:public-entry',
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        // the tracking page is the server's
        if (/^\/p\/(?!track\/)/.test(request.url ?? '')) request.url = '/public.html'
        next()
      })
    },
  }
}

export default defineConfig({
  plugins: [inlineDocuments(), publicEntry(), react()],
  server: {
    proxy: {
      '/graphql': { target: api, ws: true },
      '/files': { target: api },
      '/health': { target: api },
      '/p/track': { target: api },
    },
  },
  build: {
    target: 'es2022',
    manifest: true,
    // Weighed in gzip by scripts/weight.mjs instead.
    reportCompressedSize: false,
    rolldownOptions: {
      input: {
        app: join(import.meta.dirname, 'index.html'),
        public: join(import.meta.dirname, 'public.html'),
      },
      output: {
        codeSplitting: {
          // a chunk takes along what its modules import, unless one before it has that already
          groups: [{ name: sharedChunkName, priority: 1 }, { name: chunkName }],
        },
      },
    },
  },
})
