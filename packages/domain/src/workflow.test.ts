import { describe, expect, test } from 'vitest'
import {
  availableFrom,
  inputRule,
  isPrimary,
  type TransitionFacts,
  transitionDefaults,
  unmetGuards,
  validateWorkflow,
  type Workflow,
} from './workflow.ts'

const transition = { ...transitionDefaults, permission: 'thing.move', party: 'OFFICE' }

const workflow: Workflow = {
  initial: 'OPEN',
  statuses: {
    OPEN: { party: 'OFFICE', isFinal: false },
    WORK: { party: 'OFFICE', isFinal: false },
    DONE: { party: 'NONE', isFinal: true },
  },
  transitions: {
    start: { ...transition, from: ['OPEN'], to: 'WORK', primaryIn: ['OPEN'] },
    finish: { ...transition, from: ['OPEN', 'WORK'], to: 'DONE', primaryIn: ['WORK'] },
  },
}

describe('availableFrom', () => {
  test('gives what leaves the status, in the order of the workflow', () => {
    expect(availableFrom(workflow, 'OPEN')).toEqual(['start', 'finish'])
    expect(availableFrom(workflow, 'WORK')).toEqual(['finish'])
    expect(availableFrom(workflow, 'DONE')).toEqual([])
    expect(availableFrom(workflow, 'NO_SUCH')).toEqual([])
  })
})

describe('isPrimary, inputRule', () => {
  test('a transition is the next step only in the statuses it says', () => {
    const finish = { primaryIn: ['WORK'] }
    expect([isPrimary(finish, 'OPEN'), isPrimary(finish, 'WORK')]).toEqual([false, true])
  })
  test('an input that is not listed is not taken', () => {
    expect(inputRule({ input: { comment: 'required' } }, 'comment')).toBe('required')
    expect(inputRule({ input: {} }, 'comment')).toBe('none')
    expect(inputRule({ input: {} }, 'constructor')).toBe('none')
  })
})

describe('validateWorkflow', () => {
  const withTransition = (name: string, change: Partial<Workflow['transitions'][string]>): Workflow => ({
    ...workflow,
    transitions: { ...workflow.transitions, [name]: { ...transition, from: ['WORK'], to: 'DONE', ...change } },
  })
  const withStatus = (name: string): Workflow => ({
    ...workflow,
    statuses: { ...workflow.statuses, [name]: { party: 'OFFICE', isFinal: false } },
  })

  test('finds nothing wrong with a sound workflow, after a round trip through JSON as well', () => {
    expect(validateWorkflow(workflow)).toEqual([])
    expect(validateWorkflow(JSON.parse(JSON.stringify(workflow)))).toEqual([])
  })

  test.each<[string, Workflow, unknown[]]>([
    [
      'an unknown initial status',
      { ...workflow, initial: 'X' },
      [
        { code: 'UNKNOWN_INITIAL', status: 'X' },
        { code: 'UNREACHABLE', status: 'OPEN' },
        { code: 'UNREACHABLE', status: 'WORK' },
        { code: 'UNREACHABLE', status: 'DONE' },
      ],
    ],
    [
      'an initial status named like a property of every object',
      { ...workflow, initial: 'constructor' },
      [
        { code: 'UNKNOWN_INITIAL', status: 'constructor' },
        { code: 'UNREACHABLE', status: 'OPEN' },
        { code: 'UNREACHABLE', status: 'WORK' },
        { code: 'UNREACHABLE', status: 'DONE' },
      ],
    ],
    [
      'an unknown target',
      withTransition('lose', { to: 'X' }),
      [{ code: 'UNKNOWN_TARGET', transition: 'lose', status: 'X' }],
    ],
    [
      'an unknown source',
      withTransition('lose', { from: ['X'] }),
      [{ code: 'UNKNOWN_SOURCE', transition: 'lose', status: 'X' }],
    ],
    ['a transition from nowhere', withTransition('lose', { from: [] }), [{ code: 'NO_SOURCE', transition: 'lose' }]],
    [
      'a status that nothing leads to and nothing leaves',
      withStatus('LOST'),
      [
        { code: 'UNREACHABLE', status: 'LOST' },
        { code: 'DEAD_END', status: 'LOST' },
      ],
    ],
    [
      'a loop that work cannot leave',
      {
        ...withStatus('LOOP'),
        transitions: {
          ...workflow.transitions,
          enter: { ...transition, from: ['WORK'], to: 'LOOP' },
          turn: { ...transition, from: ['LOOP'], to: 'LOOP' },
        },
      },
      [{ code: 'DEAD_END', status: 'LOOP' }],
    ],
    [
      'no final status',
      {
        ...workflow,
        statuses: { ...workflow.statuses, DONE: { party: 'NONE', isFinal: false } },
      },
      [
        { code: 'NO_FINAL_STATUS' },
        { code: 'DEAD_END', status: 'OPEN' },
        { code: 'DEAD_END', status: 'WORK' },
        { code: 'DEAD_END', status: 'DONE' },
      ],
    ],
    [
      'two next steps of one party',
      withTransition('drop', { primaryIn: ['WORK'] }),
      [{ code: 'AMBIGUOUS_PRIMARY', status: 'WORK', party: 'OFFICE', transitions: ['finish', 'drop'] }],
    ],
    [
      'a next step where the transition does not start',
      withTransition('drop', { primaryIn: ['OPEN'] }),
      [
        { code: 'PRIMARY_NOT_AVAILABLE', transition: 'drop', status: 'OPEN' },
        { code: 'AMBIGUOUS_PRIMARY', status: 'OPEN', party: 'OFFICE', transitions: ['start', 'drop'] },
      ],
    ],
  ])('refuses %s', (_, broken, problems) => {
    expect(validateWorkflow(broken)).toEqual(problems)
  })

  test('lets two parties each have a next step in one status', () => {
    expect(validateWorkflow(withTransition('drop', { party: 'CLIENT', primaryIn: ['WORK'] }))).toEqual([])
  })
})

describe('unmetGuards', () => {
  const entered = new Date('2026-03-02T09:00:00Z')
  const before = new Date('2026-03-02T08:59:59Z')
  const facts = (known: Partial<TransitionFacts>): TransitionFacts => ({
    fields: new Set(),
    documents: [],
    statusSince: entered,
    input: {},
    ...known,
  })
  const demanding = {
    ...transition,
    input: { comment: 'required', visitAt: 'optional', fields: 'required', model: 'none' },
    requiredFields: ['visitAt', 'model'],
    requiredDocuments: [
      { type: 'CLAIM_REPORT', attached: 'EVER' },
      { type: 'COMPLETION_REPORT', attached: 'SINCE_STATUS' },
    ],
  } as const

  test('lists every guard that is not met', () => {
    expect(unmetGuards(demanding, facts({}))).toEqual([
      { code: 'COMMENT_REQUIRED', key: 'comment' },
      { code: 'INPUT_REQUIRED', key: 'fields' },
      { code: 'FIELD_REQUIRED', key: 'visitAt' },
      { code: 'FIELD_REQUIRED', key: 'model' },
      { code: 'DOCUMENT_REQUIRED', key: 'CLAIM_REPORT' },
      { code: 'DOCUMENT_REQUIRED', key: 'COMPLETION_REPORT' },
    ])
  })

  test('is empty when all are met', () => {
    const met = facts({
      fields: new Set(['model']),
      documents: [
        { type: 'CLAIM_REPORT', attachedAt: before },
        { type: 'COMPLETION_REPORT', attachedAt: entered },
      ],
      input: { comment: 'нет подписи', visitAt: entered, fields: ['phone'] },
    })
    expect(unmetGuards(demanding, met)).toEqual([])
  })

  test.each([null, undefined, '', ' \n', []])('takes %j for no input', (value) => {
    expect(
      unmetGuards({ ...transition, input: { comment: 'required' } }, facts({ input: { comment: value } })),
    ).toEqual([{ code: 'COMMENT_REQUIRED', key: 'comment' }])
  })

  test('does not count a document attached before the status was entered when a new one is asked for', () => {
    const asksNew = { ...transition, requiredDocuments: demanding.requiredDocuments.slice(1) }
    const documents = [{ type: 'COMPLETION_REPORT', attachedAt: before }]
    expect(unmetGuards(asksNew, facts({ documents }))).toEqual([
      { code: 'DOCUMENT_REQUIRED', key: 'COMPLETION_REPORT' },
    ])
  })

  test('does not let an input that the transition does not take stand in for a field', () => {
    const asksModel = { ...transition, requiredFields: ['model'] }
    expect(unmetGuards(asksModel, facts({ input: { model: 'ПКА-10' } }))).toEqual([
      { code: 'FIELD_REQUIRED', key: 'model' },
    ])
  })
})
