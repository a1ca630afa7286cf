import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeExecutableSchema } from '@graphql-tools/schema'
import { describe, expect, test } from 'vitest'
import { readCatalog } from './catalog.ts'
import { compilePermissions, hasBit, type PermissionRules } from './permissions.ts'

const source = join(import.meta.dirname, '..')
const typeDefs = globSync('**/*.graphql', { cwd: source }).map((file) => readFileSync(join(source, file), 'utf8'))
const catalog = readCatalog(makeExecutableSchema({ typeDefs }))
;[...catalog.entities.values()]
  .flatMap((entity) => [...entity.fields.values()])
  .forEach((field, index) => {
    field.id = index + 1
  })
const complaint = catalog.field('repair', 'complaint')
const note = catalog.field('repair', 'internalNote')
const now = new Date('2026-11-23T12:00:00Z')
const nothing: PermissionRules = { isAdmin: false, fields: [], actions: [], entities: [] }
const identity = { key: 'k', version: '1' }

function compile(role: Partial<PermissionRules>, exceptions: Partial<PermissionRules> = {}) {
  return compilePermissions(catalog, { ...nothing, ...role }, { ...nothing, ...exceptions }, now, identity)
}

describe('compiled permissions', () => {
  test('close every field, action and row that no rule names', () => {
    const set = compile({})
    expect([...set.read, ...set.write].every((word) => word === 0)).toBe(true)
    expect(set.actions.size + set.readScopes.size + set.writeScopes.size).toBe(0)
  })

  test('let writing include reading, and reading not include writing', () => {
    const set = compile({
      fields: [
        { fieldId: complaint.id, access: 'WRITE', expiresAt: null },
        { fieldId: note.id, access: 'READ', expiresAt: null },
      ],
    })
    expect([hasBit(set.read, complaint), hasBit(set.write, complaint)]).toEqual([true, true])
    expect([hasBit(set.read, note), hasBit(set.write, note)]).toEqual([true, false])
  })

  test('let an exception win over the role in both directions', () => {
    const set = compile(
      { fields: [{ fieldId: complaint.id, access: 'WRITE', expiresAt: null }] },
      {
        fields: [
          { fieldId: complaint.id, access: 'NONE', expiresAt: null },
          { fieldId: note.id, access: 'READ', expiresAt: null },
        ],
      },
    )
    expect([hasBit(set.read, complaint), hasBit(set.write, complaint), hasBit(set.read, note)]).toEqual([
      false,
      false,
      true,
    ])
  })

  test('forget an exception from the moment it expires, and die when the first one does', () => {
    const soon = new Date(now.getTime() + 1000)
    const later = new Date(now.getTime() + 2000)
    const set = compile(
      {},
      {
        fields: [
          { fieldId: complaint.id, access: 'READ', expiresAt: now },
          { fieldId: note.id, access: 'READ', expiresAt: later },
        ],
        actions: [{ action: 'repair.close', isAllowed: true, expiresAt: soon }],
      },
    )
    expect([hasBit(set.read, complaint), hasBit(set.read, note), set.actions.has('repair.close')]).toEqual([
      false,
      true,
      true,
    ])
    expect(set.validUntil).toEqual(soon)
  })

  test('close a computed field when one of those it is computed from is closed', () => {
    const total = catalog.field('repair', 'totalCost')
    const parts = ['laborCost', 'travelCost', 'partsCost'].map((key) => catalog.field('repair', key))
    const rule = (field: { id: number }) => ({ fieldId: field.id, access: 'READ' as const, expiresAt: null })
    expect(hasBit(compile({ fields: [total, ...parts].map(rule) }).read, total)).toBe(true)
    expect(hasBit(compile({ fields: [total, ...parts.slice(1)].map(rule) }).read, total)).toBe(false)
  })

  test.each([
    // a list and the relation that makes it, either way
    ['repair.feed', 'feedEntry.repair'],
    ['feedEntry.repair', 'repair.feed'],
    ['equipment.repairs', 'repair.equipment'],
    // across records, and on from one to the next
    ['repair.ratingMark', 'serviceCenter.rating'],
    ['repair.status', 'obligation.repair'],
  ])('close with %s all that tells it: %s', (closed, told) => {
    const all = [...catalog.entities.values()].flatMap((entity) => [...entity.fields.values()])
    const rule = (field: { id: number }) => ({ fieldId: field.id, access: 'WRITE' as const, expiresAt: null })
    const without = all.filter((field) => field !== catalog.named(closed))
    expect(hasBit(compile({ fields: all.map(rule) }).write, catalog.named(told))).toBe(true)
    const set = compile({ fields: without.map(rule) })
    expect([hasBit(set.read, catalog.named(told)), hasBit(set.write, catalog.named(told))]).toEqual([false, false])
  })

  test('open every field to an administrator, also one that has no rule yet', () => {
    const set = compile({ isAdmin: true })
    const fields = [...catalog.entities.values()].flatMap((entity) => [...entity.fields.values()])
    expect(fields.every((field) => hasBit(set.read, field) && hasBit(set.write, field))).toBe(true)
  })

  test('keep a field without a bit closed', () => {
    expect(hasBit(new Uint32Array([0xffffffff]), { ...note, id: -1 })).toBe(false)
  })

  test('leave no bit of the last mask word to a field of another word', () => {
    const set = compile({ fields: [{ fieldId: 4_000_000, access: 'WRITE', expiresAt: null }] })
    expect([...set.read].every((word) => word === 0)).toBe(true)
  })
})
