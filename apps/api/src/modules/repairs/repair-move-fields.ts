import { type RepairTransitionName, type RepairTransitionRule, repairTransitions } from '@naryad/domain'
import type { RestsOn } from '../../journal/refusals.ts'
import { moveGuards } from './repair.guards.ts'

/** Everything that the refusal of a move depends on: the status, what must be filled or attached, the guards' fields. */
export function restsOn(name: RepairTransitionName): RestsOn {
  const rule: RepairTransitionRule = repairTransitions[name]
  const isSince = rule.requiredDocuments.some(({ attached }) => attached === 'SINCE_STATUS')
  return [
    'repair.status',
    ...rule.requiredFields.map((key) => `repair.${key}` as const),
    ...(rule.requiredDocuments.length ? (['repair.documents', 'document.type'] as const) : []),
    ...(isSince ? (['repair.statusSince', 'document.attachedAt'] as const) : []),
    ...moveGuards[name].flatMap((guard) => guard.restsOn),
  ]
}
