import { expect, test, vi } from 'vitest'
import { createRoleDraft } from './role-draft.ts'
import { fieldRule, type Role } from './rules.ts'

const role = (access: 'NONE' | 'READ' | 'WRITE', version: string): Role => ({
  __typename: 'RoleSettings',
  id: '1',
  name: 'Инженер',
  affiliation: 'SERVICE_CENTER',
  isAdmin: false,
  requiresSecondFactor: false,
  sessionIdleMinutes: null,
  sessionMaxHours: null,
  employeeCount: 0,
  fields: [
    { __typename: 'FieldRule', entity: 'repair', field: 'city', access },
    { __typename: 'FieldRule', entity: 'repair', field: 'region', access: 'READ' },
  ],
  scopes: [],
  actions: [],
  notifications: [],
  ipRanges: [],
  problems: [],
  version,
})
const city = fieldRule('repair', 'city')
const region = fieldRule('repair', 'region')

test('many rules change at once and are told of once', () => {
  const draft = createRoleDraft(role('READ', 'a'))
  const listener = vi.fn()
  draft.subscribe(listener)
  draft.setMany([
    [city, 'NONE'],
    [region, 'NONE'],
  ])
  expect(listener).toHaveBeenCalledOnce()
  expect([...draft.changes()]).toEqual([
    [city, 'NONE'],
    [region, 'NONE'],
  ])
})

test('what is changed while a save is on its way is not lost with it', () => {
  const draft = createRoleDraft(role('READ', 'a'))
  draft.set(city, 'NONE')
  const sent = draft.changes()
  draft.set(region, 'NONE')
  draft.accept(role('NONE', 'b'), sent)
  expect([...draft.changes()]).toEqual([[region, 'NONE']])
  expect(draft.role().version).toBe('b')
})

test('a rule changed again while it is being saved stays a change', () => {
  const draft = createRoleDraft(role('READ', 'a'))
  draft.set(city, 'NONE')
  const sent = draft.changes()
  draft.set(city, 'WRITE')
  draft.accept(role('NONE', 'b'), sent)
  expect([...draft.changes()]).toEqual([[city, 'WRITE']])
})

test('own changes go over what somebody else has saved, and say where both have changed the same', () => {
  const draft = createRoleDraft(role('READ', 'a'))
  draft.setMany([
    [city, 'WRITE'],
    [region, 'NONE'],
  ])
  draft.rebase(role('NONE', 'b'))
  expect(draft.get(city)).toBe('WRITE')
  expect([...draft.overlaps()]).toEqual([[city, 'NONE']])
  draft.undo(city)
  expect(draft.get(city)).toBe('NONE')
})
