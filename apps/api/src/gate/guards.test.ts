import { randomUUID } from 'node:crypto'
import { isDomainError } from '@naryad/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  addScoped,
  having,
  idsOf,
  type Reader,
  startReader,
  viewerOf,
  without as withoutFields,
} from '../../test/leaks/reader.ts'
import { copyRecord } from '../../test/leaks/world.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { visibleIds } from './execute.ts'
import { createPermissionCache, hasBit } from './permissions.ts'
import { authorize, type Filter, type Plan } from './plan.ts'
import { scopeCondition } from './scopes.ts'
import { always, never } from './sql.ts'
import { canRead, canWrite, hasAction, loadViewer, requireAction, rowScope, scopeKey, type Viewer } from './viewer.ts'
import { inputKeys, lockRow, recheckRow, requireVisible, requireWrite } from './write.ts'

/** Every guard of the gate by itself, where it stands, with nothing else before or behind it that would refuse too. */

let reader: Reader
/** Reads and writes all. */
let everybody: Viewer
const scoped: Record<string, Viewer> = {}

beforeAll(async () => {
  reader = await startReader()
  everybody = await viewerOf(reader, 'reader@naryad.demo')
  await addScoped(reader, 'SERVICE_CENTER', 'ORGANISATION')
  await addScoped(reader, 'DEALER', 'ORGANISATION')
  await addScoped(reader, 'OFFICE', 'OWN')
  await addScoped(reader, 'OFFICE', 'NONE')
  scoped.SERVICE_CENTER = await viewerOf(reader, 'partner-service_center@naryad.demo')
  scoped.DEALER = await viewerOf(reader, 'partner-dealer@naryad.demo')
  scoped.OWN = await viewerOf(reader, 'office-own@naryad.demo')
  scoped.NONE = await viewerOf(reader, 'office-none@naryad.demo')
}, 180_000)

afterAll(() => reader?.app.stop())

const ids = (entity: string) => reader.world.ids[entity] ?? ''
const others = (entity: string) => reader.world.others[entity] ?? ''
const viewer = (name: string): Viewer => scoped[name] ?? everybody

const without = (one: Viewer, names: readonly string[], masks?: readonly ('read' | 'write')[]) =>
  withoutFields(reader, one, names, masks)

function codeOf(work: () => unknown): string | null {
  try {
    work()
    return null
  } catch (error) {
    return isDomainError(error) ? error.code : 'UNEXPECTED'
  }
}

async function codeOfAsync(work: () => Promise<unknown>): Promise<string | null> {
  try {
    await work()
    return null
  } catch (error) {
    return isDomainError(error) ? error.code : 'UNEXPECTED'
  }
}

describe('a plan', () => {
  const refused = (plan: Plan, one = everybody) => codeOf(() => authorize(reader.catalog, one, plan))
  test('for what is no entity is refused like a hidden field', () => {
    expect(refused({ entity: 'secret' })).toBe('FORBIDDEN_FIELD')
    expect(refused({ entity: '' })).toBe('FORBIDDEN_FIELD')
  })

  test.each([
    ['sorts by a hidden field', { sort: [{ field: 'city' }] }],
    ['sums a hidden field', { sums: ['laborCost'] }],
    ['has a hidden column', { columns: ['number', 'city'] }],
    ['has a column of a hidden relation', { columns: ['client.name'] }],
    ['has a hidden column of another', { columns: ['manager.name'] }],
    ['filters by a hidden field', { filter: { field: 'city', operator: 'IS_EMPTY' } }],
    ['filters through a hidden relation', { filter: { field: 'client.name', operator: 'IS_EMPTY' } }],
    ['filters by a hidden field of another', { filter: { field: 'manager.name', operator: 'IS_EMPTY' } }],
  ] satisfies [string, Partial<Plan>][])('that %s is refused, and goes when the field is readable', (_, plan) => {
    const blind = without(everybody, ['repair.city', 'repair.laborCost', 'repair.client', 'employee.name'])
    expect(refused({ entity: 'repair', ...plan }, blind)).toBe('FORBIDDEN_FIELD')
    expect(refused({ entity: 'repair', ...plan })).toBeNull()
  })

  test.each([
    ['sorts by what has no order', { sort: [{ field: 'complaint' }] }],
    ['sorts by what there is not', { sort: [{ field: 'nothing' }] }],
    ['sums what is no number', { sums: ['city'] }],
    ['has a column that there is not', { columns: ['nothing'] }],
    ['has a column that is many', { columns: ['documents'] }],
    ['has a column beyond what is many', { columns: ['documents.type'] }],
    ['filters by what there is not', { filter: { field: 'nothing', operator: 'IS_EMPTY' } }],
    ['filters by no name at all', { filter: { field: '', operator: 'IS_EMPTY' } }],
    ['filters beyond what is no relation', { filter: { field: 'city.name', operator: 'IS_EMPTY' } }],
    [
      'filters over more than two relations',
      { filter: { field: 'request.client.contacts.name', operator: 'IS_EMPTY' } },
    ],
  ] satisfies [string, Partial<Plan>][])('that %s is refused', (_, plan) => {
    expect(refused({ entity: 'repair', ...plan })).toBe('FORBIDDEN_FIELD')
  })

  test('that filters by what may not be filtered is refused', () => {
    expect(refused({ entity: 'serviceRequest', filter: { field: 'returnedFields', operator: 'IS_EMPTY' } })).toBe(
      'FORBIDDEN_FIELD',
    )
    expect(refused({ entity: 'feedEntry', filter: { field: 'changes.field', operator: 'IS_EMPTY' } })).toBe(
      'FORBIDDEN_FIELD',
    )
  })

  test('with a condition of two shapes, of none, or without an operator is refused', () => {
    const shapes: Filter[] = [
      {},
      { field: 'city' },
      { all: [], any: [] },
      { field: 'city', operator: 'IS_EMPTY', not: { all: [] } },
    ]
    for (const filter of shapes) expect([filter, refused({ entity: 'repair', filter })]).toEqual([filter, 'VALIDATION'])
  })
})

describe('a viewer', () => {
  test('takes the actions he has been given, and an administrator every one', () => {
    const one = having(everybody, { actions: new Set(['repair.close']) })
    expect([hasAction(one, 'repair.close'), hasAction(one, 'repair.cancel')]).toEqual([true, false])
    expect(codeOf(() => requireAction(one, 'repair.cancel'))).toBe('FORBIDDEN')
    expect(codeOf(() => requireAction(one, 'repair.close'))).toBeNull()
    expect(hasAction(having(one, { isAdmin: true }), 'repair.cancel')).toBe(true)
  })

  test('reads and writes what his masks say, and nothing that there is not', () => {
    const one = without(everybody, ['repair.city'])
    const reads = without(everybody, ['repair.city'], ['write'])
    const rights = (who: Viewer, key: string) => [
      canRead(who, reader.catalog, 'repair', key),
      canWrite(who, reader.catalog, 'repair', key),
    ]
    expect([
      rights(everybody, 'city'),
      rights(one, 'city'),
      rights(reads, 'city'),
      rights(everybody, 'nothing'),
    ]).toEqual([
      [true, true],
      [false, false],
      [true, false],
      [false, false],
    ])
  })

  test('reaches the rows of his rule for reading and of his rule for writing, and none without a rule', () => {
    const one = having(everybody, {
      readScopes: new Map([['repair', 'OWN']]),
      writeScopes: new Map([
        ['repair', 'NONE'],
        ['client', 'ORGANISATION'],
      ]),
    })
    expect([rowScope(one, 'repair', 'read'), rowScope(one, 'repair', 'write')]).toEqual(['OWN', 'NONE'])
    expect([rowScope(one, 'client', 'read'), rowScope(one, 'equipment', 'write')]).toEqual(['NONE', 'NONE'])
    // the company's organisation is the company; a partner's ALL is his organisation
    expect(rowScope(one, 'client', 'write')).toBe('ALL')
    const partner = having(viewer('DEALER'), { readScopes: new Map([['client', 'ALL']]) })
    expect([rowScope(partner, 'client', 'read'), rowScope(partner, 'repair', 'read')]).toEqual(['ORGANISATION', 'NONE'])
    expect(rowScope(having(partner, { isAdmin: true }), 'repair', 'read')).toBe('ALL')
  })

  test('shares answers with those alone who have the same rows', () => {
    const partner = viewer('SERVICE_CENTER')
    const key = scopeKey(partner)
    expect(scopeKey({ ...partner, employeeId: randomUUID() })).toBe(key)
    expect(scopeKey({ ...partner, serviceCenterId: randomUUID() })).not.toBe(key)
    expect(scopeKey({ ...partner, roleId: randomUUID() })).not.toBe(key)
    const own = viewer('OWN')
    expect(scopeKey({ ...own, employeeId: randomUUID() })).not.toBe(scopeKey(own))
    expect(scopeKey({ ...own, roleId: randomUUID() })).not.toBe(scopeKey(own))
    expect(scopeKey(viewer('DEALER'))).not.toBe(key)
    expect(scopeKey(everybody)).toBe(scopeKey({ ...everybody, employeeId: randomUUID() }))
    expect(scopeKey(having(own, { isAdmin: true }))).toBe(scopeKey(everybody))
  })

  test('is nobody once he is inactive, unknown or named by no id', async () => {
    const { services } = reader.app
    const id = await reader.app.addEmployee({ email: 'gone@naryad.demo', role: 'manager' })
    expect((await loadViewer(services, id))?.employeeId).toBe(id)
    await services.pool.query('update employees set is_active = false where id = $1', [id])
    expect(await loadViewer(services, id)).toBeNull()
    expect(await loadViewer(services, randomUUID())).toBeNull()
  })
})

describe('rights are read of the one role and the one employee', () => {
  test('another role and another employee’s exceptions add nothing', async () => {
    const { services } = reader.app
    const { pool } = services
    const roles = await pool.query<{ id: string }>(
      `insert into roles (id, key, name, affiliation) values (gen_random_uuid(), 'bare', 'bare', 'OFFICE'),
        (gen_random_uuid(), 'full', 'full', 'OFFICE') returning id`,
    )
    const full = roles.rows[1]?.id
    const field = reader.catalog.field('repair', 'city')
    await pool.query(`insert into role_fields (role_id, field_id, access) values ($1, $2, 'WRITE')`, [full, field.id])
    await pool.query(`insert into role_actions (role_id, action) values ($1, 'repair.close')`, [full])
    await pool.query(
      `insert into role_entities (role_id, entity, read_scope, write_scope) values ($1, 'repair', 'ALL', 'ALL')`,
      [full],
    )
    const bareId = await reader.app.addEmployee({ email: 'bare@naryad.demo', role: 'bare' })
    const otherId = await reader.app.addEmployee({ email: 'other-bare@naryad.demo', role: 'bare' })
    const set = [otherId, everybody.employeeId]
    await pool.query(
      `insert into employee_fields (employee_id, field_id, access, set_by_id, set_at) values ($1, $2, 'READ', $3, now())`,
      [otherId, field.id, everybody.employeeId],
    )
    await pool.query(
      `insert into employee_actions (employee_id, action, is_allowed, set_by_id, set_at) values ($1, 'repair.close', true, $2, now())`,
      set,
    )
    await pool.query(
      `insert into employee_entities (employee_id, entity, read_scope, set_by_id, set_at) values ($1, 'repair', 'ALL', $2, now())`,
      set,
    )
    const rights = async (employeeId: string) => {
      const one = await loadViewer(services, employeeId)
      if (!one) throw new Error(employeeId)
      return [hasBit(one.permissions.read, field), hasAction(one, 'repair.close'), rowScope(one, 'repair', 'read')]
    }
    expect(await rights(bareId)).toEqual([false, false, 'NONE'])
    expect(await rights(otherId)).toEqual([true, true, 'ALL'])
  })

  test('a list of records is as hidden as the field that each of them points back with', async () => {
    const { services } = reader.app
    const reads = async () => {
      const one = await viewerOf(reader, 'reader@naryad.demo')
      return ['client.repairs', 'client.requests', 'repair.totalCost'].map((name) => {
        const [entity = '', key = ''] = name.split('.')
        return canRead(one, services.catalog, entity, key)
      })
    }
    expect(await reads()).toEqual([true, true, true])
    await reader.setAccess('NONE', ['repair.client'])
    expect(await reads()).toEqual([false, true, true])
    await reader.setAccess('NONE', ['repair.partsCost'])
    expect(await reads()).toEqual([true, true, false])
    await reader.setAccess('WRITE', [])
  })

  test('what was compiled is used until it expires, and no longer', async () => {
    const { services } = reader.app
    const email = 'until@naryad.demo'
    const employeeId = await reader.app.addEmployee({ email, role: 'bare' })
    const field = reader.catalog.field('repair', 'city')
    const now = services.clock.now()
    const at = (seconds: number) => new Date(now.getTime() + seconds * 1_000)
    await services.pool.query(
      `insert into employee_fields (employee_id, field_id, access, expires_at, set_by_id, set_at) values ($1, $2, 'READ', $3, $4, now())`,
      [employeeId, field.id, at(60), everybody.employeeId],
    )
    const cache = createPermissionCache(services.pool, services.catalog)
    const { roleId, permissions } = await viewerOf(reader, email)
    const get = (when: Date) => cache.get({ employeeId, roleId, version: permissions.version, now: when })
    const [first, again, late] = [await get(now), await get(at(59)), await get(at(60))]
    expect(again).toBe(first)
    expect([hasBit(first.read, field), hasBit(late.read, field)]).toEqual([true, false])
    expect(await get(at(61))).toBe(late)
  })
})

type Reach = 'own' | 'both' | 'none'
const derived = { feedChange: 'none', storedFile: 'none', notification: 'none' } as const
/** Of the world's first records, which are in the scope, and its second ones, which are not; 'own' where not said. */
const reaches: Readonly<Record<string, Readonly<Record<string, Reach>>>> = {
  SERVICE_CENTER: { ...derived, manufacturer: 'both', role: 'none', auditEntry: 'none' },
  DEALER: { ...derived, manufacturer: 'both', role: 'none', auditEntry: 'none', assignmentRule: 'none' },
  OWN: {
    ...derived,
    manufacturer: 'both',
    role: 'none',
    auditEntry: 'none',
    employee: 'none',
    serviceCenter: 'none',
    dealer: 'none',
  },
}

describe('rows', () => {
  const reachOf = (found: ReadonlySet<string>, entity: string): Reach | 'others' => {
    const [own, other] = [found.has(ids(entity)), found.has(others(entity))]
    if (own) return other ? 'both' : 'own'
    return other ? 'others' : 'none'
  }
  const entities = () => [...reader.catalog.entities.keys()].filter((entity) => ids(entity) !== '')

  test.each(Object.keys(reaches))('of %s are those of its records, of every entity', async (name) => {
    for (const entity of entities()) {
      const expected = reaches[name]?.[entity] ?? 'own'
      const found = await idsOf(reader, viewer(name), { entity })
      expect([entity, reachOf(found, entity)]).toEqual([entity, expected])
      const both = [ids(entity), others(entity)]
      const visible = new Set(
        await visibleIds({ ...reader.app.services, partnerWall: null }, viewer(name), entity, both),
      )
      expect([entity, reachOf(visible, entity)]).toEqual([entity, expected])
    }
  })

  test('of what hangs on a record are those of its sort that are reached, not all for whoever reaches all of the other', async () => {
    const only = (entity: 'repair' | 'serviceRequest') => having(everybody, { readScopes: new Map([[entity, 'ALL']]) })
    for (const entity of ['obligation', 'document', 'feedEntry']) {
      const found = async (one: Viewer) => (await idsOf(reader, one, { entity })).has(ids(entity))
      expect([entity, await found(only('repair')), await found(only('serviceRequest'))]).toEqual([entity, true, false])
    }
  })

  test('of whoever has no scope are none', async () => {
    for (const entity of entities()) {
      expect([entity, (await idsOf(reader, viewer('NONE'), { entity })).size]).toEqual([entity, 0])
    }
  })

  test('of letters about no record are an administrator’s who has proven to be it, however wide a rule is', async () => {
    const letter = await copyRecord(
      reader.app.services.pool,
      reader.catalog.entity('outboxMessage'),
      ids('outboxMessage'),
      { repair_id: null, request_id: null, employee_id: everybody.employeeId },
    )
    const sees = async (one: Viewer) => (await idsOf(reader, one, { entity: 'outboxMessage' })).has(letter)
    const admin = having(everybody, { isAdmin: true })
    const proven = { isProven: true }
    expect([await sees(everybody), await sees({ ...everybody, ...proven })]).toEqual([false, false])
    expect([await sees(admin), await sees({ ...admin, ...proven })]).toEqual([false, true])
  })

  test('of the log that tell what a record was changed to are for whoever reads those fields of all such records', async () => {
    const { pool } = reader.app.services
    await pool.query('alter table audit_entries disable trigger forget_audit')
    const entity = reader.catalog.entity('auditEntry')
    const entry = (kind: string) => copyRecord(pool, entity, ids('auditEntry'), { kind })
    const [ofClient, ofEmployee] = [await entry('clientChanged'), await entry('employeeChanged')]
    await pool.query('alter table audit_entries enable trigger forget_audit')
    const sees = async (one: Viewer) => {
      const seen = await idsOf(reader, one, { entity: 'auditEntry' })
      return [seen.has(ids('auditEntry')), seen.has(ofClient), seen.has(ofEmployee)]
    }
    const narrow = having(everybody, {
      readScopes: new Map([...everybody.permissions.readScopes, ['client', 'OWN'] as const]),
    })
    expect(await sees(everybody)).toEqual([true, true, true])
    expect(await sees(without(everybody, ['client.note']))).toEqual([true, false, true])
    expect(await sees(without(everybody, ['client.createdAt']))).toEqual([true, true, true])
    expect(await sees(without(everybody, ['employee.phone']))).toEqual([true, true, false])
    expect(await sees(narrow)).toEqual([true, false, true])
  })

  test('that are come by through a field are there for whoever reads the field', async () => {
    const partner = viewer('SERVICE_CENTER')
    const found = async (entity: string, ...hidden: string[]) =>
      (await idsOf(reader, without(partner, hidden), { entity })).has(ids(entity))
    expect(await found('dealer', 'repair.dealer')).toBe(false)
    expect(await found('serviceRequest', 'repair.request')).toBe(false)
    for (const entity of ['client', 'equipment']) {
      const ways = [`repair.${entity}`, `serviceRequest.${entity}`]
      expect([entity, await found(entity, ...ways)]).toEqual([entity, false])
      for (const way of ways) expect([way, await found(entity, way)]).toEqual([way, true])
    }
    const dealer = without(viewer('DEALER'), ['repair.serviceCenter'])
    expect((await idsOf(reader, dealer, { entity: 'serviceCenter' })).size).toBe(0)
  })

  test('of a feed are entries of which something may be read, and locked ones for whoever sees those', async () => {
    const { pool } = reader.app.services
    const entry = async (kind: string, isLocked = false) => {
      const { rows } = await pool.query<{ id: string }>(
        `insert into feed_entries (id, repair_id, kind, actor, created_at, is_locked)
         values (gen_random_uuid(), $1, $2::feed_kind, 'SYSTEM', now(), $3) returning id`,
        [ids('repair'), kind, isLocked],
      )
      return rows[0]?.id ?? ''
    }
    const kinds: Record<string, string> = {
      COMMENT: 'feedEntry.text',
      DOCUMENT: 'feedEntry.document',
      MESSAGE: 'feedEntry.message',
      RATING: 'repair.ratingMark',
    }
    const sees = async (one: Viewer, id: string) => (await idsOf(reader, one, { entity: 'feedEntry' })).has(id)
    for (const [kind, field] of Object.entries(kinds)) {
      const id = await entry(kind)
      expect([kind, await sees(everybody, id), await sees(without(everybody, [field]), id)]).toEqual([
        kind,
        true,
        false,
      ])
    }
    const [created, locked, change] = [await entry('CREATED'), await entry('CREATED', true), await entry('CHANGE')]
    const plain = having(everybody, { actions: new Set() })
    expect([await sees(plain, created), await sees(plain, locked), await sees(everybody, locked)]).toEqual([
      true,
      false,
      true,
    ])
    // a change of nothing is seen by nobody; of a field, by whoever reads it, and only in its own entry
    expect(await sees(everybody, change)).toBe(false)
    const changed = await entry('CHANGE')
    await pool.query(`insert into feed_changes (entry_id, field_id, new_value) values ($1, $2, '"x"')`, [
      changed,
      reader.catalog.field('repair', 'city').id,
    ])
    expect([await sees(everybody, changed), await sees(everybody, change)]).toEqual([true, false])
    expect(await sees(without(everybody, ['repair.city']), changed)).toBe(false)
  })
})

test('a change of an entry is there for whoever reads the field, and a file for whoever comes by its document', async () => {
  const { pool, catalog } = reader.app.services
  const { rows } = await pool.query<{ id: string }>(
    `insert into feed_entries (id, repair_id, kind, actor, created_at, is_locked)
     values (gen_random_uuid(), $1, 'CHANGE', 'SYSTEM', now(), false) returning id`,
    [ids('repair')],
  )
  for (const key of ['city', 'region']) {
    await pool.query(`insert into feed_changes (entry_id, field_id, new_value) values ($1, $2, '"x"')`, [
      rows[0]?.id,
      catalog.field('repair', key).id,
    ])
  }
  const changes = async (one: Viewer, parent: string | null) => {
    const scope = scopeCondition(catalog, one, 'feedChange', 'r', 'read', parent)
    const found = await pool.query(`select from feed_changes r where r.entry_id = $1 and ${scope.text}`, [rows[0]?.id])
    return found.rowCount
  }
  expect(await changes(everybody, 'feedEntry')).toBe(2)
  expect(await changes(without(everybody, ['repair.city']), 'feedEntry')).toBe(1)
  expect(await changes(having(everybody, { isAdmin: true }), 'feedEntry')).toBe(2)
  for (const parent of [null, 'repair']) expect(await changes(everybody, parent)).toBe(0)
  const file = (parent: string | null) => scopeCondition(catalog, everybody, 'storedFile', 'r', 'read', parent)
  expect([file('document'), file(null), file('repair')]).toEqual([always, never, never])
})

describe('a write', () => {
  const tx = () => reader.app.services.prisma
  const fields = (keys: string[], one = everybody) => codeOf(() => requireWrite(one, reader.catalog, 'repair', keys))

  test('of one field that may not be written is refused, whatever stands beside it', () => {
    const one = without(everybody, ['repair.city'], ['write'])
    expect([fields(['city']), fields(['city', 'region']), fields([])]).toEqual([null, null, null])
    for (const keys of [['city'], ['city', 'region'], ['region', 'city'], ['nothing'], ['region', 'nothing']]) {
      expect([keys, fields(keys, one)]).toEqual([keys, 'FORBIDDEN_FIELD'])
    }
  })

  test('names the fields of what was given, an explicit null among them', () => {
    const keys = (input: object) => inputKeys(reader.catalog, 'RepairPatch', input)
    expect(keys({ city: null, managerId: 'x', region: undefined })).toEqual(['city', 'manager'])
    expect(() => inputKeys(reader.catalog, 'FilterInput', {})).toThrow('writes no entity')
  })

  test('is of a record in the rows for writing', async () => {
    const lock = (one: Viewer, id: string) => codeOfAsync(() => lockRow(tx(), one, reader.catalog, 'repair', id))
    const recheck = (one: Viewer, id: string) => codeOfAsync(() => recheckRow(tx(), one, reader.catalog, 'repair', id))
    const partner = viewer('SERVICE_CENTER')
    expect([await lock(partner, ids('repair')), await recheck(partner, ids('repair'))]).toEqual([null, null])
    for (const id of [others('repair'), randomUUID(), 'x', '']) {
      expect([id, await lock(partner, id), await recheck(partner, id)]).toEqual([id, 'NOT_FOUND', 'FORBIDDEN'])
    }
    // what may be read is not therefore written
    const looker = having(everybody, { writeScopes: new Map() })
    expect([await lock(looker, ids('repair')), await recheck(looker, ids('repair'))]).toEqual([
      'NOT_FOUND',
      'FORBIDDEN',
    ])
  })

  test('refers to records that are seen, to each of them', async () => {
    const see = (list: string[], one = viewer('SERVICE_CENTER')) =>
      codeOfAsync(() => requireVisible(tx(), one, reader.catalog, 'client', list))
    const [own, other] = [ids('client'), others('client')]
    expect([await see([]), await see([own]), await see([own, own])]).toEqual([null, null, null])
    for (const list of [[other], [own, other], [own, randomUUID()], ['x'], [own, 'x']]) {
      expect([list, await see(list)]).toEqual([list, 'NOT_FOUND'])
    }
    expect(await see([own], viewer('NONE'))).toBe('NOT_FOUND')
    const writer = having(everybody, { readScopes: new Map() })
    expect(await see([own], writer)).toBe('NOT_FOUND')
  })
})

describe('a cursor', () => {
  const key = Buffer.from('k'.repeat(32))
  const position = { values: ['a', null], id: randomUUID() }
  const cursor = encodeCursor(key, 'city+', position)
  const opened = (text: string, sort = 'city+', by = key) => codeOf(() => decodeCursor(by, sort, text))

  test('opens with our key, for its own sort, and only as it was given', () => {
    expect(decodeCursor(key, 'city+', cursor)).toEqual(position)
    expect(opened(cursor, 'city-')).toBe('VALIDATION')
    expect(opened(cursor, 'city+', Buffer.from('z'.repeat(32)))).toBe('VALIDATION')
    const [body = '', signature = ''] = cursor.split('.')
    const forged = Buffer.from(JSON.stringify(['city+', ['b', null], position.id])).toString('base64url')
    for (const text of ['', '.', body, `${body}.`, `${forged}.${signature}`, `${body}.${signature.slice(1)}`]) {
      expect([text, opened(text)]).toEqual([text, 'VALIDATION'])
    }
  })
})
