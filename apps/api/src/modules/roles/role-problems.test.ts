import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeExecutableSchema } from '@graphql-tools/schema'
import { notificationKinds } from '@naryad/domain'
import { describe, expect, test } from 'vitest'
import { readCatalog } from '../../gate/catalog.ts'
import type { FieldName } from '../../gate/field-name.ts'
import { writableFields } from './access-catalog.ts'
import { type DefaultRole, defaultRoles } from './default-roles.ts'
import { problemsOf } from './role-problems.ts'
import { type Access, defaultTold, fieldsOf, type RoleRules } from './role-rules.ts'

const source = join(import.meta.dirname, '../..')
const typeDefs = globSync('**/*.graphql', { cwd: source }).map((file) => readFileSync(join(source, file), 'utf8'))
const catalog = readCatalog(makeExecutableSchema({ typeDefs }))
;[...catalog.entities.values()]
  .flatMap((entity) => [...entity.fields.values()])
  .forEach((field, index) => {
    field.id = index + 1
  })

/** The rules that the installer gives a default role. */
function rulesOf(role: DefaultRole): RoleRules {
  const fields = fieldsOf(catalog).map(({ name, entity, key }): [FieldName, Access] => {
    const { hidden = [], written = [] } = role.fields[entity] ?? { hidden: [key] }
    return [name, hidden.includes(key) ? 'NONE' : written.includes(key) ? 'WRITE' : 'READ']
  })
  const scopes = Object.entries(role.rows).map(([entity, rows]) => {
    const [readScope, writeScope] = typeof rows === 'string' ? [rows, rows] : rows
    return [entity, { readScope, writeScope }] as const
  })
  return {
    name: role.name,
    affiliation: role.affiliation,
    isAdmin: role.isAdmin ?? false,
    requiresSecondFactor: false,
    sessionIdleMinutes: null,
    sessionMaxHours: null,
    fields: new Map(fields),
    scopes: new Map(scopes),
    actions: new Set(role.actions),
    notifications: new Map(notificationKinds.map((kind) => [kind, defaultTold(kind)])),
    ipRanges: [],
  }
}

const manager = rulesOf(defaultRoles.manager as DefaultRole)
const withFields = (access: Access, ...names: FieldName[]): RoleRules => ({
  ...manager,
  fields: new Map([...manager.fields, ...names.map((name) => [name, access] as const)]),
})
const withScopes = (
  entity: string,
  scopes: { readScope: 'ALL' | 'OWN' | 'NONE'; writeScope: 'ALL' | 'OWN' | 'NONE' },
) => ({
  ...manager,
  scopes: new Map([...manager.scopes, [entity, scopes]]),
})
const told = (rules: RoleRules) =>
  problemsOf(catalog, rules).map(({ code, action, entity, fields }) => [code, action, entity, ...fields].join(' '))

describe('the roles of a new installation', () => {
  test.each(Object.entries(defaultRoles))('%s can do what it is to do', (_key, role) => {
    expect(problemsOf(catalog, rulesOf(role))).toEqual([])
  })

  test.each(Object.entries(defaultRoles))('%s writes only fields that something writes', (_key, role) => {
    const writable = writableFields(catalog)
    const written = [...rulesOf(role).fields].filter(([, access]) => access === 'WRITE').map(([name]) => name)
    expect(written.filter((name) => !writable.has(name))).toEqual([])
  })
})

describe('an impossible role is told of', () => {
  test('a field closed that an action must write', () => {
    expect(told(withFields('READ', 'serviceRequest.complaint'))).toEqual([
      'REQUIRED_FIELD_CLOSED serviceRequest.create serviceRequest complaint',
    ])
    expect(told(withFields('READ', 'repair.serviceCenter', 'repair.visitAt'))).toEqual([
      'REQUIRED_FIELD_CLOSED repair.assign repair serviceCenter',
      'REQUIRED_FIELD_CLOSED repair.reassign repair serviceCenter',
      'REQUIRED_FIELD_CLOSED repair.scheduleVisit repair visitAt',
      'REQUIRED_FIELD_CLOSED repair.rescheduleVisit repair visitAt',
      'REQUIRED_FIELD_CLOSED repair.reopen repair serviceCenter',
    ])
    expect(told(withFields('READ', 'feedEntry.isLocked'))).toEqual([
      'REQUIRED_FIELD_CLOSED feed.lock feedEntry isLocked',
    ])
  })

  test('a status closed to whoever moves by it', () => {
    const problems = told(withFields('NONE', 'serviceRequest.status'))
    expect(problems).toContain('REQUIRED_FIELD_CLOSED serviceRequest.accept serviceRequest status')
    expect(problems).not.toContain('REQUIRED_FIELD_CLOSED serviceRequest.update serviceRequest status')
  })

  test('several fields of which one must be written, and none may be', () => {
    expect(told(withFields('READ', 'document.repair'))).toEqual([])
    expect(told(withFields('READ', 'document.repair', 'document.request'))).toEqual([
      'REQUIRED_FIELD_CLOSED document.attach document repair request',
    ])
  })

  test('rows not reached that an action is taken on', () => {
    expect(told(withScopes('client', { readScope: 'ALL', writeScope: 'NONE' }))).toEqual([
      'NO_ROWS client.update client',
      'WRITES_NOWHERE  client kind name inn phone email region city address note',
    ])
  })

  test('a section of the menu with nothing in it', () => {
    expect(told(withFields('NONE', 'employee.name'))).toEqual(['EMPTY_SECTION section.staff employee name'])
    expect(told(withScopes('equipment', { readScope: 'NONE', writeScope: 'NONE' }))).toEqual([
      'EMPTY_SECTION section.equipment equipment',
    ])
    const partners = withFields('NONE', 'serviceCenter.name', 'dealer.name')
    expect(told(partners)).toEqual([])
    expect(told({ ...partners, fields: new Map([...partners.fields, ['manufacturer.name', 'NONE']]) })).toEqual([
      'EMPTY_SECTION section.partners serviceCenter name',
    ])
  })

  test('more rows written than read', () => {
    expect(told(withScopes('manufacturer', { readScope: 'OWN', writeScope: 'ALL' }))).toEqual([
      'WRITES_UNSEEN  manufacturer',
    ])
  })

  test('but not of what is closed on purpose, and never of an administrator', () => {
    expect(told(withFields('NONE', 'repair.diagnosis', 'repair.laborCost', 'client.phone'))).toEqual([])
    expect(problemsOf(catalog, { ...withFields('NONE', 'repair.status'), isAdmin: true })).toEqual([])
  })
})
