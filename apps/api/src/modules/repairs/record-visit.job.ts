import { isDomainError } from '@naryad/domain'
import { defineJob } from '../../jobs/jobs.ts'
import { system } from '../../journal/actor.ts'
import { transitionRepair } from './repair-transition.service.ts'
import { visitOrder } from './visit-order.ts'

/**
 * At the agreed time the visit counts as made, unless the service centre has said so itself, or moved it meanwhile: a
 * moved visit has a job of its own.
 */
export const recordVisitJob = defineJob({
  ...visitOrder,
  async handler(services, { repairId, visitAt }) {
    try {
      await transitionRepair(services, system, {
        id: repairId,
        transition: 'recordVisit',
        isStillWanted: (repair) => repair.visitAt?.toISOString() === visitAt,
      })
    } catch (error) {
      // it was recorded, moved or cancelled before
      if (isDomainError(error, 'TRANSITION_UNAVAILABLE') || isDomainError(error, 'CONFLICT')) return
      throw error
    }
  },
})
