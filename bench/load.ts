/** The load: keep-alive connections that each send the next request as soon as the last is answered, and their clock. */
import { connect, type Socket } from 'node:net'
import { median } from './report.ts'

/** A request as bytes. Written out by hand: an HTTP client of Node's own costs as much as the servers that are measured. */
export function requestBytes(path: string, headers: Record<string, string>, body: unknown): Buffer {
  const content = Buffer.from(JSON.stringify(body))
  const all = { host: 'localhost', 'content-type': 'application/json', 'content-length': content.length, ...headers }
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\n${head.join('')}\r\n`), content])
}

export type LoadResult = { requests: number; perSecond: number; p50: number; p99: number }

/**
 * Sends the requests in turn over so many connections for so long. Latencies in milliseconds.
 *
 * @throws when an answer is not 200 or is not data
 */
export async function load(
  port: number,
  requests: Buffer[],
  connections: number,
  seconds: number,
): Promise<LoadResult> {
  const latencies: number[] = []
  const start = performance.now()
  const until = start + seconds * 1000
  let next = 0
  async function work() {
    const connection = await openConnection(port)
    try {
      for (let sent = performance.now(); sent < until; ) {
        const request = requests[next++ % requests.length]
        if (!request) break
        const answer = await connection.ask(request)
        if (!answer.startsWith('{"data"')) throw new Error(`Port ${port} answered: ${answer.slice(0, 500)}`)
        const now = performance.now()
        latencies.push(now - sent)
        sent = now
      }
    } finally {
      connection.close()
    }
  }
  await Promise.all(Array.from({ length: connections }, work))
  const elapsed = (performance.now() - start) / 1000
  latencies.sort((a, b) => a - b)
  const quantile = (q: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * q))] ?? Number.NaN
  return { requests: latencies.length, perSecond: latencies.length / elapsed, p50: quantile(0.5), p99: quantile(0.99) }
}

/** Latencies of two sides in milliseconds, and how many times slower the second one is. */
export type Compared = { first: number; second: number; ratio: number }

/**
 * Sends pairs of requests, one of a pair right after the other, so that whatever else the machine does happens to both.
 * The ratio is the median of pairs; half of them begin with the second request, since whoever comes later finds the data
 * at hand.
 *
 * @param ports of the server of the first requests, and of that of the second ones; they may be one
 *
 * @throws when an answer is not data
 */
export async function loadInPairs(
  ports: readonly [number, number],
  pairs: (readonly [Buffer, Buffer])[],
  clients: number,
  seconds: number,
): Promise<Compared> {
  const latencies: [number[], number[]] = [[], []]
  const ratios: [number[], number[]] = [[], []]
  const until = performance.now() + seconds * 1000
  let next = 0
  async function work() {
    const connections = [await openConnection(ports[0]), await openConnection(ports[1])] as const
    const timed = async (side: 0 | 1, request: Buffer) => {
      const sent = performance.now()
      const answer = await connections[side].ask(request)
      if (!answer.startsWith('{"data"')) throw new Error(`Port ${ports[side]} answered: ${answer.slice(0, 500)}`)
      return performance.now() - sent
    }
    try {
      while (performance.now() < until) {
        const turn = next++
        const pair = pairs[Math.floor(turn / 2) % pairs.length]
        if (!pair) return
        const took = [0, 0]
        for (const side of turn % 2 ? ([1, 0] as const) : ([0, 1] as const)) took[side] = await timed(side, pair[side])
        const [first = 0, second = 0] = took
        latencies[0].push(first)
        latencies[1].push(second)
        ratios[turn % 2 ? 1 : 0].push(second / first)
      }
    } finally {
      for (const connection of connections) connection.close()
    }
  }
  await Promise.all(Array.from({ length: clients }, work))
  return {
    first: median(latencies[0]),
    second: median(latencies[1]),
    ratio: Math.sqrt(median(ratios[0]) * median(ratios[1])),
  }
}

/** One request, for its answer. */
export async function ask(port: number, request: Buffer): Promise<string> {
  const connection = await openConnection(port)
  try {
    return await connection.ask(request)
  } finally {
    connection.close()
  }
}

/** A connection for one request at a time, and for answers that say their length. */
export interface Connection {
  ask(request: Buffer): Promise<string>
  /** Gives up the request that is under way. */
  fail(error: Error): void
  close(): void
}

export async function openConnection(port: number): Promise<Connection> {
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true })
  let settle: { resolve(body: string): void; reject(error: Error): void } | null = null
  let received: Buffer[] = []
  let missing = -1
  const fail = (error: Error) => settle?.reject(error)
  socket.on('error', fail).on('close', () => fail(new Error(`Port ${port} closed the connection`)))
  socket.on('data', (chunk: Buffer) => {
    received.push(chunk)
    if (missing < 0) {
      const whole = received.length === 1 ? chunk : Buffer.concat(received)
      const end = whole.indexOf('\r\n\r\n')
      if (end < 0) return
      const head = whole.toString('latin1', 0, end)
      const length = /^content-length: (\d+)/im.exec(head)?.[1]
      if (!length) return fail(new Error(`An answer without a length: ${head}`))
      received = [whole.subarray(end + 4)]
      missing = Number(length) - (whole.length - end - 4)
    } else {
      missing -= chunk.length
    }
    if (missing > 0) return
    const body = Buffer.concat(received).toString()
    received = []
    missing = -1
    settle?.resolve(body)
  })
  await new Promise<void>((done, reject) => socket.once('connect', done).once('error', reject))
  return {
    ask: (request: Buffer) =>
      new Promise<string>((resolve, reject) => {
        settle = { resolve, reject }
        socket.write(request)
      }),
    fail,
    close: () => {
      settle = null
      socket.destroy()
    },
  }
}
