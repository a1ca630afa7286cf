import { setImmediate } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { ChangeEvent } from './change-feed.ts'
import { isConnectionError } from './errors.ts'

export interface RecordQueues {
  put(event: ChangeEvent): void
  /** Puts in again what could not be read because the database was gone. */
  retry(): void
}

/** Changes of one record are delivered one after another, so that of two answers the older never comes last. */
export function createRecordQueues(deliver: (events: ChangeEvent[]) => Promise<void>, log: Logger): RecordQueues {
  const queues = new Map<string, ChangeEvent[]>()
  const undelivered: ChangeEvent[] = []

  function put(event: ChangeEvent) {
    const key = `${event.entity} ${event.id}`
    const waiting = queues.get(key)
    if (waiting) return void waiting.push(event)
    const queue = [event]
    queues.set(key, queue)
    void drain(key, queue)
  }

  async function drain(key: string, queue: ChangeEvent[]) {
    // what the same transaction announced arrives together
    await setImmediate()
    while (queue.length) {
      const events = queue.splice(0)
      try {
        await deliver(events)
      } catch (error) {
        if (isConnectionError(error)) undelivered.push(...events)
        else log.error({ err: error, event: events[0]?.seq }, 'event not delivered')
      }
    }
    queues.delete(key)
  }

  return {
    put,
    retry() {
      for (const event of undelivered.splice(0)) put(event)
    },
  }
}
