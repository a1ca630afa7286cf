import type { Server } from 'node:http'
import { join } from 'node:path'
import { ApolloServer } from '@apollo/server'
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled'
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer'
import { expressMiddleware } from '@as-integrations/express5'
import { DomainError } from '@naryad/domain'
import express, { type NextFunction, type Request, type Response } from 'express'
import type { GraphQLSchema } from 'graphql'
import type { Context, Services, SessionCookie } from '../context.ts'
import type { ServerOptions } from '../env.ts'
import { planPlugin, stringifyResult } from '../gate/graphql.ts'
import { createDocuments, type Documents, parseRequest } from './documents.ts'
import { formatGraphQLError, httpStatus, toGraphQLError, toReply } from './errors.ts'
import { exportRoutes } from './exports.ts'
import { fileRoutes } from './files.ts'
import { createBoundedServer, createRequestRate } from './http-traffic.ts'
import { limits, MAX_BODY_BYTES } from './limits.ts'
import { mountPublicRoutes } from './public-routes.ts'
import { noteRefusedRequest, refusalPlugin } from './refusals.ts'
import { requireOwnOrigin, requirePreflight, sessionCookieName } from './request.ts'
import { inlineStyleHashes, securityHeaders } from './security-headers.ts'
import { createContext } from './session.ts'
import { staticFiles } from './static.ts'
import { trafficLimits } from './traffic.ts'

const persistedDocuments = join(import.meta.dirname, '../../../web/src/gql/persisted-documents.json')
const HEALTH_TIMEOUT_MS = 2_000
const DEMO_ACCOUNTS = `select exists (select from employees where email like '%@naryad.demo' and is_active) as demo`

export interface HttpServer {
  server: Server
  documents: Documents
  /** Takes no new requests and waits for those under way. */
  stop(): Promise<void>
}

/** The HTTP side: GraphQL, files, the web client. The caller listens and adds the socket. */
export async function createHttp(
  services: Services,
  schema: GraphQLSchema,
  options: ServerOptions,
): Promise<HttpServer> {
  const { log } = services
  const app = express()
  const traffic = { limits: { ...trafficLimits, ...options.traffic }, trustedProxies: options.trustedProxies, log }
  const server = createBoundedServer(app, traffic)
  const rate = createRequestRate({ ...traffic, publicUrl: options.publicUrl ?? '' })
  const documents = createDocuments(persistedDocuments, options.isProduction)
  const apollo = new ApolloServer<Context>({
    schema,
    // its own handler would stop it before the rest of us is ready to
    stopOnTerminationSignals: false,
    csrfPrevention: false,
    persistedQueries: false,
    introspection: !options.isProduction,
    includeStacktraceInErrorResponses: false,
    parseOptions: { maxTokens: limits.tokens },
    stringifyResult,
    formatError: (formatted, thrown) => formatGraphQLError(formatted, thrown, log),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginDrainHttpServer({ httpServer: server, stopGracePeriodMillis: 5_000 }),
      planPlugin(),
      refusalPlugin(services),
    ],
  })
  await apollo.start()

  app.disable('x-powered-by')
  app.set('query parser', 'simple')
  app.use(securityHeaders({ ...options, styleHashes: inlineStyleHashes(options.webDir) }))
  app.use(rate.handler)
  app.get('/health', health(services, options))
  app.use('/files', fileRoutes(services, options))
  app.use('/exports', exportRoutes(services, schema, options))
  app.post(
    '/graphql',
    (req, res, next) => {
      res.set('Cache-Control', 'no-store')
      requireOwnOrigin(req, services.settings.publicUrl)
      requirePreflight(req)
      next()
    },
    express.json({ limit: MAX_BODY_BYTES, type: ['application/json', 'application/graphql-response+json'] }),
    (req, _res, next) => {
      const { operationName, variables, ...request } = parseRequest(req.body)
      req.body = {
        query: documents.textOf(request),
        ...(operationName && { operationName }),
        ...(variables && { variables }),
      }
      next()
    },
    expressMiddleware(apollo, {
      context: async ({ req, res }) => {
        try {
          const context = await createContext(services, req, {
            trustedProxies: options.trustedProxies,
            sessionCookie: sessionCookie(res, services.settings.publicUrl),
          })
          if (context.sessionId !== null) rate.recognise(req)
          return context
        } catch (error) {
          const { extensions } = toReply(error, log)
          throw toGraphQLError(new DomainError(extensions.code, extensions.details))
        }
      },
    }),
  )
  app.all('/graphql', () => {
    throw new DomainError('VALIDATION', { reason: 'METHOD' })
  })
  mountPublicRoutes(app, services, options)
  if (options.webDir) app.use(staticFiles(options.webDir))
  app.use(() => {
    throw new DomainError('NOT_FOUND')
  })
  app.use(answerError(services, options))

  return {
    server,
    documents,
    async stop() {
      await apollo.stop()
      if (server.listening) await new Promise((done) => server.close(done))
    },
  }
}

function sessionCookie(res: Response, publicUrl: string): Omit<SessionCookie, 'token'> {
  const fixed = { httpOnly: true, sameSite: 'lax', path: '/', secure: publicUrl.startsWith('https:') } as const
  const name = sessionCookieName(publicUrl)
  return {
    set: (token, expires) => res.cookie(name, token, { ...fixed, expires }),
    clear: () => res.clearCookie(name, fixed),
  }
}

/**
 * 200 while the database answers, 503 otherwise; for load balancers and whoever waits for the start. `demo`: the
 * sign-in page may offer the demo accounts. Asked on a connection of its own, once for all who ask meanwhile.
 */
function health({ healthPool }: Services, { isProduction }: ServerOptions) {
  let asking: Promise<[boolean, boolean]> | null = null
  const ask = () =>
    healthPool
      .query<{ demo: boolean }>(DEMO_ACCOUNTS)
      .then(
        ({ rows }): [boolean, boolean] => [true, rows[0]?.demo === true],
        (): [boolean, boolean] => [false, false],
      )
      .finally(() => {
        asking = null
      })
  return async (_req: Request, res: Response) => {
    const timeout = AbortSignal.timeout(HEALTH_TIMEOUT_MS)
    const late = new Promise<[boolean, boolean]>((resolve) =>
      timeout.addEventListener('abort', () => resolve([false, false])),
    )
    asking ??= ask()
    const [isUp, hasDemo] = await Promise.race([asking, late])
    res.set('Cache-Control', 'no-store')
    res
      .status(isUp ? 200 : 503)
      .json({ status: isUp ? 'ok' : 'unavailable', database: isUp ? 'up' : 'down', demo: hasDemo && !isProduction })
  }
}

/** Whatever went wrong before or outside GraphQL, in the same shape as inside. */
function answerError(services: Services, { trustedProxies }: ServerOptions) {
  const { log } = services
  return (thrown: unknown, req: Request, res: Response, next: NextFunction) => {
    if (res.headersSent) return next(thrown)
    noteRefusedRequest(services, req, trustedProxies, thrown)
    const answer = toReply(fromBodyParser(thrown) ?? thrown, log)
    res.set('Cache-Control', 'no-store')
    const { code, details } = answer.extensions
    if (code === 'THROTTLED' && typeof details?.retryAfter === 'number') res.set('Retry-After', `${details.retryAfter}`)
    res.status(httpStatus(code)).json({ errors: [answer] })
  }
}

/** The refusals of express's own parsers, which are the client's mistakes and not ours. */
function fromBodyParser(thrown: unknown): DomainError | null {
  if (!(thrown instanceof Error) || !('status' in thrown) || typeof thrown.status !== 'number') return null
  if (thrown.status === 413) return new DomainError('QUERY_TOO_COMPLEX', { limit: 'bytes', max: MAX_BODY_BYTES })
  return thrown.status < 500 ? new DomainError('VALIDATION', { reason: 'BAD_REQUEST' }) : null
}
