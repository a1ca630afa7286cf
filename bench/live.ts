/** U1: one change of a repair until each of a thousand subscribers has heard of it. */
import { WebSocket } from 'ws'
import { ask, requestBytes } from './load.ts'
import type { Target } from './targets.ts'
import { changeMutation, subscription } from './workloads.ts'

export type LiveTarget = {
  target: Target
  connect(): WebSocket
  /** What a fresh socket sends in turn, each after the answer to the last. */
  greetings: string[]
  change(note: string): Buffer
}

export function ours(target: Target, headers: Record<string, string>, repairId: string): LiveTarget {
  return {
    target,
    connect: () =>
      new WebSocket(`ws://127.0.0.1:${target.port}/graphql`, 'graphql-transport-ws', {
        headers,
        perMessageDeflate: false,
      }),
    greetings: [
      JSON.stringify({ type: 'connection_init' }),
      JSON.stringify({ id: '1', type: 'subscribe', payload: { query: subscription, variables: { id: repairId } } }),
    ],
    change: (note) => requestBytes('/graphql', headers, { query: changeMutation, variables: { id: repairId, note } }),
  }
}

export function raw(target: Target, repairId: string, employeeId: string): LiveTarget {
  return {
    target,
    connect: () => new WebSocket(`ws://127.0.0.1:${target.port}`, { perMessageDeflate: false }),
    greetings: [repairId],
    change: (note) => requestBytes('/change', {}, [repairId, note, employeeId]),
  }
}

/** Subscribers who count what they hear. */
export async function subscribe(live: LiveTarget, count: number) {
  let heard = 0
  let news = ''
  let onAll = () => {}
  const sockets: WebSocket[] = []

  function hear(data: Buffer) {
    if (!data.includes('"internalNote"')) return
    heard += 1
    if (heard === 1) news = data.toString()
    if (heard === count) onAll()
  }

  async function change(note: string, patienceMs: number): Promise<number> {
    const { promise: allHeard, resolve, reject } = Promise.withResolvers<void>()
    heard = 0
    onAll = resolve
    const timeout = setTimeout(() => reject(new Error(`${heard} of ${count} heard of the change`)), patienceMs)
    const start = performance.now()
    try {
      const [answer] = await Promise.all([ask(live.target.port, live.change(note)), allHeard])
      if (!answer.startsWith('{"data"')) throw new Error(`The change was refused: ${answer}`)
    } finally {
      clearTimeout(timeout)
    }
    if (!news.includes(note)) throw new Error(`Subscribers were told something else: ${news}`)
    return performance.now() - start
  }

  while (sockets.length < count) {
    const batch = Array.from({ length: Math.min(50, count - sockets.length) }, () => join(live))
    for (const socket of await Promise.all(batch)) sockets.push(socket.on('message', hear))
  }
  // graphql-ws does not say when a subscription has begun, so the first changes may come before the last subscribers
  for (let attempt = 1; ; attempt++) {
    try {
      await change(`warm-up ${attempt}`, 5_000)
      break
    } catch (error) {
      if (attempt === 5) throw error
    }
  }
  return {
    /** Makes one change; resolves, with the milliseconds it took, when everybody has heard of it. */
    change: (note: string) => change(note, 20_000),
    close: () => {
      for (const socket of sockets) socket.terminate()
    },
  }
}

function join(live: LiveTarget): Promise<WebSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<WebSocket>()
  const socket = live.connect()
  const greetings = [...live.greetings]
  const greet = () => {
    const greeting = greetings.shift()
    if (greeting) socket.send(greeting)
    if (greetings.length === 0) resolve(socket)
  }
  socket.on('open', greet).on('message', greet).once('error', reject)
  return promise
}
