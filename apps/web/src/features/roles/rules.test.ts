import { expect, test } from 'vitest'
import {
  actionRule,
  differencesOf,
  fieldRule,
  mergeChanges,
  networksRule,
  networksValue,
  notificationRule,
  offered,
  patchOf,
  type Role,
  type Rules,
  rulesOf,
  scopeRule,
  withChange,
} from './rules.ts'

const role: Role = {
  __typename: 'RoleSettings',
  id: '1',
  name: 'Инженер',
  affiliation: 'SERVICE_CENTER',
  isAdmin: false,
  requiresSecondFactor: false,
  sessionIdleMinutes: null,
  sessionMaxHours: 12,
  employeeCount: 3,
  fields: [
    { __typename: 'FieldRule', entity: 'repair', field: 'laborCost', access: 'READ' },
    { __typename: 'FieldRule', entity: 'repair', field: 'diagnosis', access: null },
  ],
  scopes: [{ __typename: 'ScopeRule', entity: 'repair', readScope: 'ORGANISATION', writeScope: 'OWN' }],
  actions: ['repair.update'],
  notifications: [{ __typename: 'NotificationRule', kind: 'MENTION', isInApp: true, isByMail: false }],
  ipRanges: [{ __typename: 'IpRangeRule', id: '9', cidr: '10.0.0.0/8', note: 'офис' }],
  problems: [],
  version: 'a',
}

const saved = rulesOf(role)
const none: Rules = new Map()
const laborCost = fieldRule('repair', 'laborCost')
const diagnosis = fieldRule('repair', 'diagnosis')

test('a rule that is as it was saved is no change', () => {
  const changed = withChange(saved, none, laborCost, 'WRITE')
  expect([...changed]).toEqual([[laborCost, 'WRITE']])
  expect(withChange(saved, changed, laborCost, 'READ').size).toBe(0)
})

test('to close a field that nobody has decided about is a decision', () => {
  expect([...withChange(saved, none, diagnosis, 'NONE')]).toEqual([[diagnosis, 'NONE']])
})

test('an action that is not listed is not allowed', () => {
  expect(withChange(saved, none, actionRule('repair.close'), 'false').size).toBe(0)
  expect(withChange(saved, none, actionRule('repair.update'), 'false').size).toBe(1)
})

test('a save sends what has changed and nothing else', () => {
  expect(patchOf(saved, none)).toEqual({})
  const changes: Rules = new Map([
    [laborCost, 'NONE'],
    [actionRule('repair.close'), 'true'],
    [scopeRule('repair', 'write'), 'ORGANISATION'],
    [notificationRule('MENTION'), 'IN_APP+BY_MAIL'],
    ['sessionIdleMinutes', '30'],
    ['sessionMaxHours', null],
  ])
  expect(patchOf(saved, changes)).toEqual({
    fields: [{ entity: 'repair', field: 'laborCost', access: 'NONE' }],
    actions: [{ action: 'repair.close', isAllowed: true }],
    scopes: [{ entity: 'repair', readScope: 'ORGANISATION', writeScope: 'ORGANISATION' }],
    notifications: [{ kind: 'MENTION', isInApp: true, isByMail: true }],
    sessionIdleMinutes: 30,
    sessionMaxHours: null,
  })
})

test('networks are saved all at once, without the lines that were left empty', () => {
  const networks = networksValue([
    { cidr: '10.0.0.0/8', note: 'офис' },
    { cidr: ' ::1 ', note: null },
    { cidr: '', note: null },
  ])
  expect(patchOf(saved, new Map([[networksRule, networks]]))).toEqual({
    ipRanges: [
      { cidr: '10.0.0.0/8', note: 'офис' },
      { cidr: '::1', note: null },
    ],
  })
})

test('changes over another save: those made by both are no changes, contradicting ones are named, others are kept', () => {
  const theirs = new Map(saved).set(laborCost, 'NONE').set(diagnosis, 'READ')
  const mine: Rules = new Map([
    [laborCost, 'NONE'],
    [diagnosis, 'WRITE'],
    ['name', 'Мастер'],
  ])
  const { changes, overlaps } = mergeChanges(mine, saved, theirs)
  expect([...changes]).toEqual([
    [diagnosis, 'WRITE'],
    ['name', 'Мастер'],
  ])
  expect([...overlaps]).toEqual([[diagnosis, 'READ']])
})

test('what was changed by somebody else alone is taken over', () => {
  const theirs = new Map(saved).set(laborCost, 'WRITE')
  expect(mergeChanges(none, saved, theirs)).toEqual({ changes: none, overlaps: none })
})

test('changes are told as the history tells them', () => {
  const changes: Rules = new Map([
    [laborCost, 'NONE'],
    [networksRule, networksValue([{ cidr: '192.0.2.0/24', note: null }])],
  ])
  expect(differencesOf(saved, changes)).toEqual([
    {
      rule: laborCost,
      difference: { subject: 'field', entity: 'repair', key: 'laborCost', before: 'READ', after: 'NONE' },
    },
    {
      rule: networksRule,
      difference: { subject: 'ipRange', entity: null, key: null, before: '10.0.0.0/8 (офис)', after: null },
    },
    {
      rule: networksRule,
      difference: { subject: 'ipRange', entity: null, key: null, before: null, after: '192.0.2.0/24' },
    },
  ])
})

test('a whole group on write leaves what nothing writes on read', () => {
  expect(offered('WRITE', false)).toBe('READ')
  expect(offered('NONE', false)).toBe('NONE')
  expect(offered('WRITE', true)).toBe('WRITE')
})
