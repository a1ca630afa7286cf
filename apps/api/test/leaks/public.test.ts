import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readCatalog } from '../../src/gate/catalog.ts'
import { createLink } from '../../src/modules/links/link.service.ts'
import { createSchema } from '../../src/server/schema.ts'
import type { Probe } from './corpus.ts'
import { answersTo, inStates, nameOf, type Reader, startReader, statesOf } from './reader.ts'
import { report, sampleOf } from './sample.ts'

const known = readCatalog(createSchema())
const fields = [...known.entities.values()].flatMap((entity) => [...entity.fields.values()])

/** All that the pages without sign-in are made of. That a repair is rated shows, but not when and how. */
const shown: Readonly<Record<string, readonly string[]>> = {
  serviceRequest: [
    'number',
    'status',
    'createdAt',
    'model',
    'manufacturer',
    'returnComment',
    'returnedFields',
    'phone',
  ],
  repair: [...['number', 'status', 'createdAt', 'closedAt', 'visitAt', 'manufacturer', 'serviceCenter', 'equipment']],
  manufacturer: ['name', 'isActive'],
  serviceCenter: ['name', 'phone'],
  equipment: ['serialNumber', 'model', 'category', 'manufacturer'],
}
const isShown = (name: string) => shown[name.split('.')[0] ?? '']?.includes(name.split('.')[1] ?? '') === true

let reader: Reader
let probes: Probe[]

beforeAll(async () => {
  reader = await startReader()
  const { services } = reader.app
  const { serviceRequest: requestId = '', repair: repairId = '', equipment } = reader.world.ids
  const link = (kind: 'TRACKING' | 'RATING' | 'COMPLETION', record: { requestId: string } | { repairId: string }) =>
    createLink(services, services.prisma, { kind, ...record })
  // a request that waits for its client, and a repair that came to be without one
  await services.pool.query(`update service_requests set status = 'RETURNED' where id = $1`, [requestId])
  await services.pool.query('update repairs set request_id = null where id = $1', [repairId])
  const tokens = {
    ofRequest: await link('TRACKING', { requestId }),
    ofRepair: await link('TRACKING', { repairId }),
    rating: await link('RATING', { repairId }),
    completion: await link('COMPLETION', { requestId }),
  }
  const { rows } = await services.pool.query<{ serial: string }>(
    'select serial_number as serial from equipment where id = $1',
    [equipment],
  )
  const tracking = `requestNumber repairNumber equipment createdAt stage history { stage at } visitAt serviceCenterName
    serviceCenterPhone completionToken ratingToken`
  const page = (name: string, query: string, variables: Record<string, unknown> = {}): Probe => ({
    kind: 'card',
    name,
    query,
    variables,
  })
  const token = (value: string) => ({ t: value })
  probes = [
    page(
      'tracking of the request',
      `query ($t: String!) { tracking(token: $t) { ${tracking} } }`,
      token(tokens.ofRequest),
    ),
    page(
      'tracking of the repair',
      `query ($t: String!) { tracking(token: $t) { ${tracking} } }`,
      token(tokens.ofRepair),
    ),
    page(
      'rating',
      'query ($t: String!) { ratingForm(token: $t) { repairNumber equipment serviceCenterName closedAt isRated } }',
      token(tokens.rating),
    ),
    page(
      'completion',
      `query ($t: String!) { completionForm(token: $t) {
        number comment fields { key type value isRequired } manufacturers { id name } } }`,
      token(tokens.completion),
    ),
    page('form', '{ publicForm { manufacturers { id name } consentVersion consentText companyName } }'),
    page('unit', 'query ($s: String!) { publicUnit(serialNumber: $s) { model category manufacturerId } }', {
      s: rows[0]?.serial,
    }),
    { kind: 'card', name: 'page of the request', address: `/p/track/${tokens.ofRequest}` },
    { kind: 'card', name: 'page of the repair', address: `/p/track/${tokens.ofRepair}?lang=en` },
  ]
}, 180_000)

afterAll(() => reader?.app.stop())

async function answers(): Promise<string[]> {
  // whoever asks so often would be asked to wait
  await reader.app.services.pool.query('delete from throttles')
  return answersTo(reader.app.anonymous(), probes)
}

describe('pages without sign-in', () => {
  test('are there', async () => {
    for (const [index, answer] of (await answers()).entries()) {
      expect([probes[index]?.name, answer]).not.toEqual([probes[index]?.name, expect.stringContaining('"errors"')])
    }
  })

  const others = fields.filter((field) => !isShown(nameOf(field)))
  const drawn = sampleOf(
    others,
    (field) => `public ${nameOf(field)}`,
    ({ entity }) => entity,
  )

  test.each(drawn.map((field) => [nameOf(field), field] as const))(
    'say nothing of %s',
    async (name, { entity, key }) => {
      const field = reader.catalog.field(entity, key)
      const states = statesOf(reader, field)
      if (!states) return
      const given = await inStates(reader, field, states, answers)
      const found = probes.filter((_probe, index) => given.some((one) => one[index] !== given[0]?.[index]))
      report([
        {
          path: 'public',
          field: name,
          role: 'nobody',
          questions: probes.length,
          states: states.length,
          findings: found.length,
        },
      ])
      expect(found.map((probe) => probe.name)).toEqual([])
    },
  )

  test.each(fields.filter((field) => isShown(nameOf(field))).map((field) => [nameOf(field), field] as const))(
    'are made of %s, and change with it',
    async (_, { entity, key }) => {
      const field = reader.catalog.field(entity, key)
      const states = statesOf(reader, field)
      expect(states).not.toBeNull()
      const given = [await answers(), ...(await inStates(reader, field, states ?? [], answers))]
      expect(given.some((one) => JSON.stringify(one) !== JSON.stringify(given[0]))).toBe(true)
    },
  )
})
