import { once } from 'node:events'
import { vi } from 'vitest'
import { WebSocket } from 'ws'

/** A message of graphql-transport-ws. */
export interface Frame {
  type: string
  id?: string
  payload?: unknown
}

/** A socket whose frames are seen in the order in which they came, and which says what it is told to, right or wrong. */
export interface RawSocket {
  readonly socket: WebSocket
  readonly frames: readonly Frame[]
  /** The texts of the frames as they came. */
  readonly texts: readonly string[]
  readonly isOpen: boolean
  /** Resolves with the close code. */
  readonly closed: Promise<number>
  send(message: unknown): void
  /** Waits for a frame that fits. @throws when none has come within the time. */
  until(fits: (frame: Frame) => boolean, timeoutMs?: number): Promise<Frame>
}

/**
 * Opens a socket at /graphql.
 *
 * @param options.isGreeting whether to go on to connection_init and its answer; true unless told otherwise
 */
export async function openSocket(
  url: string,
  options: { cookie?: string; headers?: Record<string, string>; isGreeting?: boolean } = {},
): Promise<RawSocket> {
  const { cookie, headers = {}, isGreeting = true } = options
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    headers: { ...headers, ...(cookie && { cookie }) },
  })
  const frames: Frame[] = []
  const texts: string[] = []
  const closed = Promise.withResolvers<number>()
  socket.on('message', (data) => {
    const text = String(data)
    texts.push(text)
    frames.push(JSON.parse(text))
  })
  socket.once('close', (code) => closed.resolve(code))
  const opened = once(socket, 'open')
  // after that the end is told by the close code
  socket.on('error', () => {})
  await opened
  const raw: RawSocket = {
    socket,
    frames,
    texts,
    get isOpen() {
      return socket.readyState === WebSocket.OPEN
    },
    closed: closed.promise,
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    until: (fits, timeout = 5_000) =>
      vi.waitFor(
        () => {
          const frame = frames.find(fits)
          if (!frame) throw new Error(`not among ${texts.join('\n')}`)
          return frame
        },
        { timeout, interval: 5 },
      ),
  }
  if (isGreeting) {
    raw.send({ type: 'connection_init' })
    await Promise.race([
      raw.until(({ type }) => type === 'connection_ack'),
      raw.closed.then((code) => {
        throw Object.assign(new Error(`closed with ${code}`), { code })
      }),
    ])
  }
  return raw
}
