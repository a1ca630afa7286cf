import { z } from 'zod'
import { defineJob } from '../jobs/jobs.ts'
import { discardFile } from './stored-file.service.ts'
import { removeUnfinishedUploads } from './uploads.ts'

const UNATTACHED_LIFE_MS = 3 * 24 * 3_600_000

/** Removes uploads that were never finished and files that were never attached to anything. */
export const cleanUp = defineJob({
  name: 'clean-up-files',
  schema: z.object({}),
  cron: '20 3 * * *',
  async handler(services) {
    const before = new Date(services.clock.now().getTime() - UNATTACHED_LIFE_MS)
    const abandoned = await services.prisma.storedFile.findMany({
      where: { createdAt: { lt: before }, documents: { none: {} } },
      select: { id: true },
      take: 1_000,
    })
    for (const { id } of abandoned) await discardFile(services, id)
    await removeUnfinishedUploads(services)
  },
})
