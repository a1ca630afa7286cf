import { once } from 'node:events'
import { WebSocket } from 'ws'

/** A socket of the API, as a browser with the cookie opens it. */
export interface OpenSocket {
  /** What the server said to it: that it is taken, or with which code it was closed. */
  answer: 'taken' | number
  /** Comes with the code with which the server closes it. */
  closed: Promise<number>
  close(): void
}

/** Opens a socket and waits for the answer; `headers` stand beside the browser's own. */
export async function openSocket(
  url: string,
  cookie: string,
  headers: Record<string, string> = {},
): Promise<OpenSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    headers: { cookie, origin: url, ...headers },
  })
  // a refusal of the upgrade itself closes the socket too
  socket.on('error', () => {})
  const closed = once(socket, 'close').then(([code]) => Number(code))
  socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init' })))
  const taken = once(socket, 'message').then(() => 'taken' as const)
  return { answer: await Promise.race([taken, closed]), closed, close: () => socket.close() }
}
