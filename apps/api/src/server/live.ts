/** Live events: what PostgreSQL announces, by id only, becomes frames for the sockets that it concerns. */
import type { Server } from 'node:http'
import type { GraphQLSchema } from 'graphql'
import type { Services } from '../context.ts'
import type { ServerOptions } from '../env.ts'
import { createChangeFeed } from './change-feed.ts'
import type { Documents } from './documents.ts'
import { isConnectionError } from './errors.ts'
import { startListener } from './listener.ts'
import { createGroups } from './live-groups.ts'
import { createSockets } from './live-sockets.ts'
import { openTransport } from './live-transport.ts'
import { createRecordQueues } from './record-queues.ts'
import type { SocketServer } from './socket-server.ts'

export interface LiveHub {
  /** Sockets that are signed in. */
  readonly sockets: number
  /** Operations that wait for events. */
  readonly subscriptions: number
}

/** The hub as its owner has it. */
export interface RunningLive extends LiveHub {
  /** Takes sockets at /graphql of this server. */
  attach(server: Server, documents: Documents): void
  /** Closes every socket with 1001, upon which clients come back to whoever is there then. Safe to call twice. */
  stop(): Promise<void>
}

const SWEEP_MS = 30_000

/** Starts listening; sockets come with `attach`. */
export async function startLive(
  base: Omit<Services, 'live'>,
  schema: GraphQLSchema,
  options: ServerOptions,
): Promise<RunningLive> {
  const { log } = base
  let transport: SocketServer | null = null
  const hub: RunningLive = {
    get sockets() {
      return sockets.size
    },
    get subscriptions() {
      return groups.size
    },
    attach(server, documents) {
      transport = openTransport(services, sockets, { schema, documents, server, options })
    },
    async stop() {
      clearInterval(sweep)
      await listener.stop()
      await transport?.stop()
      transport = null
      sockets.clear()
      groups.clear()
    },
  }
  const services: Services = { ...base, live: hub }
  const groups = createGroups(services, schema)
  const onFault = (error: unknown) => {
    if (!isConnectionError(error)) log.error({ err: error }, 'live')
  }
  const sockets = createSockets(services, groups, onFault)
  const queues = createRecordQueues(async (events) => {
    await sockets.ensureCurrent()
    await groups.deliver(events)
  }, log)
  const feed = createChangeFeed(services.pool, (event) => {
    if (groups.size > 0) queues.put(event)
  })

  const inBackground = (work: Promise<void>) => void work.catch(onFault)
  const hear = async (payload: string) => feed.hear(payload)
  const listener = await startListener({
    databaseUrl: services.databaseUrl,
    channels: ['naryad_events', 'naryad_notifications', 'naryad_permissions', 'naryad_sessions'],
    log,
    onNotification(channel, payload) {
      if (channel === 'naryad_events') inBackground(hear(payload))
      else if (channel === 'naryad_notifications') inBackground(groups.tellViewers(new Set([payload])))
      else if (channel === 'naryad_permissions') inBackground(sockets.ensureCurrent())
      else if (channel === 'naryad_sessions') inBackground(sockets.recheck(payload))
    },
    async onConnected() {
      await feed.catchUp()
      queues.retry()
      await sockets.ensureCurrent()
      await sockets.recheck()
    },
  })
  // a second net: whatever was not heard or not waited for is found here
  const sweepAll = async () => {
    await sockets.ensureCurrent()
    await sockets.recheck()
    await feed.catchUp()
  }
  const sweep = setInterval(() => inBackground(sweepAll()), SWEEP_MS)
  return hub
}
