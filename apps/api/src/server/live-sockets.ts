/** Open sockets and what they are open under: a session that holds, an address that is allowed, the present rights. */
import type { WebSocket } from 'ws'
import type { Services } from '../context.ts'
import { isAddressAllowed } from '../modules/sessions/address.service.ts'
import { type FoundSession, findSessions } from '../modules/sessions/session-lookup.ts'
import { rightsVersion } from '../modules/sessions/viewer.query.ts'
import type { Connection, LiveGroups, Subscriber } from './live-groups.ts'
import { CLOSE } from './socket-server.ts'

export interface LiveSockets {
  readonly size: number
  /**
   * Enters a socket whose session was found. Its session or rights may have changed between the look-up and the entry,
   * when nobody could know of this one: they are looked at again.
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
  /** Looks at the sockets of this session, or at every one, again: closes, or gives its operations what it may now. */
  recheck(sessionId?: string): Promise<void>
  clear(): void
}

/** @param onFault told of a look that was due and failed; the next sweep makes up for it */
export function createSockets(services: Services, groups: LiveGroups, onFault: (error: unknown) => void): LiveSockets {
  const { clock } = services
  const connections = new Map<WebSocket, Connection>()
  let knownVersion = ''
  /** False after a look that failed: nobody knows then what the sockets may. */
  let isCertain = true
  /** Those whose first look is ahead; one is taken at all that wait. */
  const entering: Connection[] = []
  /** Looks are taken one after another: an older one must not end last. */
  let looking: Promise<void> = Promise.resolve()
  let nextDeadline: { at: number; cancel: () => void } | null = null

  function inTurn(work: () => Promise<void>): Promise<void> {
    const run = async () => {
      try {
        await work()
      } catch (error) {
        isCertain = false
        throw error
      }
    }
    looking = looking.then(run, run)
    return looking
  }

  async function enter(connection: Connection) {
    // closed meanwhile: its end has been told already and will not be told again
    if (connection.socket.readyState !== connection.socket.OPEN) return false
    connections.set(connection.socket, connection)
    await ensureCurrent()
    entering.push(connection)
    await inTurn(lookAtEntering)
    return connections.has(connection.socket)
  }

  async function lookAtEntering() {
    const those = entering.splice(0)
    try {
      await look(those)
    } catch (error) {
      // each of the others has a turn of its own and takes the look again
      entering.push(...those)
      throw error
    }
  }

  async function ensureCurrent() {
    const version = await readVersion()
    const isDue = nextDeadline !== null && nextDeadline.at <= clock.now().getTime()
    // what was heard of before is looked at already, and has its turn before whoever asks now
    if (version === knownVersion && isCertain && !isDue) return looking
    return inTurn(async () => {
      const changed = await look([...connections.values()])
      knownVersion = version
      isCertain = true
      await tell(changed)
    })
  }

  async function readVersion(): Promise<string> {
    const { rows } = await services.pool.query<{ version: string }>({
      name: 'live_permission_version',
      text: 'select version::text from permission_version',
    })
    return rows[0]?.version ?? ''
  }

  function recheck(sessionId?: string): Promise<void> {
    return inTurn(async () => {
      const those = [...connections.values()].filter((one) => sessionId === undefined || one.sessionId === sessionId)
      await tell(await look(those))
    })
  }

  /** Closes those who may not stay and regroups those who may do other things than before, whom it returns. */
  async function look(those: readonly Connection[]): Promise<Connection[]> {
    if (those.length === 0) return []
    const sessions = await findSessions(services, [...new Set(those.map(({ sessionId }) => sessionId))])
    const changed: Connection[] = []
    for (const connection of those) {
      if (!connections.has(connection.socket)) continue
      const session = sessions.get(connection.sessionId)
      if (!session || !(await isAddressAllowed(services, session.owner, connection.ip))) {
        close(connection)
        continue
      }
      connection.deadline = deadlineOf(session)
      if (rightsVersion(session.viewer) === rightsVersion(connection.viewer)) continue
      connection.viewer = session.viewer
      changed.push(connection)
      for (const subscriber of connection.operations) {
        // an answer that is on its way to the old group, read with the old rights, finds nobody there any more
        groups.leave(subscriber)
        groups.join(subscriber)
      }
    }
    arm()
    return changed
  }

  async function tell(changed: readonly Connection[]) {
    if (changed.length > 0) await groups.tellViewers(new Set(changed.map(({ viewer }) => viewer.employeeId)))
  }

  /** Orders the next look for the nearest instant at which a session or an exception runs out. */
  function arm() {
    const nearest = Math.min(...[...connections.values()].map(({ deadline }) => deadline))
    if (nextDeadline?.at === nearest) return
    nextDeadline?.cancel()
    nextDeadline = Number.isFinite(nearest)
      ? { at: nearest, cancel: clock.at(new Date(nearest), () => lookAtDue().catch(onFault)) }
      : null
  }

  function lookAtDue(): Promise<void> {
    nextDeadline = null
    return inTurn(async () => {
      const now = clock.now().getTime()
      await tell(await look([...connections.values()].filter(({ deadline }) => deadline <= now)))
      arm()
    })
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
    recheck,
    clear() {
      nextDeadline?.cancel()
      connections.clear()
    },
  }
}

/** When what was found ceases to hold by itself: the session is over, or an exception has expired. */
function deadlineOf({ expiresAt, viewer, owner }: FoundSession): number {
  const instants = [expiresAt, viewer.permissions.validUntil, owner.permissions.validUntil]
  return Math.min(...instants.map((instant) => instant?.getTime() ?? Number.POSITIVE_INFINITY))
}
