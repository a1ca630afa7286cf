import type { RequestTransitionName } from '@naryad/domain'
import type { FieldName } from '../../gate/field-name.ts'
import type { RestsOn } from '../../journal/refusals.ts'
import { moveGuards } from './request.guards.ts'

/** What the availability of a move depends on, and which values it takes. */
export function asksFor(name: RequestTransitionName): RestsOn {
  return name === 'complete' ? ['serviceRequest.status', 'serviceRequest.returnedFields'] : ['serviceRequest.status']
}

/** What a role must read to make the move of any request; what one of them was asked for comes on top. */
export function restsOn(name: RequestTransitionName): readonly FieldName[] {
  return [...asksFor(name), ...moveGuards[name].restsOn()]
}
