import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache } from '@apollo/client'
import { ErrorLink } from '@apollo/client/link/error'
import { type DocumentNode, OperationTypeNode } from 'graphql'
import { from, switchMap } from 'rxjs'
import type { LiveLink } from './live-link.ts'
import { askIdentity } from './sudo.ts'

const sessionListeners = new Set<() => void>()

/** Tells `listener` that the server no longer knows the session; returns the way to stop. */
export function onSessionEnd(listener: () => void): () => void {
  sessionListeners.add(listener)
  return () => sessionListeners.delete(listener)
}

function endSession() {
  for (const listener of sessionListeners) listener()
}

/**
 * Subscriptions, over a socket whose code comes after the first screen: nothing on it waits for what will happen later.
 */
const liveLink = new ApolloLink((operation, forward) =>
  from(import('./live-link.ts')).pipe(
    switchMap(({ createLiveLink }) => {
      live ??= createLiveLink({
        // Whatever happened while the socket was down was not heard.
        onReconnect: () => void apollo.refetchQueries({ include: 'active' }),
        onSessionEnd: endSession,
      })
      return live.link.request(operation, forward)
    }),
  ),
)

let live: LiveLink | undefined

const errorLink = new ErrorLink(({ error, operation, forward }) => {
  if (!CombinedGraphQLErrors.is(error)) return
  const has = (code: string) => error.errors.some((each) => each.extensions?.code === code)
  if (has('SUDO_REQUIRED')) {
    return from(askIdentity()).pipe(
      switchMap((isConfirmed) => {
        if (!isConfirmed) throw error
        return forward(operation)
      }),
    )
  }
  if (has('UNAUTHENTICATED') && !operation.getContext().isSigningIn) endSession()
})

const httpLink = new HttpLink({
  uri: '/graphql',
  credentials: 'same-origin',
  headers: { 'x-naryad-csrf': '1' },
})

/**
 * Sends the hash that the code generator gave the document, and its text only while developing: hot reloading brings
 * documents that the server has not seen yet.
 */
const hashLink = new ApolloLink((operation, forward) => {
  const hash = (operation.query as DocumentNode & { __meta__?: { hash: string } }).__meta__?.hash
  if (hash) operation.extensions.persistedQuery = { version: 1, sha256Hash: hash }
  const includeQuery = !hash || import.meta.env.DEV
  operation.setContext({ http: { includeQuery, includeExtensions: true } })
  return forward(operation)
})

/** The one client of the tab: cache, HTTP for queries and mutations, WebSocket for subscriptions. */
export const apollo = new ApolloClient({
  link: ApolloLink.from([
    errorLink,
    hashLink,
    ApolloLink.split(({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION, liveLink, httpLink),
  ]),
  cache: new InMemoryCache({
    typePolicies: {
      Viewer: { keyFields: [] },
      RoleSettings: {
        fields: { actions: { merge: false }, ipRanges: { merge: false }, problems: { merge: false } },
      },
      EmployeeSettings: {
        fields: {
          fieldExceptions: { merge: false },
          actionExceptions: { merge: false },
          scopeExceptions: { merge: false },
          ipRanges: { merge: false },
          manufacturers: { merge: false },
          sessions: { merge: false },
        },
      },
      CatalogEntity: { keyFields: ['key'] },
      Counter: { keyFields: ['key'] },
      // Part of the entity's answer: the key is unique only inside it.
      CatalogField: { keyFields: false },
      FeedChange: { keyFields: false },
      FeedEntry: { fields: { changes: { merge: false } } },
      // A shorter list is not a loss: something was taken off or hidden.
      Repair: { fields: { documents: { merge: false }, feed: { merge: false } } },
      ServiceRequest: { fields: { documents: { merge: false }, feed: { merge: false }, repairs: { merge: false } } },
      Client: { fields: { repairs: { merge: false }, requests: { merge: false } } },
      Equipment: { fields: { repairs: { merge: false }, requests: { merge: false } } },
    },
  }),
  defaultOptions: { watchQuery: { fetchPolicy: 'cache-and-network', nextFetchPolicy: 'cache-first' } },
})

/** Ends the socket so that the next subscription opens one for whoever is signed in by then. */
export function dropSocket(): void {
  live?.drop()
}
