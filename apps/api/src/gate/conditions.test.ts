import { isDomainError } from '@naryad/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { having, idsOf, type Reader, startReader, viewerOf, without } from '../../test/leaks/reader.ts'
import { copyRecord } from '../../test/leaks/world.ts'
import { searchLines } from './conditions.ts'
import type { RowScope } from './permissions.ts'
import type { Filter, FilterOperator, Plan } from './plan.ts'
import type { Viewer } from './viewer.ts'

/** What single conditions find, by example; that whole filters join as sets do is in conditions.property.test.ts. */

let reader: Reader
/** Reads and writes all. */
let everybody: Viewer
/** A repair like the world's, but of a city, a complaint and days of its own. */
let odd = ''
/** The same without city, equipment and day. */
let empty = ''

beforeAll(async () => {
  reader = await startReader()
  everybody = await viewerOf(reader, 'reader@naryad.demo')
  const repair = reader.catalog.entity('repair')
  const copy = (changes: Record<string, unknown>) =>
    copyRecord(reader.app.services.pool, repair, reader.world.ids.repair ?? '', changes)
  const { pool } = reader.app.services
  await pool.query(`update clients set city = 'Уфа' where id = $1`, [reader.world.others.client])
  odd = await copy({ city: 'Уфа', complaint: 'свистит насос', visit_at: '2026-11-05T20:59:59Z', labor_cost: 250 })
  empty = await copy({ city: null, equipment_id: null, visit_at: null, labor_cost: null, is_warranty: null })
}, 180_000)

afterAll(() => reader?.app.stop())

const own = (entity: string) => reader.world.ids[entity] ?? ''
const other = (entity: string) => reader.world.others[entity] ?? ''

/** Names of the repairs that a plan finds. */
async function found(plan: Partial<Plan>, viewer = everybody): Promise<string[]> {
  const names = new Map([
    [own('repair'), 'own'],
    [other('repair'), 'other'],
    [odd, 'odd'],
    [empty, 'empty'],
  ])
  return [...(await idsOf(reader, viewer, { entity: 'repair', ...plan }))].map((id) => names.get(id) ?? id).sort()
}

const condition = (field: string, operator: FilterOperator, ...values: string[]): { filter: Filter } => ({
  filter: { field, operator, values },
})

const blindTo = (...names: string[]) => without(reader, everybody, names)

/** The viewer with another row scope for an entity. */
function scoped(entity: string, scope: RowScope): Viewer {
  return having(everybody, { readScopes: new Map(everybody.permissions.readScopes).set(entity, scope) })
}

describe('a condition', () => {
  test.each([
    ['city', 'EQUALS', ['уфа'], ['odd']],
    ['city', 'NOT_EQUALS', ['УФА'], ['empty', 'other', 'own']],
    ['city', 'IN', ['Уфа', 'Самара'], ['odd']],
    ['city', 'NOT_IN', ['Казань'], ['empty', 'odd']],
    ['city', 'STARTS_WITH', ['уф'], ['odd']],
    ['city', 'STARTS_WITH', ['фа'], []],
    ['city', 'CONTAINS', ['фа'], ['odd']],
    ['city', 'CONTAINS', ['%'], []],
    ['city', 'IS_EMPTY', [], ['empty']],
    ['city', 'IS_NOT_EMPTY', [], ['odd', 'other', 'own']],
    ['laborCost', 'EQUALS', ['250'], ['odd']],
    ['laborCost', 'GREATER', ['100'], ['odd']],
    ['laborCost', 'GREATER', ['250'], []],
    ['laborCost', 'GREATER_OR_EQUAL', ['250'], ['odd']],
    ['laborCost', 'LESS', ['250'], ['other', 'own']],
    ['laborCost', 'LESS', ['100'], []],
    ['laborCost', 'LESS_OR_EQUAL', ['100'], ['other', 'own']],
    ['laborCost', 'BETWEEN', ['101', '250'], ['odd']],
    ['laborCost', 'NOT_EQUALS', ['100'], ['empty', 'odd']],
    ['laborCost', 'IN', ['1', '250'], ['odd']],
    ['laborCost', 'NOT_IN', ['1', '100'], ['empty', 'odd']],
    ['isWarranty', 'EQUALS', ['true'], ['odd', 'other', 'own']],
    ['isWarranty', 'NOT_EQUALS', ['true'], ['empty']],
    ['status', 'IN', ['CLOSED', 'NOTHING'], []],
    // 23:59:59 in Moscow is of that day still
    ['visitAt', 'EQUALS', ['2026-11-05'], ['odd']],
    ['visitAt', 'GREATER', ['2026-11-05'], []],
    ['visitAt', 'GREATER_OR_EQUAL', ['2026-11-05T20:59:59Z'], ['odd']],
    ['visitAt', 'BETWEEN', ['2026-11-05', '2026-11-05'], ['odd']],
    ['visitAt', 'BETWEEN', ['2026-11-06', '2026-11-07'], []],
    ['visitAt', 'IS_EMPTY', [], ['empty']],
    ['equipment', 'IS_EMPTY', [], ['empty']],
    ['equipment', 'IS_NOT_EMPTY', [], ['odd', 'other', 'own']],
    ['client.city', 'EQUALS', ['Уфа'], ['other']],
    ['request.client.city', 'EQUALS', ['Уфа'], ['other']],
    ['documents.type', 'EQUALS', ['PHOTO'], ['other', 'own']],
  ] satisfies [string, FilterOperator, string[], string[]][])(
    '%s %s %s finds %s',
    async (field, operator, values, names) => {
      expect(await found(condition(field, operator, ...values))).toEqual(names)
    },
  )

  test.each([
    ['city', 'EQUALS', [], 'ONE_VALUE'],
    ['city', 'EQUALS', ['Уфа', 'Казань'], 'ONE_VALUE'],
    ['city', 'CONTAINS', [], 'ONE_VALUE'],
    ['city', 'BETWEEN', ['а', 'я'], 'OPERATOR'],
    ['urgency', 'EQUALS', ['NOTHING'], 'UNKNOWN_VALUE'],
    ['urgency', 'IN', ['NORMAL', 'NOTHING'], 'UNKNOWN_VALUE'],
    ['status', 'CONTAINS', ['DIAGNOSIS'], 'OPERATOR'],
    ['isWarranty', 'EQUALS', ['yes'], 'NOT_A_BOOLEAN'],
    ['isWarranty', 'LESS', ['true'], 'OPERATOR'],
    ['laborCost', 'EQUALS', ['много'], 'NOT_A_NUMBER'],
    ['laborCost', 'IN', ['1', '1e3'], 'NOT_A_NUMBER'],
    ['laborCost', 'GREATER', [], 'ONE_VALUE'],
    ['laborCost', 'BETWEEN', ['1'], 'TWO_VALUES'],
    ['laborCost', 'BETWEEN', ['1', '2', '3'], 'TWO_VALUES'],
    ['laborCost', 'STARTS_WITH', ['1'], 'OPERATOR'],
    ['visitAt', 'EQUALS', ['вчера'], 'NOT_A_DATE'],
    ['visitAt', 'EQUALS', ['2026-13-01'], 'NOT_A_DATE'],
    ['visitAt', 'GREATER', ['9999-12-31'], 'NOT_A_DATE'],
    ['visitAt', 'LESS', ['0001-01-01'], 'NOT_A_DATE'],
    ['visitAt', 'EQUALS', ['2026-11-05T25:00:00Z'], 'NOT_A_DATE'],
    ['visitAt', 'EQUALS', ['today+1x'], 'NOT_A_DATE'],
    ['client', 'CONTAINS', ['x'], 'OPERATOR'],
  ] satisfies [string, FilterOperator, string[], string][])(
    '%s %s %s is refused: %s',
    async (field, operator, values, reason) => {
      const refused = await found(condition(field, operator, ...values)).then(
        () => null,
        (error: unknown) => (isDomainError(error) ? [error.code, error.details.reason] : error),
      )
      expect(refused).toEqual(['VALIDATION', reason])
    },
  )

  test('on a day says it relative to today in the zone of the installation', async () => {
    const { clock, pool } = reader.app.services
    const day = 86_400_000
    const at = (days: number) => new Date(clock.now().getTime() + days * day)
    await pool.query('update repairs set due_at = null')
    await pool.query('update repairs set due_at = $1 where id = $2', [at(8), odd])
    await pool.query('update repairs set due_at = $1 where id = $2', [at(-7), own('repair')])
    expect(await found(condition('dueAt', 'EQUALS', 'today+8d'))).toEqual(['odd'])
    expect(await found(condition('dueAt', 'EQUALS', 'today-1w'))).toEqual(['own'])
    expect(await found(condition('dueAt', 'EQUALS', 'today'))).toEqual([])
    expect(await found(condition('dueAt', 'LESS', 'now'))).toEqual(['own'])
    expect(await found(condition('dueAt', 'BETWEEN', 'now', 'today+1m'))).toEqual(['odd'])
    expect(await found(condition('dueAt', 'GREATER', 'today-1y'))).toEqual(['odd', 'own'])
  })
})

describe('a relation', () => {
  test('is the record that is named, or not, or the viewer himself', async () => {
    const all = ['empty', 'odd', 'other', 'own']
    expect(await found(condition('client', 'EQUALS', other('client')))).toEqual(['other'])
    expect(await found(condition('client', 'NOT_IN', other('client'), 'nobody'))).toEqual(['empty', 'odd', 'own'])
    expect(await found(condition('client', 'IN', 'nobody', 'me', 'mine'))).toEqual([])
    expect(await found(condition('client', 'NOT_EQUALS', 'nobody'))).toEqual(all)
    expect(await found(condition('manager', 'EQUALS', 'me'))).toEqual(['empty', 'odd', 'own'])
    expect(await found(condition('manager', 'IN', 'me', other('employee')))).toEqual(all)
    const engineer = { ...everybody, serviceCenterId: other('serviceCenter'), dealerId: null }
    expect(await found(condition('serviceCenter', 'EQUALS', 'mine'), engineer)).toEqual(['other'])
    expect(await found(condition('dealer', 'EQUALS', 'mine'), engineer)).toEqual([])
    const seller = { ...everybody, dealerId: other('dealer') }
    expect(await found(condition('dealer', 'EQUALS', 'mine'), seller)).toEqual(['other'])
  })

  test('to a record outside the viewer’s rows is empty, by whatever it is asked for', async () => {
    const one = scoped('client', 'NONE')
    const all = ['empty', 'odd', 'other', 'own']
    expect(await found(condition('client', 'EQUALS', own('client')), one)).toEqual([])
    expect(await found(condition('client', 'NOT_EQUALS', own('client')), one)).toEqual(all)
    expect(await found(condition('client', 'IS_EMPTY'), one)).toEqual(all)
    expect(await found(condition('client', 'IS_NOT_EMPTY'), one)).toEqual([])
    expect(await found(condition('client.city', 'EQUALS', 'Уфа'), one)).toEqual([])
    expect(await found(condition('request.client.city', 'EQUALS', 'Уфа'), one)).toEqual([])
  })

  test('that is many leads to each of them, by its own id', async () => {
    const repairs = async (id: string) =>
      idsOf(reader, everybody, { entity: 'client', filter: { field: 'repairs', operator: 'EQUALS', values: [id] } })
    expect([...(await repairs(other('repair')))]).toEqual([other('client')])
    expect([...(await repairs(odd))]).toEqual([own('client')])
    expect((await repairs(other('client'))).size).toBe(0)
  })
})

describe('a search', () => {
  test('finds what stands in the record, every word of it, and nothing without a word', async () => {
    expect(await found({ search: 'насос' })).toEqual(['odd'])
    expect(await found({ search: 'насос уфа' })).toEqual(['odd'])
    expect(await found({ search: 'насос самара' })).toEqual([])
    expect(await found({ search: '  ' })).toEqual(['empty', 'odd', 'other', 'own'])
    expect(await found({ search: '"' })).toEqual([])
  })

  test('finds by what the viewer reads, not by what he does not, beside it either', async () => {
    expect(await found({ search: 'насос' }, blindTo('repair.complaint'))).toEqual([])
    expect(await found({ search: 'насос' }, blindTo('repair.city'))).toEqual(['odd'])
    expect(await found({ search: 'уфа насос' }, blindTo('repair.city'))).toEqual([])
  })

  test('finds by the name of another record that the viewer reads and may see', async () => {
    const { pool } = reader.app.services
    await pool.query(`update clients set name = 'Пекарня Заря' where id = $1`, [other('client')])
    expect(await found({ search: 'заря' })).toEqual(['other'])
    expect(await found({ search: 'заря' }, blindTo('repair.city'))).toEqual(['other'])
    const ofClient = ['name', 'inn', 'phone', 'email', 'city', 'address'].map((key) => `client.${key}`)
    for (const blind of [blindTo('repair.client'), blindTo('client.name'), blindTo(...ofClient)]) {
      expect(await found({ search: 'заря' }, blind)).toEqual([])
    }
    expect(await found({ search: 'заря' }, scoped('client', 'NONE'))).toEqual([])
  })

  test('finds in the lines of readable fields alone: each line of a search text holds the field that the catalog says', async () => {
    const { pool } = reader.app.services
    const { catalog } = reader
    for (const entity of catalog.entities.values()) {
      if (!entity.isSearchable) continue
      for (const [index, { field, inner }] of searchLines(catalog, entity).entries()) {
        const { table } = inner ? catalog.entity(inner.entity) : entity
        const id = inner ? own(inner.entity) : own(entity.key)
        const { column } = inner ?? field
        const client = await pool.connect()
        await client.query('begin')
        await client.query('alter table audit_entries disable trigger forget_audit')
        const value = `канарейка ${index}`
        const isWrittenOnce = entity.key === 'auditEntry'
        await client.query(
          isWrittenOnce
            ? `insert into audit_entries select (jsonb_populate_record(null::audit_entries,
                 to_jsonb(t) || jsonb_build_object('id', gen_random_uuid(), '${column}', $1::text))).* from audit_entries t where id = $2`
            : `update ${table} set ${column} = $1 where id = $2`,
          [value, id],
        )
        const { rows } = await client.query<{ line: string }>(
          `select (string_to_array(search, E'\\n'))[${index + 1}] as line from ${entity.table} where search like '%' || $1 || '%'`,
          [value],
        )
        await client.query('rollback')
        client.release()
        expect([entity.key, field.key, inner?.key, rows[0]?.line]).toEqual([entity.key, field.key, inner?.key, value])
      }
    }
  })

  test('of what has no search text goes by the title, for whoever reads that', async () => {
    const { pool } = reader.app.services
    await pool.query(`update manufacturers set name = 'Печьмаш' where id = $1`, [other('manufacturer')])
    const makers = (search: string, viewer = everybody) => idsOf(reader, viewer, { entity: 'manufacturer', search })
    expect([...(await makers('печьмаш'))]).toEqual([other('manufacturer')])
    expect((await makers('печьмаш завод')).size).toBe(0)
    expect((await makers('печьмаш', blindTo('manufacturer.name'))).size).toBe(0)
  })
})
