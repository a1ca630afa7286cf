/**
 * WebSockets as graphql-ws takes them, less its own adapter for ws: that one has no bounds of speed and writes what goes
 * wrong past our log.
 */
import type { IncomingMessage, Server } from 'node:http'
import { CloseCode, handleProtocols, type Server as Protocol } from 'graphql-ws'
import type { Logger } from 'pino'
import { type WebSocket, WebSocketServer } from 'ws'
import { clientNetwork } from '../client-network.ts'
import { clientAddress, type TrustedProxies } from './client-address.ts'
import { createBucket, createBuckets, createTally, type TrafficLimits } from './traffic.ts'

export interface SocketServer {
  /** Ends every socket with 1001, upon which clients come back to whoever is there then. */
  stop(): Promise<void>
}

/** What the protocol knows of a socket. */
export interface SocketExtra {
  socket: WebSocket
  request: IncomingMessage
  address: string
}

/** Close codes of graphql-transport-ws, and of RFC 6455 for what is not its business. */
export const CLOSE = { forbidden: 4403, policy: 1008, tryAgainLater: 1013, goingAway: 1001 } as const

const MAX_MESSAGE_BYTES = 256_000
const LAST_WORDS_MS = 1_000

/** Takes sockets at /graphql of the server and gives them to the protocol. */
export function openSocketServer<Extra extends SocketExtra>(
  protocol: Protocol<Extra>,
  input: { server: Server; trustedProxies: TrustedProxies; limits: TrafficLimits; log: Logger },
): SocketServer {
  const { limits, log } = input
  const perAddress = createTally(limits.socketsOfAddress)
  const openings = createBuckets(limits.requestsOfAddress)
  const socketServer = new WebSocketServer({
    server: input.server,
    path: '/graphql',
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    handleProtocols,
  })

  socketServer.on('connection', (socket, request) => {
    const address = clientAddress(request, input.trustedProxies)
    // an error is always followed by the end, which tells all there is to know
    socket.on('error', (error) => log.debug({ reason: error.message }, 'socket broke'))
    const client = clientNetwork(address)
    if (openings.take(client) > 0 || !perAddress.enter(client)) {
      return socket.close(CLOSE.tryAgainLater, 'Too many sockets')
    }
    const messages = createBucket(limits.messagesOfSocket)
    const stopPinging = keepAsking(socket, limits.pingMs)
    /** Control frames count too: each is answered. */
    const isTooMuch = () => {
      // not a polite end: that would wait for the reader who does not read
      if (socket.bufferedAmount > limits.unreadBytes) socket.terminate()
      else if (messages.take() > 0) socket.close(CLOSE.policy, 'Too many messages')
      return socket.readyState !== socket.OPEN
    }
    socket.on('ping', isTooMuch)
    // the protocol reads of it what it declares; what is ours beside that is for our hooks
    const extra = { socket, request, address } as Extra
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send(text) {
          if (socket.readyState === socket.OPEN) socket.send(text)
        },
        close: (code, reason) => socket.close(code, reason),
        onMessage(take) {
          socket.on('message', (data) => {
            if (isTooMuch()) return
            take(String(data)).catch((error: unknown) => {
              log.debug({ err: error }, 'message not taken')
              socket.close(CloseCode.BadRequest, 'Invalid message received')
            })
          })
        },
      },
      extra,
    )
    socket.once('close', (code, reason) => {
      stopPinging()
      perAddress.leave(client)
      closed(code, String(reason)).catch((error: unknown) => log.error({ err: error }, 'socket not left in order'))
    })
  })

  return {
    async stop() {
      for (const socket of socketServer.clients) socket.close(CLOSE.goingAway, 'Going away')
      const patience = setTimeout(() => {
        for (const socket of socketServer.clients) socket.terminate()
      }, LAST_WORDS_MS)
      await new Promise<void>((done) => socketServer.close(() => done()))
      clearTimeout(patience)
    },
  }
}

/** Lets go of a socket whose other side no longer answers. */
function keepAsking(socket: WebSocket, everyMs: number): () => void {
  let isAnswered = true
  socket.on('pong', () => {
    isAnswered = true
  })
  const timer = setInterval(() => {
    if (!isAnswered) return socket.terminate()
    isAnswered = false
    socket.ping()
  }, everyMs)
  return () => clearInterval(timer)
}
