import type { ApolloLink } from '@apollo/client'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import { createClient } from 'graphql-ws'
import { connection } from './connection.ts'

/** The server closes the socket with this code when the session has ended. */
const SESSION_ENDED = 4403

export type LiveLink = {
  link: ApolloLink
  /** Closes the socket; the next subscription opens another. */
  drop: () => void
}

/** Subscriptions over one WebSocket that is opened by the first of them and opened again whenever it is lost. */
export function createLiveLink(options: { onReconnect: () => void; onSessionEnd: () => void }): LiveLink {
  const client = createClient({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: (reason) => !isSessionEnd(reason),
    // Doubling with a random part, so that a restarted server is not met by everybody at once.
    retryWait: (retries) =>
      new Promise((resolve) => setTimeout(resolve, Math.min(1000 * 2 ** retries, 30_000) * (0.5 + Math.random()))),
    on: {
      connected: (_socket, _payload, wasRetry) => {
        connection.setSocket(true)
        if (wasRetry) options.onReconnect()
      },
      closed: (event) => {
        // Nobody listens any more: that is no loss of the server.
        connection.setSocket(event instanceof CloseEvent && event.code === 1000)
        if (isSessionEnd(event)) options.onSessionEnd()
      },
    },
  })
  return { link: new GraphQLWsLink(client), drop: () => client.terminate() }
}

function isSessionEnd(event: unknown): boolean {
  return event instanceof CloseEvent && event.code === SESSION_ENDED
}
