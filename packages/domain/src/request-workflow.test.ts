import { describe, expect, test } from 'vitest'
import { requestParties } from './parties.ts'
import {
  type RequestStatus,
  type RequestTransitionName,
  requestStatusNames,
  requestTransitionNames,
  requestWorkflow,
} from './request-workflow.ts'
import { availableFrom, isPrimary, type TransitionFacts, unmetGuards, validateWorkflow } from './workflow.ts'

const allowed: Record<RequestStatus, Partial<Record<RequestTransitionName, RequestStatus>>> = {
  NEW: { takeIntoReview: 'IN_REVIEW', returnForCompletion: 'RETURNED', reject: 'REJECTED', accept: 'ACCEPTED' },
  IN_REVIEW: { returnForCompletion: 'RETURNED', reject: 'REJECTED', accept: 'ACCEPTED' },
  RETURNED: { complete: 'IN_REVIEW', reject: 'REJECTED' },
  ACCEPTED: {},
  REJECTED: {},
}

const nextStep: Record<RequestStatus, RequestTransitionName | null> = {
  NEW: 'takeIntoReview',
  IN_REVIEW: 'accept',
  RETURNED: 'complete',
  ACCEPTED: null,
  REJECTED: null,
}

describe.each(requestStatusNames)('from %s', (status) => {
  test.each(requestTransitionNames)('%s is possible exactly when the specification lists it', (name) => {
    const target = allowed[status][name]
    expect(availableFrom(requestWorkflow, status).includes(name)).toBe(target !== undefined)
    if (target) expect(requestWorkflow.transitions[name].to).toBe(target)
  })

  test('there is one next step, of the party whose move it is, or none when the request is decided', () => {
    const rule = requestWorkflow.statuses[status]
    const primary = requestTransitionNames.filter((name) => isPrimary(requestWorkflow.transitions[name], status))
    expect(primary).toEqual(nextStep[status] ? [nextStep[status]] : [])
    for (const name of primary) expect(requestWorkflow.transitions[name].party).toBe(rule.party)
    expect(rule.isFinal).toBe(['ACCEPTED', 'REJECTED'].includes(status))
    expect(rule.obligation === null).toBe(rule.isFinal)
    expect(requestParties).toContain(rule.party)
  })
})

describe('the workflow of requests', () => {
  test('has no unreachable status, dead end or unknown name', () => {
    expect(validateWorkflow(requestWorkflow)).toEqual([])
  })

  test.each<[RequestTransitionName, string[]]>([
    ['takeIntoReview', []],
    ['returnForCompletion', ['COMMENT_REQUIRED comment', 'INPUT_REQUIRED fields']],
    ['complete', []],
    ['reject', ['COMMENT_REQUIRED comment']],
    ['accept', []],
  ])('%s without anything sent along lacks %j', (name, expected) => {
    const facts: TransitionFacts = { fields: new Set(), documents: [], statusSince: new Date(0), input: {} }
    const unmet = unmetGuards(requestWorkflow.transitions[name], facts)
    expect(unmet.map(({ code, key }) => `${code} ${key}`)).toEqual(expected)
    expect(requestWorkflow.transitions[name].permission).toBe(`serviceRequest.${name}`)
  })
})
