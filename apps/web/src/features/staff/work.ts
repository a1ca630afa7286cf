import { repairStatuses, repairStatusNames, requestStatuses, requestStatusNames } from '@naryad/domain'
import type { EmployeeCardFragment, HandOverInput } from '../../gql/graphql.ts'

/** Kinds of work that may be open at an employee. */
export const workKinds = [
  'repairsAsManager',
  'repairsAsTechExpert',
  'requests',
  'assignmentRules',
  'manufacturers',
] as const
export type WorkKind = (typeof workKinds)[number]

/** Who takes each kind when he goes. */
export const heirOf: Readonly<Record<WorkKind, keyof HandOverInput>> = {
  repairsAsManager: 'repairsAsManagerTo',
  repairsAsTechExpert: 'repairsAsTechExpertTo',
  requests: 'requestsTo',
  assignmentRules: 'assignmentRulesTo',
  manufacturers: 'manufacturersTo',
}

/** Work that somebody has to do; the rest may be left to nobody. */
export const needsHeir: ReadonlySet<WorkKind> = new Set(['repairsAsManager', 'repairsAsTechExpert', 'requests'])

const openRepairs = repairStatusNames.filter((status) => !repairStatuses[status].isFinal).join(',')
const openRequests = requestStatusNames.filter((status) => !requestStatuses[status].isFinal).join(',')

/** Address of the list of that work; null for what has none. */
export function workList(kind: WorkKind, { id }: { id: string }): string | null {
  const filters: Partial<Record<WorkKind, [path: string, field: string, statuses: string]>> = {
    repairsAsManager: ['/repairs', 'manager', openRepairs],
    repairsAsTechExpert: ['/repairs', 'techExpert', openRepairs],
    requests: ['/requests', 'responsible', openRequests],
  }
  const filter = filters[kind]
  if (!filter) return null
  const [path, field, statuses] = filter
  const parameters = new URLSearchParams([
    ['f', `${field}:in:${id}`],
    ['f', `status:in:${statuses}`],
  ])
  return `${path}?${parameters}`
}

/** Kinds of which there is something to hand over. */
export function openKinds({ openWork }: Pick<EmployeeCardFragment, 'openWork'>): WorkKind[] {
  return workKinds.filter((kind) => openWork[kind] > 0)
}
