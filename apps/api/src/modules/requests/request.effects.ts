import type { RequestTransitionName } from '@naryad/domain'
import type { ServiceRequest } from '../../../generated/prisma/client.ts'
import type { LinkAnswer } from '../../journal/disclosure.ts'
import type { Change, ObligationEnd } from '../../journal/journal.ts'
import { notify } from '../notifications/notification.service.ts'
import { turnIntoRepair } from './request-acceptance.ts'
import { askAuthor, tellAuthor, writeToClient } from './request-letters.ts'
import { isClients } from './request-record.ts'

/** A move about to be written. */
export interface RequestMove {
  before: ServiceRequest
  at: Date
  /** The employee who makes it, null for the client. */
  employeeId: string | null
  /** Catalog keys of what the author is asked for. */
  fields: string[]
}

/** Columns that a transition fills by itself, beside status, deadlines and the field that keeps its comment. */
export type OwnColumns = Partial<
  Pick<ServiceRequest, 'responsibleId' | 'returnedFields' | 'returnComment' | 'returnedAt' | 'decidedAt'>
>

export interface RequestEffect {
  /** What becomes of what the former status expected: it came, or nobody waits for it any more. */
  leaves: (before: ServiceRequest) => ObligationEnd
  columns(move: RequestMove): OwnColumns
  /** Who is told and what is set going; runs in the transition's transaction. */
  run(
    change: Change,
    after: ServiceRequest,
    given: { comment: string | null; answers: readonly LinkAnswer[] },
  ): Promise<void>
}

const met = () => 'MET' as const
const asked: OwnColumns = { returnedFields: [], returnComment: null }
const responsible = ({ before, employeeId }: RequestMove) => before.responsibleId ?? employeeId

export const requestEffects: Record<RequestTransitionName, RequestEffect> = {
  takeIntoReview: {
    leaves: met,
    columns: ({ before, employeeId }) => ({ responsibleId: employeeId ?? before.responsibleId }),
    async run() {},
  },
  returnForCompletion: {
    leaves: met,
    columns: (move) => ({
      responsibleId: responsible(move),
      returnedFields: move.fields,
      returnedAt: move.at,
    }),
    run: (change, after, { comment }) => askAuthor(change, after, comment ?? ''),
  },
  complete: {
    leaves: met,
    columns: () => asked,
    async run(change, after) {
      await endCompletionLinks(change, after)
      await notify(change, 'REQUEST_COMPLETED', { requestId: after.id }, [after.responsibleId])
    },
  },
  reject: {
    // the author is not charged with what the company does not want any more
    leaves: (before) => (before.status === 'RETURNED' ? 'CANCELLED' : 'MET'),
    columns: (move) => ({ ...asked, responsibleId: responsible(move), decidedAt: move.at }),
    async run(change, after, { comment }) {
      await endCompletionLinks(change, after)
      await tellAuthor(change, after, 'REQUEST_REJECTED')
      if (!isClients(after)) return
      await writeToClient(change, after, 'REQUEST_REJECTED', { number: after.number, reason: comment ?? '' })
    },
  },
  accept: {
    leaves: met,
    columns: (move) => ({ responsibleId: responsible(move), decidedAt: move.at }),
    run: (change, after, { answers }) => turnIntoRepair(change, after, answers),
  },
}

/** Once nothing is asked for, no link of a letter opens the request any more. */
async function endCompletionLinks({ tx, at }: Change, { id }: ServiceRequest): Promise<void> {
  const where = { requestId: id, kind: 'COMPLETION' as const, usedAt: null }
  await tx.publicLink.updateMany({ where, data: { usedAt: at } })
}
