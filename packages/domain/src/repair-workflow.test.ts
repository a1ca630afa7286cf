import { describe, expect, test } from 'vitest'
import { moveParties } from './parties.ts'
import {
  type RepairStatus,
  type RepairTransitionName,
  repairMilestones,
  repairStatusNames,
  repairTransitionNames,
  repairTransitions,
  repairWorkflow,
  trackingStages,
} from './repair-workflow.ts'
import { availableFrom, isPrimary, type TransitionFacts, unmetGuards, validateWorkflow } from './workflow.ts'

/** Written down from the specification, by status, so that a slip in the table by transition shows. */
const allowed: Record<RepairStatus, Partial<Record<RepairTransitionName, RepairStatus>>> = {
  UNASSIGNED: { assign: 'ASSIGNED', cancel: 'CANCELLED' },
  ASSIGNED: { reassign: 'ASSIGNED', scheduleVisit: 'VISIT_SCHEDULED', cancel: 'CANCELLED', refuse: 'REFUSED' },
  VISIT_SCHEDULED: {
    reassign: 'ASSIGNED',
    rescheduleVisit: 'VISIT_SCHEDULED',
    recordVisit: 'AWAITING_DOCUMENTS',
    submitDocuments: 'DIAGNOSIS',
    cancel: 'CANCELLED',
    refuse: 'REFUSED',
  },
  AWAITING_DOCUMENTS: {
    reassign: 'ASSIGNED',
    rescheduleVisit: 'VISIT_SCHEDULED',
    submitDocuments: 'DIAGNOSIS',
    cancel: 'CANCELLED',
    refuse: 'REFUSED',
  },
  DIAGNOSIS: {
    returnDocuments: 'AWAITING_DOCUMENTS',
    requestParts: 'AWAITING_PARTS',
    confirmDiagnosis: 'READY_TO_CLOSE',
    cancel: 'CANCELLED',
    refuse: 'REFUSED',
  },
  AWAITING_PARTS: { receiveParts: 'SECOND_VISIT', cancel: 'CANCELLED' },
  SECOND_VISIT: { submitFinalReport: 'READY_TO_CLOSE', cancel: 'CANCELLED' },
  READY_TO_CLOSE: { returnForRework: 'DIAGNOSIS', close: 'CLOSED', cancel: 'CANCELLED' },
  CLOSED: { reopen: 'ASSIGNED' },
  CANCELLED: { reopen: 'ASSIGNED' },
  REFUSED: { reopen: 'ASSIGNED' },
}

const nextStep: Record<RepairStatus, RepairTransitionName | null> = {
  UNASSIGNED: 'assign',
  ASSIGNED: 'scheduleVisit',
  VISIT_SCHEDULED: 'submitDocuments',
  AWAITING_DOCUMENTS: 'submitDocuments',
  DIAGNOSIS: 'confirmDiagnosis',
  AWAITING_PARTS: 'receiveParts',
  SECOND_VISIT: 'submitFinalReport',
  READY_TO_CLOSE: 'close',
  CLOSED: null,
  CANCELLED: null,
  REFUSED: null,
}

describe.each(repairStatusNames)('from %s', (status) => {
  test.each(repairTransitionNames)('%s is possible exactly when the specification lists it', (name) => {
    const target = allowed[status][name]
    expect(availableFrom(repairWorkflow, status).includes(name)).toBe(target !== undefined)
    if (target) expect(repairWorkflow.transitions[name].to).toBe(target)
  })

  test('there is one next step, or none when the repair has ended', () => {
    const primary = repairTransitionNames.filter((name) => isPrimary(repairWorkflow.transitions[name], status))
    expect(primary).toEqual(nextStep[status] ? [nextStep[status]] : [])
  })

  test('somebody is awaited until the repair has ended, and stage and milestone are known', () => {
    const rule = repairWorkflow.statuses[status]
    expect(rule.isFinal).toBe(['CLOSED', 'CANCELLED', 'REFUSED'].includes(status))
    expect(rule.party === 'NONE').toBe(rule.isFinal)
    expect(rule.obligation === null).toBe(rule.isFinal)
    if (rule.obligation) expect(rule.obligation.party).toBe(rule.party)
    expect(moveParties).toContain(rule.party)
    expect(trackingStages).toContain(rule.stage)
    expect(repairMilestones[rule.milestone]).toBeDefined()
  })
})

describe('the default workflow of repairs', () => {
  test('has no unreachable status, dead end or unknown name', () => {
    expect(validateWorkflow(repairWorkflow)).toEqual([])
  })

  test.each(repairTransitionNames)('%s has a right of its own, and asks for a reason when it is dangerous', (name) => {
    const rule = repairWorkflow.transitions[name]
    expect(rule.permission).toBe(`repair.${name}`)
    if (rule.tone === 'danger') expect(rule.input.comment).toBe('required')
  })

  test('lets the system record a visit, and nothing else', () => {
    expect(repairTransitionNames.filter((name) => repairTransitions[name].system)).toEqual(['recordVisit'])
  })
})

describe('guards of the repair', () => {
  const entered = new Date('2026-03-02T09:00:00Z')
  const none: TransitionFacts = { fields: new Set(), documents: [], statusSince: entered, input: {} }
  const unmet = (name: RepairTransitionName, facts: Partial<TransitionFacts> = {}) =>
    unmetGuards(repairWorkflow.transitions[name], { ...none, ...facts }).map(({ code, key }) => `${code} ${key}`)

  test.each<[RepairTransitionName, string[]]>([
    ['assign', ['FIELD_REQUIRED serviceCenter']],
    ['reassign', ['INPUT_REQUIRED serviceCenter']],
    ['scheduleVisit', ['FIELD_REQUIRED visitAt']],
    ['rescheduleVisit', ['INPUT_REQUIRED visitAt']],
    ['recordVisit', []],
    ['submitDocuments', ['DOCUMENT_REQUIRED CLAIM_REPORT', 'DOCUMENT_REQUIRED COMPLETION_REPORT']],
    ['returnDocuments', ['COMMENT_REQUIRED comment']],
    ['requestParts', ['FIELD_REQUIRED diagnosis', 'FIELD_REQUIRED warrantyVerdict']],
    ['confirmDiagnosis', ['FIELD_REQUIRED diagnosis', 'FIELD_REQUIRED warrantyVerdict']],
    ['receiveParts', []],
    ['submitFinalReport', ['DOCUMENT_REQUIRED COMPLETION_REPORT']],
    ['returnForRework', ['COMMENT_REQUIRED comment']],
    ['close', []],
    ['cancel', ['COMMENT_REQUIRED comment']],
    ['refuse', ['COMMENT_REQUIRED comment']],
    ['reopen', ['COMMENT_REQUIRED comment', 'FIELD_REQUIRED serviceCenter']],
  ])('%s of an empty repair lacks %j', (name, expected) => {
    expect(unmet(name)).toEqual(expected)
  })

  test('a visit date is enough whether it is stored or sent along', () => {
    expect(unmet('scheduleVisit', { fields: new Set(['visitAt']) })).toEqual([])
    expect(unmet('scheduleVisit', { input: { visitAt: entered } })).toEqual([])
  })

  test('the first completion report does not stand in for the final one', () => {
    const first = { type: 'COMPLETION_REPORT', attachedAt: new Date('2026-02-20T09:00:00Z') }
    const final = { type: 'COMPLETION_REPORT', attachedAt: new Date('2026-03-05T09:00:00Z') }
    expect(unmet('submitFinalReport', { documents: [first] })).toEqual(['DOCUMENT_REQUIRED COMPLETION_REPORT'])
    expect(unmet('submitFinalReport', { documents: [first, final] })).toEqual([])
  })
})
