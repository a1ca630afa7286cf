import type { RepairTransitionName } from '@naryad/domain'
import type { Repair } from '../../../generated/prisma/client.ts'
import type { Change, ObligationEnd } from '../../journal/journal.ts'
import { letterPhone, letterTime } from '../messages/message.service.ts'
import { colleagues, notify } from '../notifications/notification.service.ts'
import {
  ratingUrl,
  repairUrl,
  tellServiceCenter,
  tellTechExpert,
  trackingUrl,
  writeToClient,
} from './repair-letters.ts'
import { visitOrder } from './visit-order.ts'

/** A transition that was made. */
export interface MadeMove {
  change: Change
  before: Repair
  after: Repair
  comment: string | null
}

/** Columns that a transition fills by itself, beside status, input and the field that keeps its comment. */
type OwnColumns = Partial<Pick<Repair, 'visitedAt' | 'closedAt' | 'closingComment'>>

export interface RepairEffect {
  /** What becomes of what the former status expected: it came, or nobody waits for it any more. */
  leaves: ObligationEnd
  columns?(move: { before: Repair; at: Date }): OwnColumns
  /** Who is told and what is set going; runs in the transition's transaction. */
  run?(move: MadeMove): Promise<void>
}

const visited: RepairEffect['columns'] = ({ before, at }) => ({
  visitedAt: before.visitAt && before.visitAt < at ? before.visitAt : at,
})

const ended: RepairEffect['columns'] = ({ at }) => ({ closedAt: at })

export const repairEffects: Record<RepairTransitionName, RepairEffect> = {
  assign: { leaves: 'MET', run: tellAssigned },
  reassign: {
    leaves: 'CANCELLED',
    async run(move) {
      await tellServiceCenter(move.change, move.before, 'REPAIR_CANCELLED')
      await tellAssigned(move)
    },
  },
  scheduleVisit: { leaves: 'MET', run: announceVisit },
  rescheduleVisit: { leaves: 'CANCELLED', run: announceVisit },
  recordVisit: {
    leaves: 'MET',
    columns: visited,
    run: ({ change, after }) => tellServiceCenter(change, after, 'DOCUMENTS_DUE'),
  },
  submitDocuments: {
    leaves: 'MET',
    columns: (move) => (move.before.visitedAt ? {} : (visited(move) ?? {})),
    run: ({ change, after }) => tellTechExpert(change, after),
  },
  returnDocuments: {
    leaves: 'MET',
    async run({ change, after, comment }) {
      await tellServiceCenter(change, after, 'DOCUMENTS_RETURNED', {
        template: 'DOCUMENTS_RETURNED',
        data(reads) {
          const number = reads('repair', 'number') ? after.number : null
          const words = reads('feedEntry', 'text') ? comment : null
          return { repairNumber: number, comment: words, url: repairUrl(change, number) }
        },
      })
    },
  },
  requestParts: {
    leaves: 'MET',
    run: ({ change, after }) => notify(change, 'PARTS_REQUESTED', { repairId: after.id }, [after.managerId]),
  },
  confirmDiagnosis: { leaves: 'MET', run: tellReadyToClose },
  receiveParts: { leaves: 'MET', run: ({ change, after }) => tellServiceCenter(change, after, 'PARTS_RECEIVED') },
  submitFinalReport: { leaves: 'MET', run: tellReadyToClose },
  returnForRework: {
    leaves: 'MET',
    run: ({ change, after }) => notify(change, 'REPAIR_RETURNED', { repairId: after.id }, [after.techExpertId]),
  },
  close: {
    leaves: 'MET',
    // why it was cancelled before it was reopened is not why it is closed
    columns: ({ at }) => ({ closedAt: at, closingComment: null }),
    async run({ change, after }) {
      const { id, dealerId } = after
      if (dealerId) await notify(change, 'REPAIR_CLOSED', { repairId: id }, await colleagues(change, { dealerId }))
      if (after.ratingMark !== null) return
      const url = await ratingUrl(change, after)
      await writeToClient(change, after, 'RATING_INVITATION', { repairNumber: after.number, url })
    },
  },
  cancel: { leaves: 'CANCELLED', columns: ended, run: tellCancelled },
  refuse: { leaves: 'CANCELLED', columns: ended, run: tellCancelled },
  reopen: {
    leaves: 'CANCELLED',
    columns: () => ({ closedAt: null, visitedAt: null }),
    run: tellAssigned,
  },
}

/** The service centre has a new repair. */
export async function tellAssigned({ change, after }: Pick<MadeMove, 'change' | 'after'>): Promise<void> {
  const client = await change.tx.client.findUniqueOrThrow({ where: { id: after.clientId }, select: { name: true } })
  await tellServiceCenter(change, after, 'REPAIR_ASSIGNED', {
    template: 'REPAIR_ASSIGNED',
    data(reads) {
      const repair = (key: 'number' | 'city' | 'address' | 'complaint') => (reads('repair', key) ? after[key] : null)
      const number = repair('number')
      return {
        repairNumber: number,
        clientName: reads('repair', 'client') && reads('client', 'name') ? client.name : null,
        address: [repair('city'), repair('address')].filter(Boolean).join(', ') || null,
        complaint: repair('complaint'),
        url: repairUrl(change, number),
      }
    },
  })
}

/** The client learns when the engineer comes, and the visit will be recorded when its time has come. */
export async function announceVisit({ change, after }: Pick<MadeMove, 'change' | 'after'>): Promise<void> {
  const { visitAt } = after
  if (!visitAt) return
  const job = { repairId: after.id, visitAt: visitAt.toISOString() }
  await change.enqueue(visitOrder, job, { startAfter: visitAt })
  const center = after.serviceCenterId
    ? await change.tx.serviceCenter.findUnique({
        where: { id: after.serviceCenterId },
        select: { name: true, phone: true },
      })
    : null
  await writeToClient(change, after, 'VISIT_SCHEDULED', {
    repairNumber: after.number,
    visitAt: letterTime(change.services, visitAt),
    serviceCenterName: center?.name ?? null,
    serviceCenterPhone: letterPhone(center?.phone ?? null),
    url: await trackingUrl(change, after),
  })
}

async function tellReadyToClose({ change, after }: MadeMove): Promise<void> {
  await notify(change, 'READY_TO_CLOSE', { repairId: after.id }, [after.managerId])
}

async function tellCancelled({ change, after }: MadeMove): Promise<void> {
  await tellServiceCenter(change, after, 'REPAIR_CANCELLED')
  const url = await trackingUrl(change, after)
  await writeToClient(change, after, 'REPAIR_CANCELLED', { repairNumber: after.number, url })
}
