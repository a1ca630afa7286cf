import { isDomainError } from '@naryad/domain'
import { z } from 'zod'
import { system } from '../../journal/actor.ts'
import { defineJob } from '../../jobs/jobs.ts'

/**
 * At the agreed time the visit counts as made, unless the service centre has said so itself, or moved it meanwhile: a
 * moved visit has a job of its own.
 */
export const recordVisitJob = defineJob({
  name: 'record-visit',
  schema: z.object({ repairId: z.uuid(), visitAt: z.iso.datetime() }),
  async handler(services, { repairId, visitAt }) {
    const repair = await services.prisma.repair.findUnique({
      where: { id: repairId },
      select: { status: true, visitAt: true },
    })
    if (repair?.status !== 'VISIT_SCHEDULED' || repair.visitAt?.toISOString() !== visitAt) return
    // the transitions order this job, so neither module can wait for the other to be loaded
    const { transitionRepair } = await import('./repair-transition.service.ts')
    try {
      await transitionRepair(services, system, {
        id: repairId,
        transition: 'recordVisit',
        isStillWanted: (locked) => locked.visitAt?.toISOString() === visitAt,
      })
    } catch (error) {
      // somebody was quicker
      if (isDomainError(error, 'TRANSITION_UNAVAILABLE') || isDomainError(error, 'CONFLICT')) return
      throw error
    }
  },
})
