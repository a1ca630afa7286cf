import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeExecutableSchema } from '@graphql-tools/schema'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CatalogField, readCatalog } from './catalog.ts'
import { allSourcesOf, compilePermissions, hasBit, type PermissionRules, type RowScope } from './permissions.ts'

const source = join(import.meta.dirname, '..')
const typeDefs = globSync('**/*.graphql', { cwd: source }).map((file) => readFileSync(join(source, file), 'utf8'))
const catalog = readCatalog(makeExecutableSchema({ typeDefs }))
const fields = [...catalog.entities.values()].flatMap((entity) => [...entity.fields.values()])
// bits as a database gives them that has lost some definitions: neither dense nor in the catalog's order
fields.forEach((field, index) => {
  field.id = ((index * 7) % fields.length) * 3 + 1
})

const now = new Date('2026-11-23T12:00:00Z')
const identity = { key: 'k', version: '1' }
const entities = [...catalog.entities.keys()]
const actions = ['repair.update', 'repair.close', 'feed.seeLocked', 'section.repairs']

type FieldRule = PermissionRules['fields'][number]
type Access = FieldRule['access']

const expiry = fc.constantFrom(
  null,
  null,
  new Date(now.getTime() - 1),
  now,
  new Date(now.getTime() + 1),
  new Date(now.getTime() + 86_400_000),
)
const never = fc.constant(null)
// beside known fields those that are gone, and what is no bit at all
const fieldId = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...fields.map((field) => field.id)) },
  fc.constantFrom(-1, 0, 2, 4_000_000),
)
const access = fc.constantFrom<Access>('NONE', 'READ', 'WRITE')
const scope = fc.constantFrom<RowScope | null>(null, 'ALL', 'ORGANISATION', 'OWN', 'NONE')

const rulesWith = (
  expiresAt: fc.Arbitrary<Date | null>,
  isAllowed: fc.Arbitrary<boolean>,
  isAdmin: fc.Arbitrary<boolean>,
): fc.Arbitrary<PermissionRules> =>
  fc.record({
    isAdmin,
    fields: fc.uniqueArray(fc.record({ fieldId, access, expiresAt }), {
      selector: (rule) => rule.fieldId,
      maxLength: 120,
    }),
    actions: fc.uniqueArray(fc.record({ action: fc.constantFrom(...actions), isAllowed, expiresAt }), {
      selector: (rule) => rule.action,
    }),
    entities: fc.uniqueArray(
      fc.record({ entity: fc.constantFrom(...entities), readScope: scope, writeScope: scope, expiresAt }),
      { selector: (rule) => rule.entity },
    ),
  })

const aRole = rulesWith(never, fc.constant(true), fc.constant(false))
const exceptions = rulesWith(expiry, fc.boolean(), fc.constant(false))

const compile = (role: PermissionRules, own: PermissionRules, at = now) =>
  compilePermissions(catalog, role, own, at, identity)
const without: PermissionRules = { isAdmin: false, fields: [], actions: [], entities: [] }
const isLive = ({ expiresAt }: { expiresAt: Date | null }) => expiresAt === null || expiresAt > now

/** What the rules say of the field itself, whatever it is computed from. */
function said(role: PermissionRules, own: PermissionRules, field: CatalogField): Access {
  const names = (rule: FieldRule) => rule.fieldId === field.id
  return own.fields.filter(isLive).find(names)?.access ?? role.fields.find(names)?.access ?? 'NONE'
}

/** The same with what it is computed from, however far. */
function reads(role: PermissionRules, own: PermissionRules, field: CatalogField): boolean {
  const sources = allSourcesOf(catalog, field)
  return said(role, own, field) !== 'NONE' && sources.every((one) => said(role, own, one) !== 'NONE')
}

describe('compiled permissions, whatever the rules', () => {
  test('open exactly what the employee’s own rule says, the role’s where he has none, and what both leave out to nobody', () => {
    fc.assert(
      fc.property(aRole, exceptions, (role, own) => {
        const set = compile(role, own)
        for (const field of fields) {
          const isRead = reads(role, own, field)
          expect([field.key, hasBit(set.read, field)]).toEqual([field.key, isRead])
          const isWritten = isRead && said(role, own, field) === 'WRITE'
          expect([field.key, hasBit(set.write, field)]).toEqual([field.key, isWritten])
        }
      }),
    )
  })

  test('set no bit that belongs to no field', () => {
    const known = new Set(fields.map((field) => field.id))
    fc.assert(
      fc.property(aRole, exceptions, (role, own) => {
        const gone = [...role.fields, ...own.fields].map((rule) => rule.fieldId).filter((id) => !known.has(id))
        const set = compile(role, own)
        const opened = fields.filter((field) => hasBit(set.read, field)).length
        const ofGone = new Set(gone.filter((id) => id >= 0 && ((set.read[id >>> 5] ?? 0) & (1 << (id & 31))) !== 0))
        const bits = set.read.reduce((sum, word) => sum + word.toString(2).replaceAll('0', '').length, 0)
        expect(bits).toBe(opened + ofGone.size)
      }),
    )
  })

  test('let nobody write what he cannot read', () => {
    fc.assert(
      fc.property(aRole, exceptions, (role, own) => {
        const set = compile(role, own)
        expect(fields.filter((field) => hasBit(set.write, field) && !hasBit(set.read, field))).toEqual([])
      }),
    )
  })

  test('treat an expired exception as one that was never made', () => {
    fc.assert(
      fc.property(aRole, exceptions, (role, own) => {
        const live = {
          ...own,
          fields: own.fields.filter(isLive),
          actions: own.actions.filter(isLive),
          entities: own.entities.filter(isLive),
        }
        expect(compile(role, own)).toEqual(compile(role, live))
      }),
    )
  })

  test('stay what they are until the first exception expires, and say when that is', () => {
    fc.assert(
      fc.property(aRole, exceptions, fc.integer({ min: 0, max: 86_400_000 }), (role, own, later) => {
        const set = compile(role, own)
        const until = set.validUntil?.getTime() ?? Number.POSITIVE_INFINITY
        expect(until).toBeGreaterThan(now.getTime())
        const at = new Date(Math.min(now.getTime() + later, until - 1))
        expect(compile(role, own, at)).toEqual(set)
      }),
    )
  })

  test('open nothing when a rule of the role is taken away', () => {
    fc.assert(
      fc.property(
        aRole,
        exceptions,
        fc.nat(),
        fc.constantFrom('fields', 'actions', 'entities'),
        (role, own, n, kind) => {
          const rules = role[kind]
          const fewer = { ...role, [kind]: rules.filter((_, index) => index !== n % Math.max(rules.length, 1)) }
          const [before, after] = [compile(role, own), compile(fewer, own)]
          const opened = (mask: 'read' | 'write') =>
            fields.filter((field) => hasBit(after[mask], field) && !hasBit(before[mask], field))
          expect([...opened('read'), ...opened('write')]).toEqual([])
          expect([...after.actions].filter((action) => !before.actions.has(action))).toEqual([])
          for (const scopes of ['readScopes', 'writeScopes'] as const) {
            for (const [entity, given] of after[scopes]) expect(before[scopes].get(entity)).toBe(given)
          }
        },
      ),
    )
  })

  test('give an action by the employee’s own rule, else by the role, else not at all', () => {
    fc.assert(
      fc.property(aRole, exceptions, (role, own) => {
        const set = compile(role, own)
        for (const action of actions) {
          const exception = own.actions.filter(isLive).find((rule) => rule.action === action)
          const isGiven = exception?.isAllowed ?? role.actions.some((rule) => rule.action === action)
          expect([action, set.actions.has(action)]).toEqual([action, isGiven])
        }
      }),
    )
  })

  test('name rows by the employee’s own rule, else by the role, and none where no rule does', () => {
    fc.assert(
      fc.property(aRole, exceptions, (role, own) => {
        const set = compile(role, own)
        for (const entity of entities) {
          const mine = own.entities.filter(isLive).find((one) => one.entity === entity)
          const roles = role.entities.find((one) => one.entity === entity)
          expect(set.readScopes.get(entity) ?? null).toBe(mine?.readScope ?? roles?.readScope ?? null)
          expect(set.writeScopes.get(entity) ?? null).toBe(mine?.writeScope ?? roles?.writeScope ?? null)
        }
      }),
    )
  })

  test('take nothing from an administrator', () => {
    fc.assert(
      fc.property(aRole, exceptions, (role, own) => {
        const set = compile({ ...role, isAdmin: true }, own)
        expect(fields.every((field) => hasBit(set.read, field) && hasBit(set.write, field))).toBe(true)
      }),
    )
  })

  test('make nobody an administrator by an exception', () => {
    fc.assert(
      fc.property(aRole, exceptions, (role, own) => {
        expect(compile(role, { ...own, isAdmin: true })).toEqual(compile(role, own))
        expect(compile(without, without).read.every((word) => word === 0)).toBe(true)
      }),
      { numRuns: 10 },
    )
  })
})
