import type { Services } from '../../context.ts'
import { entryRow } from './audit.service.ts'

/** What somebody asked for and was not given. Nothing of it depends on what is stored: only on who asked for what. */
export interface Refusal {
  /** Null without a session. */
  readonly sessionId: string | null
  readonly ip: string
  /** Root field or route: Query.repairs, GET /files. From a list of ours, never a text of the client. */
  readonly operation: string
  readonly code: string
  /** Which of the reasons of a code: ADDRESS. */
  readonly reason: string | null
  /** The right that lacked, or that the operation asks for: role.manage. */
  readonly action?: string | null
  /** What the operation reads: repair. */
  readonly entity?: string | null
}

/** Refusals on their way into the audit log: nobody waits for it, and nobody can flood it. */
export interface RefusalLog {
  note(refusal: Refusal): void
  /** Writes all there is, at once. */
  flush(): Promise<void>
  /** Writes all there is and takes no more. */
  stop(): Promise<void>
}

/** Equal refusals of one session within this time are one entry, or two: the first, and how many followed. */
const WINDOW_MS = 60_000
const DELAY_MS = 1_000
/** Different refusals within a window; what goes beyond is counted without saying whose it was. */
const MAX_WINDOWS = 500
const OVERFLOW: Refusal = { sessionId: null, ip: '', operation: '*', code: '*', reason: null }

interface Window {
  readonly refusal: Refusal
  /** When it began, or was last told of. */
  at: Date
  /** Refusals that no entry tells of yet. */
  untold: number
  isNew: boolean
}

/** One per process. */
export function createRefusalLog(services: Pick<Services, 'prisma' | 'clock' | 'log'>): RefusalLog {
  const { prisma, clock, log } = services
  const windows = new Map<string, Window>()
  let cancel: (() => void) | null = null
  let writing: Promise<void> = Promise.resolve()
  let isStopped = false

  function arm() {
    if (cancel || isStopped || windows.size === 0) return
    const now = clock.now().getTime()
    const due = [...windows.values()].map(({ at, isNew }) => (isNew ? now + DELAY_MS : at.getTime() + WINDOW_MS))
    cancel = clock.at(new Date(Math.min(...due)), () => {
      cancel = null
      void inTurn(writeDue)
    })
  }

  function inTurn(work: () => Promise<void>): Promise<void> {
    writing = writing.then(work).catch((error: unknown) => log.error({ err: error }, 'refusals not written'))
    return writing.then(arm)
  }

  async function writeDue() {
    const now = clock.now()
    const isOver = ({ at }: Window) => now.getTime() - at.getTime() >= WINDOW_MS
    const due = [...windows.values()].filter((window) => window.untold > 0 && (window.isNew || isOver(window)))
    for (const [key, window] of windows) if (window.untold === 0 && isOver(window)) windows.delete(key)
    await write(due)
  }

  async function write(due: readonly Window[]) {
    if (due.length === 0) return
    const told = due.map((window) => ({ window, times: window.untold }))
    const ids = due.flatMap(({ refusal }) => refusal.sessionId ?? [])
    // whoever sits there, not whom he sees the app as
    const sessions = await prisma.session.findMany({
      where: { id: { in: ids } },
      select: { id: true, employeeId: true },
    })
    const owners = new Map(sessions.map((session) => [session.id, session.employeeId]))
    const data = told.map(({ window: { refusal, at, isNew }, times }) => ({
      ...entryRow(
        { clock, ip: refusal.ip || null },
        {
          kind: 'accessRefused',
          actorId: (refusal.sessionId && owners.get(refusal.sessionId)) || null,
          ...(refusal.entity && { subject: { type: refusal.entity, id: null, name: null } }),
          details: {
            operation: refusal.operation,
            ...(refusal.action && { action: refusal.action }),
            code: refusal.code,
            ...(refusal.reason && { reason: refusal.reason }),
            ...(times > 1 && { times }),
          },
        },
      ),
      ...(isNew && { at }),
    }))
    await prisma.auditEntry.createMany({ data })
    for (const { window, times } of told) {
      window.untold -= times
      window.isNew = false
      window.at = clock.now()
    }
  }

  function windowOf(refusal: Refusal): Window {
    const { sessionId, ip, operation, code, reason, action } = refusal
    const key = [sessionId ?? ip, operation, code, reason, action].join('|')
    const known = windows.get(key)
    if (known) return known
    if (windows.size >= MAX_WINDOWS && refusal !== OVERFLOW) return windowOf(OVERFLOW)
    const window: Window = { refusal, at: clock.now(), untold: 0, isNew: true }
    windows.set(key, window)
    return window
  }

  function flush(): Promise<void> {
    return inTurn(async () => {
      await write([...windows.values()].filter(({ untold }) => untold > 0))
      windows.clear()
    })
  }

  return {
    note(refusal) {
      if (isStopped) return
      windowOf(refusal).untold++
      arm()
    },
    flush,
    async stop() {
      isStopped = true
      cancel?.()
      await flush()
    },
  }
}
