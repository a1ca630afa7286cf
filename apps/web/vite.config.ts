import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const baseModules =
  /node_modules\/(?:react|react-dom|scheduler|react-router|react-i18next|i18next|@emotion\/\w+|stylis|@apollo\/client|graphql|rxjs|optimism|@wry\/\w+|@mui\/(?:system|utils|styled-engine|material\/(?:styles|Box|ButtonBase|Button|IconButton|Typography|SvgIcon|Skeleton|utils|useMediaQuery)))\//

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
      return code.replace(call, (_match, source: string) => {
        const document = graphql(source.replaceAll('\\`', '`'))
        if (!('kind' in document)) this.error(`${id}: a document that was not generated; run npm run gen`)
        return `(${JSON.stringify(document)})`
      })
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
          groups: [
            // What every page of the app needs, in one piece: it compresses better than fifty small ones, and stays in
            // browsers over releases that leave the lockfile alone.
            { name: 'base', test: baseModules },
          ],
        },
      },
    },
  },
})
