import type { RequestTransitionName, UnmetGuard } from '@naryad/domain'
import type { ServiceRequest } from '../../../generated/prisma/client.ts'
import type { Transaction } from '../../context.ts'
import { feedValue } from '../../journal/patch.ts'
import { authorField, DOCUMENTS } from './request-fields.ts'

/** What the workflow's table cannot say of a move; empty when nothing is missing. */
export type RequestGuard = (tx: Transaction, request: ServiceRequest) => Promise<UnmetGuard[]> | UnmetGuard[]

/** Everything that was asked for is there: fields filled, a file attached since. */
const isCompleted: RequestGuard = async (tx, request) => {
  const missing: UnmetGuard[] = []
  for (const key of request.returnedFields) {
    const rule = authorField(key)
    const isMissing = rule ? feedValue(rule, request) === null : key === DOCUMENTS && !(await hasNewFile(tx, request))
    if (isMissing) missing.push({ code: 'FIELD_REQUIRED', key })
  }
  return missing
}

/** A repair is assigned by its manufacturer's rules. */
const hasManufacturer: RequestGuard = async (tx, request) => {
  if (request.manufacturerId) return []
  const unit = request.equipmentId && (await tx.equipment.findUnique({ where: { id: request.equipmentId } }))
  return unit ? [] : [{ code: 'FIELD_REQUIRED', key: 'manufacturer' }]
}

const nothing: RequestGuard = () => []

export const requestGuards: Record<RequestTransitionName, RequestGuard> = {
  takeIntoReview: nothing,
  returnForCompletion: nothing,
  complete: isCompleted,
  reject: nothing,
  accept: hasManufacturer,
}

async function hasNewFile(tx: Transaction, { id, returnedAt }: ServiceRequest): Promise<boolean> {
  const since = returnedAt ? { attachedAt: { gte: returnedAt } } : {}
  return (await tx.document.count({ where: { requestId: id, removedAt: null, ...since } })) > 0
}
