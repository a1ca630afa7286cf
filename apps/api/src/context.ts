import type pg from 'pg'
import type { Logger } from 'pino'
import type { PrismaClient } from '../generated/prisma/client.ts'
import type { Clock } from './clock.ts'
import type { FileStore } from './files/file-store.ts'
import type { Catalog } from './gate/catalog.ts'
import type { createHeavyReads, createWrites } from './gate/lanes.ts'
import type { PartnerWall } from './gate/partner-wall.ts'
import type { PermissionCache } from './gate/permissions.ts'
import type { Viewer } from './gate/viewer.ts'
import type { Jobs } from './jobs/jobs.ts'
import type { Mailer } from './mail/mailer.ts'
import type { RefusalLog } from './modules/audit/refusal-log.service.ts'
import type { SealingKeys } from './sealed.ts'
import type { LiveHub } from './server/live.ts'

/** What an installation is called and where it is reached. */
export interface Settings {
  /** Without a slash at the end; links in letters begin with it. */
  publicUrl: string
  companyName: string
  /** IANA name; working hours and human-readable dates are of this zone. */
  timeZone: string
  /** Days that the audit log is kept. */
  auditRetentionDays: number
}

/** Everything that outlives a request. One of these per process; modules receive it and hold no state of their own. */
export interface Services {
  databaseUrl: string
  /** For reading, and for hand-written statements that take no time; nothing holds a connection of it for long. */
  pool: pg.Pool
  /** One connection that nothing but /health has. */
  healthPool: pg.Pool
  /** Where partners are read; null where PostgreSQL does not allow it. */
  partnerWall: PartnerWall | null
  heavyReads: ReturnType<typeof createHeavyReads>
  writes: ReturnType<typeof createWrites>
  /** For transactions, on a pool of its own. */
  prisma: PrismaClient
  clock: Clock
  log: Logger
  catalog: Catalog
  jobs: Jobs
  files: FileStore
  mail: Mailer
  secrets: { readonly linkKey: Buffer; readonly sealing: SealingKeys }
  settings: Settings
  permissions: PermissionCache
  refusals: RefusalLog
  live: LiveHub
}

/** The cookie that names the session, as far as a resolver may touch it. */
export interface SessionCookie {
  /** The token as it came; null when none came. A session that waits for a step is known by it alone. */
  readonly token: string | null
  set(token: string, expiresAt: Date): void
  clear(): void
}

/** The administrator behind a view as somebody else. */
export interface ViewedBy {
  readonly employeeId: string
  readonly name: string
}

/** One request, or one operation of a socket. */
export interface Context extends Services {
  /** Null without a session; nothing but a public root field is resolved then. */
  viewer: Viewer | null
  sessionId: string | null
  /** Until when rights may be changed without the password or a code being asked for again; null: ask first. */
  sudoUntil: Date | null
  /** Who really sits there, while the app is seen as `viewer` sees it; null: the viewer himself. */
  viewedBy: ViewedBy | null
  sessionCookie: SessionCookie
  /** Address of the client, IPv4-mapped ones unmapped. */
  ip: string
  userAgent: string
  requestId: string
}

/** A Prisma client inside an interactive transaction. */
export type Transaction = Omit<PrismaClient, '$connect' | '$disconnect' | '$on' | '$use' | '$extends' | '$transaction'>
