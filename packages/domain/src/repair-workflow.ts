import type { DocumentType } from './document-types.ts'
import type { MoveParty } from './parties.ts'
import { type StatusRule, type TransitionRule, transitionDefaults, type Workflow } from './workflow.ts'

/** Stations of the progress line on the repair's card, in order; `RepairStatusRule.milestone` is an index into it. */
export const repairMilestones = ['NEW', 'VISIT', 'DOCUMENTS', 'DIAGNOSIS', 'PARTS', 'COMPLETION'] as const
export type RepairMilestone = (typeof repairMilestones)[number]

/** What the client is told on the tracking page, in plain words and without internal detail. */
export const trackingStages = [
  'RECEIVED',
  'ASSIGNED',
  'VISIT',
  'IN_WORK',
  'WAITING_PARTS',
  'FINISHING',
  'DONE',
  'CANCELLED',
] as const
export type TrackingStage = (typeof trackingStages)[number]

export const repairObligationKinds = [
  'ASSIGN_SERVICE_CENTER',
  'SCHEDULE_VISIT',
  'VISIT',
  'SUBMIT_DOCUMENTS',
  'DIAGNOSE',
  'RECEIVE_PARTS',
  'SUBMIT_FINAL_REPORT',
  'CLOSE_REPAIR',
] as const
export type RepairObligationKind = (typeof repairObligationKinds)[number]

/** What a status expects, of whom, and by when: working hours after it was entered, or the agreed visit. */
export type RepairObligation = { kind: RepairObligationKind; party: MoveParty } & (
  | { workingHours: number; atVisitDate?: never }
  | { atVisitDate: true; workingHours?: never }
)

export type RepairStatusRule = StatusRule<MoveParty> & {
  stage: TrackingStage
  /** Index into `repairMilestones`; an ended repair stands at the last one, whatever its end. */
  milestone: number
  /** Opened on entering the status, met by leaving it. Null: nothing is expected. */
  obligation: RepairObligation | null
}

/** Fields of a repair that guards can ask for. */
export type RepairGuardField = 'serviceCenter' | 'visitAt' | 'diagnosis' | 'warrantyVerdict'

/** Values that can be sent along with a repair's transition. */
export type RepairTransitionInput = 'serviceCenter' | 'visitAt' | 'comment'

export const repairStatuses = {
  UNASSIGNED: {
    party: 'MANAGER',
    stage: 'RECEIVED',
    milestone: 0,
    obligation: { kind: 'ASSIGN_SERVICE_CENTER', party: 'MANAGER', workingHours: 4 },
    isFinal: false,
  },
  ASSIGNED: {
    party: 'SERVICE_CENTER',
    stage: 'ASSIGNED',
    milestone: 0,
    obligation: { kind: 'SCHEDULE_VISIT', party: 'SERVICE_CENTER', workingHours: 8 },
    isFinal: false,
  },
  VISIT_SCHEDULED: {
    party: 'SERVICE_CENTER',
    stage: 'VISIT',
    milestone: 1,
    obligation: { kind: 'VISIT', party: 'SERVICE_CENTER', atVisitDate: true },
    isFinal: false,
  },
  AWAITING_DOCUMENTS: {
    party: 'SERVICE_CENTER',
    stage: 'IN_WORK',
    milestone: 2,
    obligation: { kind: 'SUBMIT_DOCUMENTS', party: 'SERVICE_CENTER', workingHours: 24 },
    isFinal: false,
  },
  DIAGNOSIS: {
    party: 'TECH_EXPERT',
    stage: 'IN_WORK',
    milestone: 3,
    obligation: { kind: 'DIAGNOSE', party: 'TECH_EXPERT', workingHours: 16 },
    isFinal: false,
  },
  AWAITING_PARTS: {
    party: 'SUPPLIER',
    stage: 'WAITING_PARTS',
    milestone: 4,
    obligation: { kind: 'RECEIVE_PARTS', party: 'SUPPLIER', workingHours: 80 },
    isFinal: false,
  },
  SECOND_VISIT: {
    party: 'SERVICE_CENTER',
    stage: 'IN_WORK',
    milestone: 4,
    obligation: { kind: 'SUBMIT_FINAL_REPORT', party: 'SERVICE_CENTER', workingHours: 40 },
    isFinal: false,
  },
  READY_TO_CLOSE: {
    party: 'MANAGER',
    stage: 'FINISHING',
    milestone: 5,
    obligation: { kind: 'CLOSE_REPAIR', party: 'MANAGER', workingHours: 8 },
    isFinal: false,
  },
  CLOSED: { party: 'NONE', stage: 'DONE', milestone: 5, obligation: null, isFinal: true },
  CANCELLED: { party: 'NONE', stage: 'CANCELLED', milestone: 5, obligation: null, isFinal: true },
  REFUSED: { party: 'NONE', stage: 'CANCELLED', milestone: 5, obligation: null, isFinal: true },
} as const satisfies Record<string, RepairStatusRule>

export type RepairStatus = keyof typeof repairStatuses
export const repairStatusNames = Object.keys(repairStatuses) as RepairStatus[]

export type RepairTransitionRule = TransitionRule<
  RepairStatus,
  MoveParty,
  RepairGuardField,
  RepairTransitionInput,
  DocumentType
>

export const repairTransitions = {
  assign: {
    ...transitionDefaults,
    from: ['UNASSIGNED'],
    to: 'ASSIGNED',
    permission: 'repair.assign',
    party: 'MANAGER',
    input: { serviceCenter: 'optional', comment: 'optional' },
    requiredFields: ['serviceCenter'],
    primaryIn: ['UNASSIGNED'],
  },
  reassign: {
    ...transitionDefaults,
    from: ['ASSIGNED', 'VISIT_SCHEDULED', 'AWAITING_DOCUMENTS'],
    to: 'ASSIGNED',
    permission: 'repair.reassign',
    party: 'MANAGER',
    input: { serviceCenter: 'required', comment: 'optional' },
    // The new service centre agrees a visit of its own.
    clears: ['visitAt'],
  },
  scheduleVisit: {
    ...transitionDefaults,
    from: ['ASSIGNED'],
    to: 'VISIT_SCHEDULED',
    permission: 'repair.scheduleVisit',
    party: 'SERVICE_CENTER',
    input: { visitAt: 'optional', comment: 'optional' },
    requiredFields: ['visitAt'],
    primaryIn: ['ASSIGNED'],
  },
  rescheduleVisit: {
    ...transitionDefaults,
    from: ['VISIT_SCHEDULED', 'AWAITING_DOCUMENTS'],
    to: 'VISIT_SCHEDULED',
    permission: 'repair.rescheduleVisit',
    party: 'SERVICE_CENTER',
    input: { visitAt: 'required', comment: 'optional' },
  },
  recordVisit: {
    ...transitionDefaults,
    from: ['VISIT_SCHEDULED'],
    to: 'AWAITING_DOCUMENTS',
    permission: 'repair.recordVisit',
    party: 'SERVICE_CENTER',
    input: { comment: 'optional' },
    system: true,
  },
  submitDocuments: {
    ...transitionDefaults,
    from: ['VISIT_SCHEDULED', 'AWAITING_DOCUMENTS'],
    to: 'DIAGNOSIS',
    permission: 'repair.submitDocuments',
    party: 'SERVICE_CENTER',
    input: { comment: 'optional' },
    requiredDocuments: [
      { type: 'CLAIM_REPORT', attached: 'EVER' },
      { type: 'COMPLETION_REPORT', attached: 'EVER' },
    ],
    primaryIn: ['VISIT_SCHEDULED', 'AWAITING_DOCUMENTS'],
  },
  returnDocuments: {
    ...transitionDefaults,
    from: ['DIAGNOSIS'],
    to: 'AWAITING_DOCUMENTS',
    permission: 'repair.returnDocuments',
    party: 'TECH_EXPERT',
    input: { comment: 'required' },
  },
  requestParts: {
    ...transitionDefaults,
    from: ['DIAGNOSIS'],
    to: 'AWAITING_PARTS',
    permission: 'repair.requestParts',
    party: 'TECH_EXPERT',
    input: { comment: 'optional' },
    requiredFields: ['diagnosis', 'warrantyVerdict'],
  },
  confirmDiagnosis: {
    ...transitionDefaults,
    from: ['DIAGNOSIS'],
    to: 'READY_TO_CLOSE',
    permission: 'repair.confirmDiagnosis',
    party: 'TECH_EXPERT',
    input: { comment: 'optional' },
    requiredFields: ['diagnosis', 'warrantyVerdict'],
    primaryIn: ['DIAGNOSIS'],
  },
  receiveParts: {
    ...transitionDefaults,
    from: ['AWAITING_PARTS'],
    to: 'SECOND_VISIT',
    permission: 'repair.receiveParts',
    // The supplier has no account: the manager says that the parts have come.
    party: 'MANAGER',
    input: { comment: 'optional' },
    primaryIn: ['AWAITING_PARTS'],
  },
  submitFinalReport: {
    ...transitionDefaults,
    from: ['SECOND_VISIT'],
    to: 'READY_TO_CLOSE',
    permission: 'repair.submitFinalReport',
    party: 'SERVICE_CENTER',
    input: { comment: 'optional' },
    requiredDocuments: [{ type: 'COMPLETION_REPORT', attached: 'SINCE_STATUS' }],
    primaryIn: ['SECOND_VISIT'],
  },
  returnForRework: {
    ...transitionDefaults,
    from: ['READY_TO_CLOSE'],
    to: 'DIAGNOSIS',
    permission: 'repair.returnForRework',
    party: 'MANAGER',
    input: { comment: 'required' },
  },
  close: {
    ...transitionDefaults,
    from: ['READY_TO_CLOSE'],
    to: 'CLOSED',
    permission: 'repair.close',
    party: 'MANAGER',
    input: { comment: 'optional' },
    primaryIn: ['READY_TO_CLOSE'],
  },
  cancel: {
    ...transitionDefaults,
    from: [
      'UNASSIGNED',
      'ASSIGNED',
      'VISIT_SCHEDULED',
      'AWAITING_DOCUMENTS',
      'DIAGNOSIS',
      'AWAITING_PARTS',
      'SECOND_VISIT',
      'READY_TO_CLOSE',
    ],
    to: 'CANCELLED',
    permission: 'repair.cancel',
    party: 'MANAGER',
    input: { comment: 'required' },
    commentField: 'closingComment',
    tone: 'danger',
  },
  refuse: {
    ...transitionDefaults,
    from: ['ASSIGNED', 'VISIT_SCHEDULED', 'AWAITING_DOCUMENTS', 'DIAGNOSIS'],
    to: 'REFUSED',
    permission: 'repair.refuse',
    party: 'MANAGER',
    input: { comment: 'required' },
    commentField: 'closingComment',
    tone: 'danger',
  },
  reopen: {
    ...transitionDefaults,
    from: ['CLOSED', 'CANCELLED', 'REFUSED'],
    to: 'ASSIGNED',
    permission: 'repair.reopen',
    party: 'MANAGER',
    input: { serviceCenter: 'optional', comment: 'required' },
    requiredFields: ['serviceCenter'],
    commentField: 'closingComment',
    clears: ['visitAt'],
  },
} as const satisfies Record<string, RepairTransitionRule>

export type RepairTransitionName = keyof typeof repairTransitions
export const repairTransitionNames = Object.keys(repairTransitions) as RepairTransitionName[]

export type RepairWorkflow = Workflow<RepairStatus, RepairTransitionName, RepairStatusRule, RepairTransitionRule>

/** The workflow a fresh installation starts with: spec §2, from assignment to closing. */
export const repairWorkflow: RepairWorkflow = {
  initial: 'UNASSIGNED',
  statuses: repairStatuses,
  transitions: repairTransitions,
}
