import { z } from 'zod'
import { defineJob } from '../../jobs/jobs.ts'

const DAY_MS = 24 * 3_600_000
/** A server that was cut off longer than this reads everything anew. */
const EVENTS_LIFE_MS = 7 * DAY_MS
const ENDED_SESSIONS_LIFE_MS = 90 * DAY_MS

/** Removes what no longer means anything: past throttle windows, sessions long ended, announcements long heard. */
export const forgetOld = defineJob({
  name: 'forget-old',
  schema: z.object({}),
  cron: '40 3 * * *',
  async handler({ prisma, clock }) {
    const now = clock.now()
    const ago = (milliseconds: number) => new Date(now.getTime() - milliseconds)
    await prisma.throttle.deleteMany({ where: { windowEnd: { lt: now } } })
    await prisma.session.deleteMany({ where: { expiresAt: { lt: ago(ENDED_SESSIONS_LIFE_MS) } } })
    await prisma.session.deleteMany({ where: { endedAt: { lt: ago(ENDED_SESSIONS_LIFE_MS) } } })
    await prisma.changeEvent.deleteMany({ where: { at: { lt: ago(EVENTS_LIFE_MS) } } })
  },
})
