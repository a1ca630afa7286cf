import { expect, test } from 'vitest'
import type { RowScope } from './permissions.ts'
import { type Affiliation, rowScope, type Viewer } from './viewer.ts'

function scopeOf(affiliation: Affiliation, entity: string, given: RowScope | null, isAdmin = false): RowScope {
  const scopes = new Map(given === null ? [] : [[entity, given] as const])
  const viewer: Viewer = {
    employeeId: '',
    name: '',
    email: '',
    locale: 'ru',
    roleId: '',
    roleName: '',
    affiliation,
    isAdmin,
    serviceCenterId: null,
    dealerId: null,
    permissions: {
      key: '',
      version: '1',
      isAdmin,
      read: new Uint32Array(),
      write: new Uint32Array(),
      actions: new Set(),
      readScopes: scopes,
      writeScopes: scopes,
      validUntil: null,
    },
  }
  const [read, write] = [rowScope(viewer, entity, 'read'), rowScope(viewer, entity, 'write')]
  expect(read).toBe(write)
  return read
}

test('all rows are to a partner those of his organisation, except of what is everybody’s', () => {
  for (const partner of ['SERVICE_CENTER', 'DEALER'] as const) {
    for (const entity of ['repair', 'client', 'employee', 'role', 'auditEntry', 'what comes later'])
      expect(scopeOf(partner, entity, 'ALL')).toBe('ORGANISATION')
    expect(scopeOf(partner, 'manufacturer', 'ALL')).toBe('ALL')
    for (const narrower of ['ORGANISATION', 'OWN', 'NONE'] as const)
      expect(scopeOf(partner, 'repair', narrower)).toBe(narrower)
  }
})

test('the office’s organisation is the company; without a rule there is no row, but for an administrator', () => {
  expect(scopeOf('OFFICE', 'repair', 'ORGANISATION')).toBe('ALL')
  expect(scopeOf('OFFICE', 'repair', 'OWN')).toBe('OWN')
  expect(scopeOf('OFFICE', 'repair', null)).toBe('NONE')
  expect(scopeOf('DEALER', 'repair', null)).toBe('NONE')
  expect(scopeOf('OFFICE', 'repair', null, true)).toBe('ALL')
})
