import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeExecutableSchema } from '@graphql-tools/schema'
import { allActions } from '@naryad/domain'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type CatalogField, readCatalog } from '../../gate/catalog.ts'
import { allSourcesOf, compilePermissions, hasBit, type PermissionRules } from '../../gate/permissions.ts'
import { actionSteps, decided, fieldSteps } from './explanation.ts'

const source = join(import.meta.dirname, '../..')
const typeDefs = globSync('**/*.graphql', { cwd: source }).map((file) => readFileSync(join(source, file), 'utf8'))
const catalog = readCatalog(makeExecutableSchema({ typeDefs }))
const fields = [...catalog.entities.values()].flatMap((entity) => [...entity.fields.values()])
fields.forEach((field, index) => {
  field.id = index + 1
})

const now = new Date('2026-11-23T12:00:00Z')
const access = fc.constantFrom('NONE' as const, 'READ' as const, 'WRITE' as const)
const expiry = fc.constantFrom(null, now, new Date(now.getTime() - 1), new Date(now.getTime() + 1))
const rules = (
  expiresAt: fc.Arbitrary<Date | null>,
  isAllowed: fc.Arbitrary<boolean>,
  isAdmin: fc.Arbitrary<boolean>,
) =>
  fc.record({
    isAdmin,
    fields: fc.uniqueArray(fc.record({ fieldId: fc.constantFrom(...fields.map(({ id }) => id)), access, expiresAt }), {
      selector: (rule) => rule.fieldId,
      maxLength: fields.length,
    }),
    actions: fc.uniqueArray(fc.record({ action: fc.constantFrom(...allActions), isAllowed, expiresAt }), {
      selector: (rule) => rule.action,
    }),
    entities: fc.constant([]),
  })
const role = rules(
  fc.constant(null),
  fc.constant(true),
  fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true)),
)
const exceptions = rules(expiry, fc.boolean(), fc.constant(false))
const isLive = ({ expiresAt }: { expiresAt: Date | null }) => expiresAt === null || expiresAt > now
const origin = { setByName: 'Анна', setAt: now }
const compile = (given: PermissionRules, own: PermissionRules) =>
  compilePermissions(catalog, given, own, now, { version: '1' })

test('the deciding step of a field says what the gate compiled, whatever the rules', () => {
  fc.assert(
    fc.property(role, exceptions, (given, own) => {
      const set = compile(given, own)
      const said = ({ id }: CatalogField) =>
        own.fields.filter(isLive).find(({ fieldId }) => fieldId === id)?.access ??
        given.fields.find(({ fieldId }) => fieldId === id)?.access ??
        'NONE'
      for (const field of fields) {
        const compiled = hasBit(set.write, field) ? 'WRITE' : hasBit(set.read, field) ? 'READ' : 'NONE'
        const exception = own.fields.filter(isLive).find(({ fieldId }) => fieldId === field.id)
        const steps = decided(
          fieldSteps({
            roleName: 'Роль',
            isAdmin: given.isAdmin,
            access: compiled,
            roleAccess: given.fields.find(({ fieldId }) => fieldId === field.id)?.access ?? null,
            exception: exception ? { ...origin, ...exception } : null,
            closedSources: allSourcesOf(catalog, field).filter((one) => said(one) === 'NONE'),
          }),
        )
        expect(steps.filter(({ isDeciding }) => isDeciding)).toEqual([steps.at(-1)])
        expect(steps.at(-1)?.access).toBe(compiled)
      }
    }),
    { numRuns: 60 },
  )
})

test('the deciding step of an action says what the gate compiled, whatever the rules', () => {
  fc.assert(
    fc.property(role, exceptions, (given, own) => {
      const set = compile(given, own)
      for (const action of allActions) {
        const exception = own.actions.filter(isLive).find((rule) => rule.action === action)
        const steps = decided(
          actionSteps({
            roleName: 'Роль',
            isAdmin: given.isAdmin,
            isInRole: given.actions.some((rule) => rule.action === action),
            exception: exception ? { ...origin, ...exception } : null,
          }),
        )
        expect(steps.at(-1)?.isAllowed).toBe(set.isAdmin || set.actions.has(action))
      }
    }),
    { numRuns: 60 },
  )
})
