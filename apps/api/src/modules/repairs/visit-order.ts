import { z } from 'zod'

/** The order to record a visit at its time; the job itself is in record-visit.job.ts. */
export const visitOrder = {
  name: 'record-visit',
  schema: z.object({ repairId: z.uuid(), visitAt: z.iso.datetime() }),
}
