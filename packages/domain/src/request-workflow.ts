import type { DocumentType } from './document-types.ts'
import type { RequestParty } from './parties.ts'
import { type StatusRule, type TransitionRule, transitionDefaults, type Workflow } from './workflow.ts'

/** Values sent along with a request's transition; `fields`: catalog keys of the fields marked as missing. */
export type RequestTransitionInput = 'comment' | 'fields'

export const requestObligationKinds = ['TAKE_INTO_REVIEW', 'DECIDE_REQUEST', 'COMPLETE_REQUEST'] as const
export type RequestObligationKind = (typeof requestObligationKinds)[number]

export type RequestStatusRule = StatusRule<RequestParty> & {
  /** Opened on entering the status, met by leaving it. Null: nothing is expected. */
  obligation: { kind: RequestObligationKind; party: RequestParty; workingHours: number } | null
}

export const requestStatuses = {
  NEW: {
    party: 'MANAGER',
    obligation: { kind: 'TAKE_INTO_REVIEW', party: 'MANAGER', workingHours: 2 },
    isFinal: false,
  },
  IN_REVIEW: {
    party: 'MANAGER',
    obligation: { kind: 'DECIDE_REQUEST', party: 'MANAGER', workingHours: 8 },
    isFinal: false,
  },
  RETURNED: {
    party: 'AUTHOR',
    obligation: { kind: 'COMPLETE_REQUEST', party: 'AUTHOR', workingHours: 40 },
    isFinal: false,
  },
  ACCEPTED: { party: 'NONE', obligation: null, isFinal: true },
  REJECTED: { party: 'NONE', obligation: null, isFinal: true },
} as const satisfies Record<string, RequestStatusRule>

export type RequestStatus = keyof typeof requestStatuses
export const requestStatusNames = Object.keys(requestStatuses) as RequestStatus[]

export type RequestTransitionRule = TransitionRule<
  RequestStatus,
  RequestParty,
  string,
  RequestTransitionInput,
  DocumentType
>

export const requestTransitions = {
  takeIntoReview: {
    ...transitionDefaults,
    from: ['NEW'],
    to: 'IN_REVIEW',
    permission: 'serviceRequest.takeIntoReview',
    party: 'MANAGER',
    primaryIn: ['NEW'],
  },
  returnForCompletion: {
    ...transitionDefaults,
    from: ['NEW', 'IN_REVIEW'],
    to: 'RETURNED',
    permission: 'serviceRequest.returnForCompletion',
    party: 'MANAGER',
    input: { comment: 'required', fields: 'required' },
    commentField: 'returnComment',
  },
  complete: {
    ...transitionDefaults,
    from: ['RETURNED'],
    to: 'IN_REVIEW',
    permission: 'serviceRequest.complete',
    party: 'AUTHOR',
    input: { comment: 'optional' },
    primaryIn: ['RETURNED'],
  },
  reject: {
    ...transitionDefaults,
    from: ['NEW', 'IN_REVIEW', 'RETURNED'],
    to: 'REJECTED',
    permission: 'serviceRequest.reject',
    party: 'MANAGER',
    input: { comment: 'required' },
    commentField: 'rejectReason',
    tone: 'danger',
  },
  accept: {
    ...transitionDefaults,
    from: ['NEW', 'IN_REVIEW'],
    to: 'ACCEPTED',
    permission: 'serviceRequest.accept',
    party: 'MANAGER',
    primaryIn: ['IN_REVIEW'],
  },
} as const satisfies Record<string, RequestTransitionRule>

export type RequestTransitionName = keyof typeof requestTransitions
export const requestTransitionNames = Object.keys(requestTransitions) as RequestTransitionName[]

export type RequestWorkflow = Workflow<RequestStatus, RequestTransitionName, RequestStatusRule, RequestTransitionRule>

/** The life of a service request: spec §1. Accepting one makes a repair of it. */
export const requestWorkflow: RequestWorkflow = {
  initial: 'NEW',
  statuses: requestStatuses,
  transitions: requestTransitions,
}
