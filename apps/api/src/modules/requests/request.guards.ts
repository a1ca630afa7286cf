import type { RequestTransitionName, UnmetGuard } from '@naryad/domain'
import type { ServiceRequest } from '../../../generated/prisma/client.ts'
import type { Transaction } from '../../context.ts'
import type { FieldName } from '../../gate/field-name.ts'
import type { Change } from '../../journal/journal.ts'
import { feedValue } from '../../journal/patch.ts'
import type { FieldGuard } from '../../journal/refusals.ts'
import { authorField, DOCUMENTS } from './request-fields.ts'

/** What a request objects to when its fields are written by hand. */
export const fieldGuards: readonly FieldGuard<{ change: Change; after: Partial<ServiceRequest> }>[] = [
  {
    key: 'contact',
    restsOn: ['serviceRequest.client', 'contact.client'],
    async find({ change, after: { contactId: id, clientId = null } }) {
      if (!id) return null
      const contact = await change.tx.contact.findUnique({ where: { id }, select: { clientId: true } })
      return contact?.clientId === clientId ? null : 'INVALID'
    },
  },
  {
    key: 'responsible',
    restsOn: ['employee.isActive'],
    async find({ change, after: { responsibleId: id } }) {
      if (!id) return null
      const person = await change.tx.employee.findUnique({ where: { id }, select: { isActive: true } })
      return person?.isActive ? null : 'INACTIVE'
    },
  },
]

/** What the workflow's table cannot say of a move. */
export interface MoveGuard {
  /** Beside `asksFor`: of every request, and of one with these fields returned, which whoever comes here reads. */
  restsOn(returnedFields?: readonly string[]): readonly FieldName[]
  /** Empty when nothing is missing. */
  find(tx: Transaction, request: ServiceRequest): Promise<UnmetGuard[]> | UnmetGuard[]
}

/** Everything that was asked for is there: fields filled, a file attached since. */
const isCompleted: MoveGuard = {
  restsOn: (returnedFields = []) => [
    ...returnedFields.map((key) => `serviceRequest.${key}` as const),
    ...(returnedFields.includes(DOCUMENTS) ? (['serviceRequest.returnedAt', 'document.attachedAt'] as const) : []),
  ],
  async find(tx, request) {
    const missing: UnmetGuard[] = []
    for (const key of request.returnedFields) {
      const rule = authorField(key)
      const isMissing = rule ? feedValue(rule, request) === null : key === DOCUMENTS && !(await hasNewFile(tx, request))
      if (isMissing) missing.push({ code: 'FIELD_REQUIRED', key })
    }
    return missing
  },
}

/** A repair is assigned by its manufacturer's rules. */
const hasManufacturer: MoveGuard = {
  restsOn: () => ['serviceRequest.manufacturer', 'serviceRequest.equipment', 'equipment.manufacturer'],
  async find(tx, request) {
    if (request.manufacturerId) return []
    const unit = request.equipmentId && (await tx.equipment.findUnique({ where: { id: request.equipmentId } }))
    return unit ? [] : [{ code: 'FIELD_REQUIRED', key: 'manufacturer' }]
  },
}

const nothing: MoveGuard = { restsOn: () => [], find: () => [] }

export const moveGuards: Record<RequestTransitionName, MoveGuard> = {
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
