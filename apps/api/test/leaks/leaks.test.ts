import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CatalogField, readCatalog } from '../../src/gate/catalog.ts'
import { createSchema } from '../../src/server/schema.ts'
import { allowedProbes, forbiddenProbes, fullSelection, lists, type Probe } from './corpus.ts'
import { answersTo, inStates, nameOf, type Reader, startReader, statesOf } from './reader.ts'
import { type Asked, isComplete, report, sampleOf, seed } from './sample.ts'
import { canary, otherCanary } from './world.ts'

const known = readCatalog(createSchema())
const fields = [...known.entities.values()].flatMap((entity) => [...entity.fields.values()])
const sample = sampleOf(fields, nameOf, (field) => field.entity)
const named = (some: readonly CatalogField[]) => some.map((field) => [nameOf(field), field] as const)

let reader: Reader

beforeAll(async () => {
  reader = await startReader()
  if (!isComplete) process.stdout.write(`leaks: ${sample.length} of ${fields.length} fields, LEAK_SEED=${seed}\n`)
}, 180_000)

afterAll(() => reader?.app.stop())

const hide = (field: CatalogField) => reader.setAccess('NONE', [nameOf(field)])
const show = () => reader.setAccess('WRITE', [])
/** The field as the running server knows it, with its bit. */
const own = (field: CatalogField) => reader.catalog.field(field.entity, field.key)

function differing(probes: readonly Probe[], [first, ...others]: readonly string[][]): Probe[] {
  return probes.filter((_, index) => others.some((answers) => answers[index] !== first?.[index]))
}

function asked(field: CatalogField, probes: readonly Probe[], states: number, found: readonly Probe[]): Asked[] {
  return [...Map.groupBy(probes, ({ kind }) => kind)].map(([path, ofKind]) => ({
    path,
    field: nameOf(field),
    role: 'reader',
    questions: ofKind.length,
    states,
    findings: found.filter(({ kind }) => kind === path).length,
  }))
}

/** Changes of other fields can be nobody's business but the feed's: these are read off it, and by whoever reads it. */
const toldInFeeds = new Set(['repair', 'serviceRequest', 'client', 'equipment'])

type Values = readonly [unknown, unknown]

/** A feed entry of a change of the field from one value to the other. @returns its id, and how to take it back */
async function addChange(field: CatalogField, values: Values): Promise<{ id: string; takeBack: () => Promise<void> }> {
  const { pool } = reader.app.services
  const { rows } = await pool.query<{ id: string }>(
    `insert into feed_entries (id, repair_id, kind, actor, author_id, created_at, is_locked)
     values (gen_random_uuid(), $1, 'CHANGE', 'EMPLOYEE', $2, now(), false) returning id`,
    [reader.world.ids.repair, reader.world.ids.employee],
  )
  const id = rows[0]?.id ?? ''
  await setChange(id, field, values)
  const takeBack = async () => {
    await pool.query('delete from feed_changes where entry_id = $1', [id])
    await pool.query('delete from feed_entries where id = $1', [id])
  }
  return { id, takeBack }
}

/** The entry tells of a change of the field, beside what it tells already; null: no longer. */
async function setChange(id: string, field: CatalogField, values: Values | null): Promise<void> {
  const { pool } = reader.app.services
  await pool.query('delete from feed_changes where entry_id = $1 and field_id = $2', [id, own(field).id])
  if (!values) return
  await pool.query(
    `insert into feed_changes (entry_id, field_id, old_value, new_value) values ($1, $2, $3::jsonb, $4::jsonb)`,
    [id, own(field).id, ...values.map((value) => JSON.stringify(value))],
  )
}

describe.each(named(sample))('hidden %s', (_, field) => {
  test('is null wherever it is selected, and no answer changes with its value', async () => {
    const probes = allowedProbes(reader.catalog, reader.world, own(field))
    const states = statesOf(reader, own(field))
    await hide(field)
    const ask = () => answersTo(reader.viewer, probes)
    const given = states ? await inStates(reader, own(field), states, ask) : [await ask()]
    for (const [index, answer] of (given[0] ?? []).entries()) {
      const probe = probes[index]
      if (probe && 'query' in probe && probe.kind !== 'error')
        expect(JSON.parse(answer).errors, probe.name).toBeUndefined()
    }
    const found = differing(probes, given)
    report(asked(field, probes, given.length, found))
    expect(found.map(({ name }) => name)).toEqual([])
    const isShown = (answer = '') => answer.includes(canary) || answer.includes(otherCanary)
    const shown = probes.filter((_probe, index) => given.some((answers) => isShown(answers[index])))
    expect(shown.map(({ name }) => name)).toEqual([])
    if (!states) return

    // the same questions do see it once it may be read: what finds nothing could be blind
    await show()
    const open = await inStates(reader, own(field), states.slice(0, 2), ask)
    const seen = differing(probes, open)
    expect(seen.length, 'answers that show the field when it is readable').toBeGreaterThan(0)
    report(
      asked(field, probes, 0, []).map((one) => ({
        ...one,
        path: `seen:${one.path}`,
        questions: seen.filter(({ kind }) => kind === one.path).length,
      })),
    )
  })
})

describe.each(named(sample.filter(({ entity }) => toldInFeeds.has(entity))))('hidden %s', (_, field) => {
  test('leaves no trace in the feed when it changes', async () => {
    const probes = allowedProbes(reader.catalog, reader.world, own(field)).filter(({ kind }) => kind === 'feed')
    const ask = () => answersTo(reader.viewer, probes)
    const { target } = field
    const ids = target && [reader.world.ids[target], reader.world.others[target]]
    const [one, other] = ids ?? [canary, otherCanary]
    await hide(field)
    const given = [await ask()]
    for (const values of [[one, other] as const, [other, one] as const]) {
      const { takeBack } = await addChange(field, values)
      given.push(await ask())
      await takeBack()
    }
    // beside a change that he does read, in one entry
    const read = known.field('repair', field.key === 'city' ? 'region' : 'city')
    const { id, takeBack: takeBackBoth } = await addChange(read, ['Казань', 'Уфа'])
    const beside: string[][] = []
    for (const values of [null, [one, other] as const, [other, one] as const]) {
      await setChange(id, field, values)
      beside.push(await ask())
    }
    await takeBackBoth()
    const found = [...differing(probes, given), ...differing(probes, beside)]
    report([
      {
        path: 'change',
        field: nameOf(field),
        role: 'reader',
        questions: probes.length,
        states: 6,
        findings: found.length,
      },
    ])
    expect(found.map(({ name }) => name)).toEqual([])
    await show()
    const { takeBack } = await addChange(field, [one, other])
    expect(differing(probes, [given[0] ?? [], await ask()]), 'its change, once it is readable').not.toEqual([])
    await takeBack()
  })
})

describe.each(
  named(
    isComplete
      ? fields
      : sampleOf(
          fields,
          (field) => `refused ${nameOf(field)}`,
          (field) => field.entity,
        ),
  ),
)('hidden %s', (_, field) => {
  test('refuses every operation that uses it, in the same words whatever its value', async () => {
    const probes = forbiddenProbes(reader.catalog, own(field))
    const states = statesOf(reader, own(field)) ?? []
    await hide(field)
    const given = await answersTo(reader.viewer, probes)
    const open = probes.filter((_probe, at) => !given[at]?.includes('"extensions":{"code":"FORBIDDEN_FIELD"}'))
    expect(open.map(({ name }) => name)).toEqual([])
    const others = isComplete ? states.slice(0, 1) : []
    const again =
      others.length > 0 ? await inStates(reader, own(field), others, () => answersTo(reader.viewer, probes)) : []
    const found = differing(probes, [given, ...again])
    report(asked(field, probes, 1 + again.length, [...open, ...found]))
    expect(found.map(({ name }) => name)).toEqual([])
  })
})

test('every entity with a list is asked for', () => {
  const listed = fields.map((field) => field.entity).filter((entity) => entity in lists)
  expect(new Set(listed).size).toBe(Object.keys(lists).length)
  expect(fullSelection(known, known.entity('repair'))).toContain('serviceCenter { id name')
})
