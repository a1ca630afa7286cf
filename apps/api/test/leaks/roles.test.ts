import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CatalogField, readCatalog } from '../../src/gate/catalog.ts'
import { canRead, loadViewer, type Viewer } from '../../src/gate/viewer.ts'
import { defaultRoles } from '../../src/modules/roles/default-roles.ts'
import { createSchema } from '../../src/server/schema.ts'
import type { Caller } from '../app.ts'
import { allowedProbes } from './corpus.ts'
import { answersTo, inStates, nameOf, type Reader, startReader, statesOf } from './reader.ts'
import { isComplete, report, sampleOf } from './sample.ts'

const known = readCatalog(createSchema())
const fields = [...known.entities.values()].flatMap((entity) => [...entity.fields.values()])
const roles = Object.entries(defaultRoles).filter(([, role]) => !role.isAdmin)
const ANY_DAY = 4

let reader: Reader

beforeAll(async () => {
  reader = await startReader()
}, 180_000)

afterAll(() => reader?.app.stop())

/** Fields that say whose a record is: with another value it is in other rows, which is what rows are. So is a lock. */
const whose: Readonly<Record<string, readonly string[]>> = {
  SERVICE_CENTER: [
    'feedEntry.isLocked',
    'repair.serviceCenter',
    'employee.serviceCenter',
    'employee.dealer',
    'assignmentRule.serviceCenter',
  ],
  DEALER: ['feedEntry.isLocked', 'repair.dealer', 'serviceRequest.dealer', 'employee.serviceCenter', 'employee.dealer'],
  OFFICE: [],
}

/** What the role as it is installed does not read. */
const hiddenFrom = (viewer: Viewer, field: CatalogField) => !canRead(viewer, reader.catalog, field.entity, field.key)

describe.each(roles)('to the default role %s', (key, { affiliation }) => {
  let caller: Caller
  let viewer: Viewer

  beforeAll(async () => {
    const { app, world } = reader
    const email = `default-${key.toLowerCase()}@naryad.demo`
    const { serviceCenter: serviceCenterId = '', dealer: dealerId = '' } = world.ids
    const organisation =
      affiliation === 'SERVICE_CENTER' ? { serviceCenterId } : affiliation === 'DEALER' ? { dealerId } : {}
    const id = await app.addEmployee({ email, role: key, name: key, ...organisation })
    caller = await app.asEmployee(email)
    const loaded = await loadViewer(app.services, id)
    if (!loaded) throw new Error(email)
    viewer = loaded
  })

  // over all fields at once, since which they are is known only when the role is there
  test('no answer changes with the value of a field that it does not read', { timeout: 30 * 60_000 }, async () => {
    const hidden = fields
      .map((one) => reader.catalog.field(one.entity, one.key))
      .filter((one) => hiddenFrom(viewer, one) && !whose[affiliation]?.includes(nameOf(one)))
    const drawn = isComplete
      ? hidden
      : sampleOf(
          hidden,
          (one) => `${key} ${nameOf(one)}`,
          () => '',
        ).slice(0, ANY_DAY)
    expect(drawn.length).toBeGreaterThan(0)
    const findings: string[] = []
    for (const field of drawn) {
      const states = statesOf(reader, field)
      if (!states) continue
      const shown = (one: CatalogField) => !hiddenFrom(viewer, one)
      const probes = allowedProbes(reader.catalog, reader.world, field, shown)
      const given = await inStates(reader, field, states.slice(0, 2), () => answersTo(caller, probes))
      const found = probes.filter((_probe, index) => given[0]?.[index] !== given[1]?.[index])
      findings.push(...found.map(({ name }) => `${nameOf(field)}: ${name}`))
      report([
        { path: 'role', field: nameOf(field), role: key, questions: probes.length, states: 2, findings: found.length },
      ])
    }
    expect(findings).toEqual([])
  })

  test('the same questions are answered: something of the world is in its rows', async () => {
    const answer = await caller.ask<{ repairs: { nodes: { id: string }[] } }>('{ repairs(first: 20) { nodes { id } } }')
    expect(answer.repairs.nodes.map(({ id }) => id)).toContain(reader.world.ids.repair)
  })
})
