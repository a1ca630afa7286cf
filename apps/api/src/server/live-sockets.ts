/** Open sockets and what they are open under: a session that holds, an address that is allowed, the present rights. */
import type { WebSocket } from 'ws'
import type { Services } from '../context.ts'
import { loadViewer } from '../gate/viewer.ts'
import { isAddressAllowed } from '../modules/sessions/address.service.ts'
import { liveSessions } from '../modules/sessions/session-lookup.ts'
import type { Connection, LiveGroups, Subscriber } from './live-groups.ts'

export interface LiveSockets {
  readonly size: number
  /**
   * Enters a socket whose session was found. Rights may have changed between the look-up and the entry, when nobody could
   * know of this one: they are looked at again.
   *
   * @returns whether it may stay
   */
  enter(connection: Connection): Promise<boolean>
  /** Forgets a socket and its operations. */
  drop(connection: Connection): void
  /** Takes an operation of a socket; false when the socket is gone. */
  add(subscriber: Subscriber): boolean
  remove(subscriber: Subscriber): void
  /** No answer is made with rights older than the change that it tells of. */
  ensureCurrent(): Promise<void>
  /** Closes the sockets of this session, or of every one, that no longer hold. */
  closeEnded(sessionId?: string): Promise<void>
  /** For what no notification tells: sessions that run out, exceptions that expire, a message that was lost. */
  sweep(): Promise<void>
  clear(): void
}

/** Close codes of graphql-transport-ws, and of RFC 6455 for the ones that are not its business. */
export const CLOSE = { forbidden: 4403, tryAgainLater: 1013, goingAway: 1001 } as const

export function createSockets(services: Services, groups: LiveGroups): LiveSockets {
  const connections = new Map<WebSocket, Connection>()
  let knownVersion = ''
  let rechecking: Promise<void> = Promise.resolve()

  async function enter(connection: Connection) {
    const { socket, viewer } = connection
    // closed meanwhile: its end has been told already and will not be told again
    if (socket.readyState === socket.OPEN) connections.set(socket, connection)
    await ensureCurrent()
    if (connection.viewer.permissions.version === knownVersion) return true
    const current = await loadViewer(services, viewer.employeeId)
    if (!current) {
      drop(connection)
      return false
    }
    connection.viewer = current
    return true
  }

  async function ensureCurrent() {
    const version = await readVersion()
    if (knownVersion === '') knownVersion = version
    else if (version !== knownVersion) await recheck(version)
  }

  async function readVersion(): Promise<string> {
    const { rows } = await services.pool.query<{ version: string }>({
      name: 'live_permission_version',
      text: 'select version::text from permission_version',
    })
    return rows[0]?.version ?? ''
  }

  /** Every socket anew: is its session alive, what may its viewer do now. Those who stay are told. */
  function recheck(version: string): Promise<void> {
    const run = async () => {
      if (version === knownVersion) return
      await closeEnded()
      const ids = [...new Set([...connections.values()].map(({ viewer }) => viewer.employeeId))]
      const viewers = new Map(await Promise.all(ids.map(async (id) => [id, await loadViewer(services, id)] as const)))
      for (const connection of [...connections.values()]) {
        const viewer = viewers.get(connection.viewer.employeeId)
        if (viewer === undefined) continue
        if (viewer === null || !(await isAddressAllowed(services, viewer, connection.ip))) {
          close(connection)
          continue
        }
        connection.viewer = viewer
        for (const subscriber of connection.operations) {
          if (!subscriber.group) continue
          groups.leave(subscriber)
          groups.join(subscriber)
        }
      }
      knownVersion = version
      await groups.tellViewers(null)
    }
    rechecking = rechecking.then(run, run)
    return rechecking
  }

  async function closeEnded(sessionId?: string) {
    const suspects = [...connections.values()].filter((one) => sessionId === undefined || one.sessionId === sessionId)
    if (suspects.length === 0) return
    const alive = await liveSessions(services, [...new Set(suspects.map((one) => one.sessionId))])
    for (const connection of suspects) if (!alive.has(connection.sessionId)) close(connection)
  }

  function close(connection: Connection) {
    drop(connection)
    connection.socket.close(CLOSE.forbidden, 'Forbidden')
  }

  function drop(connection: Connection) {
    connections.delete(connection.socket)
    for (const subscriber of connection.operations) groups.leave(subscriber)
    connection.operations.clear()
  }

  return {
    get size() {
      return connections.size
    },
    enter,
    drop,
    add(subscriber) {
      const { connection } = subscriber
      if (!connections.has(connection.socket)) return false
      connection.operations.add(subscriber)
      groups.join(subscriber)
      return true
    },
    remove(subscriber) {
      subscriber.connection.operations.delete(subscriber)
      groups.leave(subscriber)
    },
    ensureCurrent,
    closeEnded,
    async sweep() {
      await closeEnded()
      await ensureCurrent()
      const expired = [...connections.values()].some(({ viewer }) => {
        const until = viewer.permissions.validUntil
        return until !== null && until <= services.clock.now()
      })
      if (!expired) return
      const version = knownVersion
      knownVersion = ' '
      await recheck(version)
    },
    clear: () => connections.clear(),
  }
}
