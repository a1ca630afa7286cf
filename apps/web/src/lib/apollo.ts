import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache } from '@apollo/client'
import { ErrorLink } from '@apollo/client/link/error'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import { type DocumentNode, OperationTypeNode } from 'graphql'
import { createClient } from 'graphql-ws'
import { connection } from './connection.ts'

/** The server closes the socket with this code when the session has ended. */
const SESSION_ENDED = 4403

const sessionListeners = new Set<() => void>()

/** Tells `listener` that the server no longer knows the session; returns the way to stop. */
export function onSessionEnd(listener: () => void): () => void {
  sessionListeners.add(listener)
  return () => sessionListeners.delete(listener)
}

function endSession() {
  for (const listener of sessionListeners) listener()
}

const socket = createClient({
  url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`,
  retryAttempts: Number.POSITIVE_INFINITY,
  shouldRetry: (reason) => !(reason instanceof CloseEvent && reason.code === SESSION_ENDED),
  // Doubling with a random part, so that a restarted server is not met by everybody at once.
  retryWait: (retries) =>
    new Promise((resolve) => setTimeout(resolve, Math.min(1000 * 2 ** retries, 30_000) * (0.5 + Math.random()))),
  on: {
    connected: (_socket, _payload, wasRetry) => {
      connection.setSocket(true)
      // Whatever happened while the socket was down was not heard.
      if (wasRetry) void apollo.refetchQueries({ include: 'active' })
    },
    closed: (event) => {
      connection.setSocket(false)
      if (event instanceof CloseEvent && event.code === SESSION_ENDED) endSession()
    },
  },
})

const errorLink = new ErrorLink(({ error, operation }) => {
  if (!CombinedGraphQLErrors.is(error) || operation.getContext().isSigningIn) return
  if (error.errors.some((each) => each.extensions?.code === 'UNAUTHENTICATED')) endSession()
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
    ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(socket),
      httpLink,
    ),
  ]),
  cache: new InMemoryCache({
    typePolicies: {
      Viewer: { keyFields: [] },
      CatalogEntity: { keyFields: ['key'] },
      Counter: { keyFields: ['key'] },
      // Part of the entity's answer: the key is unique only inside it.
      CatalogField: { keyFields: false },
      FeedChange: { keyFields: false },
      FeedEntry: { fields: { changes: { merge: false } } },
    },
  }),
  defaultOptions: { watchQuery: { fetchPolicy: 'cache-and-network', nextFetchPolicy: 'cache-first' } },
})

/** Ends the socket so that the next subscription opens one for whoever is signed in by then. */
export function dropSocket(): void {
  socket.terminate()
}
