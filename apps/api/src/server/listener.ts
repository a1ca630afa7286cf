import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { Logger } from 'pino'

export interface Listener {
  stop(): Promise<void>
}

const FIRST_DELAY_MS = 100
const MAX_DELAY_MS = 3_000
const HEARTBEAT_MS = 10_000

/**
 * One connection that hears NOTIFY on the channels and comes back by itself, as often as it is lost.
 *
 * @param input.onConnected after each (re)connection, before anything heard on it; what was said in between is lost, and
 *   this is where to make up for it
 * @returns once it listens for the first time
 */
export async function startListener(input: {
  databaseUrl: string
  channels: readonly string[]
  onNotification: (channel: string, payload: string) => void
  onConnected: () => Promise<void>
  log: Logger
}): Promise<Listener> {
  const stopping = new AbortController()
  let current: pg.Client | null = null

  /** Resolves, once listening, with a promise of the connection's end. */
  async function connect(): Promise<{ ended: Promise<void> }> {
    const client = new pg.Client({
      connectionString: input.databaseUrl,
      application_name: 'naryad-live',
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      query_timeout: HEARTBEAT_MS,
    })
    const ended = new Promise<void>((done) => client.once('end', () => done()))
    client.on('error', (error) => input.log.warn({ reason: error.message }, 'listening connection broke'))
    client.on('notification', ({ channel, payload }) => input.onNotification(channel, payload ?? ''))
    try {
      await client.connect()
      for (const channel of input.channels) await client.query(`listen ${pg.escapeIdentifier(channel)}`)
      await input.onConnected()
    } catch (error) {
      await client.end().catch(() => {})
      throw error
    }
    current = client
    // a connection can be dead without either side having been told
    const heartbeat = setInterval(() => {
      client.query('select 1').catch(() => client.end().catch(() => {}))
    }, HEARTBEAT_MS)
    return { ended: ended.finally(() => clearInterval(heartbeat)) }
  }

  async function keepConnected(first: { ended: Promise<void> }) {
    let connection: { ended: Promise<void> } | null = first
    let wait = FIRST_DELAY_MS
    while (!stopping.signal.aborted) {
      if (connection) {
        await connection.ended
        wait = FIRST_DELAY_MS
      }
      if (stopping.signal.aborted) return
      await delay(wait, undefined, { signal: stopping.signal }).catch(() => {})
      wait = Math.min(wait * 2, MAX_DELAY_MS)
      connection = stopping.signal.aborted ? null : await connect().catch(() => null)
    }
  }

  const running = keepConnected(await connect())
  return {
    async stop() {
      stopping.abort()
      await current?.end().catch(() => {})
      await running
    },
  }
}
