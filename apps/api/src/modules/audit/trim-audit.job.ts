import { z } from 'zod'
import { MIN_AUDIT_DAYS } from '../../env.ts'
import { defineJob } from '../../jobs/jobs.ts'
import { audit } from './audit.service.ts'

const DAY_MS = 24 * 3_600_000
/** The first time after years there may be much of it. */
const TIMEOUT_MS = 10 * 60_000

/** Removes what the audit log has kept for long enough, and writes down in it how much that was. */
export const trimAudit = defineJob({
  name: 'trim-audit',
  schema: z.object({}),
  cron: '20 3 * * *',
  async handler({ prisma, clock, settings }) {
    const days = Math.max(settings.auditRetentionDays, MIN_AUDIT_DAYS)
    const before = new Date(clock.now().getTime() - days * DAY_MS)
    await prisma.$transaction(
      async (tx) => {
        await tx.$executeRaw`set local naryad.audit_retention = 'on'`
        await tx.$executeRaw`set local statement_timeout = 0`
        const { count } = await tx.auditEntry.deleteMany({ where: { at: { lt: before } } })
        if (count === 0) return
        const details = { removed: count, olderThanDays: days }
        await audit(tx, { clock, ip: null }, { kind: 'auditTrimmed', actorId: null, details })
      },
      { timeout: TIMEOUT_MS },
    )
  },
})
