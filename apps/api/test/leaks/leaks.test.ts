import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeExecutableSchema } from '@graphql-tools/schema'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Catalog, type CatalogField, readCatalog } from '../../src/gate/catalog.ts'
import type { Caller, TestApp } from '../app.ts'
import { allowedProbes, forbiddenProbes, fullSelection, lists, type Probe } from './corpus.ts'
import { type Reader, startReader } from './reader.ts'
import { canary, otherCanary, valuesOf, type World } from './world.ts'

const source = join(import.meta.dirname, '../../src')
const typeDefs = globSync('**/*.graphql', { cwd: source }).map((file) => readFileSync(join(source, file), 'utf8'))
const fields = [...readCatalog(makeExecutableSchema({ typeDefs })).entities.values()].flatMap((entity) => [
  ...entity.fields.values(),
])

let app: TestApp
let viewer: Caller
let world: World
let catalog: Catalog
let roleId = ''
let setAccess: Reader['setAccess']

beforeAll(async () => {
  ;({ app, catalog, world, viewer, roleId, setAccess } = await startReader())
}, 60_000)

afterAll(() => app.stop())

async function hide(field: CatalogField): Promise<void> {
  await setAccess('NONE', [`${field.entity}.${field.key}`])
  // what was refused before is in the audit log now, and not while answers are compared
  await app.services.refusals.flush()
}

async function setValue(field: CatalogField, value: unknown): Promise<void> {
  const { table } = catalog.entity(field.entity)
  await app.services.pool.query(`update ${table} set ${field.column} = $1 where id = $2`, [
    value,
    world.ids[field.entity],
  ])
}

async function answers(probes: readonly Probe[]): Promise<string[]> {
  return Promise.all(
    probes.map(async ({ query, variables }) => JSON.stringify(await viewer.graphql(query, variables ?? {}))),
  )
}

describe.each(fields.map((field) => [`${field.entity}.${field.key}`, field] as const))('hidden %s', (_, field) => {
  test('is null wherever it is selected, and no answer changes with its value', async () => {
    await hide(field)
    const probes = allowedProbes(catalog, world, field)
    const values = valuesOf(world, field)
    const { table } = catalog.entity(field.entity)
    const restore = values
      ? await app.services.pool.query<{ value: unknown }>(
          `select ${field.column} as value from ${table} where id = $1`,
          [world.ids[field.entity]],
        )
      : null
    try {
      if (values) await setValue(field, values[0])
      const before = await answers(probes)
      for (const [index, answer] of before.entries()) {
        expect(JSON.parse(answer).errors, probes[index]?.name).toBeUndefined()
      }
      const isShown = (answer = '') => answer.includes(canary) || answer.includes(otherCanary)
      expect(probes.filter((_probe, index) => isShown(before[index])).map((probe) => probe.name)).toEqual([])
      if (values) await setValue(field, values[1])
      const after = await answers(probes)
      expect(probes.filter((_probe, index) => before[index] !== after[index]).map((probe) => probe.name)).toEqual([])
    } finally {
      if (values) await setValue(field, restore?.rows[0]?.value)
    }
  })

  test('refuses every operation that uses it', async () => {
    await hide(field)
    const probes = forbiddenProbes(catalog, field)
    const given = await Promise.all(probes.map(async ({ query, variables }) => viewer.graphql(query, variables ?? {})))
    const open = probes.filter((_probe, index) => given[index]?.errors?.[0]?.extensions.code !== 'FORBIDDEN_FIELD')
    expect(open.map((probe) => probe.name)).toEqual([])
    expect(given.filter((answer) => JSON.stringify(answer.errors).includes(canary))).toEqual([])
  })
})

describe('the probes are not blind', () => {
  test('a readable text is found by its selection, its search, its sort and its filter', async () => {
    const field = catalog.field('repair', 'complaint')
    await app.services.pool.query(`update role_fields set access = 'WRITE' where role_id = $1`, [roleId])
    const probes = allowedProbes(catalog, world, { ...field, key: 'nothing', deps: [] })
    await setValue(field, canary)
    const before = await answers(probes)
    await setValue(field, otherCanary)
    const after = await answers(probes)
    const differing = probes.filter((_, index) => before[index] !== after[index]).map((probe) => probe.name)
    expect(differing).toEqual(
      expect.arrayContaining(['repairs: all of it', `repairs: search ${canary}`, `repairs: search ${otherCanary}`]),
    )
    const allowed = await Promise.all(
      forbiddenProbes(catalog, field).map(({ query, variables }) => viewer.graphql(query, variables ?? {})),
    )
    expect(allowed.some((answer) => answer.errors === undefined)).toBe(true)
  })

  test('every entity with a list is asked for', () => {
    const listed = fields.map((field) => field.entity).filter((entity) => entity in lists)
    expect(new Set(listed).size).toBe(Object.keys(lists).length)
    expect(fullSelection(catalog, catalog.entity('repair'))).toContain('serviceCenter { id name')
  })
})
