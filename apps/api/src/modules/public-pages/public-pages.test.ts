import { afterAll, beforeAll, expect, test } from 'vitest'
import { cast, startTestApp, type TestApp } from '../../../test/app.ts'
import { actor, addRepair, addScene, clientsWords, type Scene } from '../../../test/scene.ts'
import { tokenOf } from '../../link-token.ts'
import { transitionRepair } from '../repairs/repair-transition.service.ts'
import { submitServiceRequest } from './public-request.service.ts'

let app: TestApp
let scene: Scene
beforeAll(async () => {
  app = await startTestApp({ isWorker: false })
  scene = await addScene(app.services)
})
afterAll(() => app?.stop())

const submit = 'mutation ($input: PublicRequestInput!) { submitServiceRequest(input: $input) { number } }'

test('from one address so many requests an hour, and then a refusal that says when to come again', async () => {
  const anybody = app.anonymous()
  const input = { ...clientsWords(scene.manufacturerId), complaint: ' ' }
  const codes = new Set<string>()
  for (let attempt = 0; attempt < 30; attempt++)
    for (const code of await anybody.refusal(submit, { input })) codes.add(code)
  expect([...codes]).toEqual(['VALIDATION'])
  const { errors } = await anybody.graphql(submit, { input })
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'THROTTLED', details: { retryAfter: expect.any(Number) } })
})

test('a token that was never given out opens none of the pages', async () => {
  const anybody = app.anonymous()
  const token = 'A'.repeat(43)
  for (const field of [
    'tracking(token: $token) { stage }',
    'completionForm(token: $token) { number }',
    'ratingForm(token: $token) { isRated }',
  ]) {
    expect(await anybody.refusal(`query ($token: String!) { ${field} }`, { token })).toEqual(['NOT_FOUND'])
  }
})

test('the tracking page tells why nothing: a cancelled repair is cancelled, its comment and visit stay inside', async () => {
  const { services } = app
  const { id, requestId } = await addRepair(services, scene)
  const manager = await actor(services, cast.manager)
  const comment = 'Клиент не платит'
  await transitionRepair(services, manager, { id, transition: 'cancel', input: { comment } })
  const link = await services.prisma.publicLink.findFirstOrThrow({ where: { requestId, kind: 'TRACKING' } })
  const answer = await app.anonymous().ask(
    `query ($token: String!) {
      tracking(token: $token) { stage visitAt ratingToken completionToken history { stage } serviceCenterName }
    }`,
    { token: tokenOf(services, link.id) },
  )
  expect(answer).toEqual({
    tracking: {
      stage: 'CANCELLED',
      visitAt: null,
      ratingToken: null,
      completionToken: null,
      history: [{ stage: 'RECEIVED' }, { stage: 'ASSIGNED' }, { stage: 'CANCELLED' }],
      serviceCenterName: 'Казань-Сервис',
    },
  })
  const letters = await services.prisma.outboxMessage.findMany({
    where: { repairId: id, template: 'REPAIR_CANCELLED' },
  })
  expect(letters).toHaveLength(1)
  expect(letters[0]?.text).not.toContain(comment)
})

test('one mailbox gets so many letters from the form, from wherever it is sent; the requests are taken all the same', async () => {
  const { services } = app
  await services.prisma.throttle.deleteMany({})
  const send = (attempt: number, email: string) =>
    submitServiceRequest(services, {
      ...clientsWords(scene.manufacturerId),
      email,
      submissionKey: `letters-of-one-${attempt}`,
    })
  const numbers = new Set<string>()
  for (let attempt = 10; attempt < 18; attempt++) {
    numbers.add((await send(attempt, attempt % 2 ? 'stranger@example.ru' : `Stranger+${attempt}@example.ru`)).number)
  }
  expect(numbers.size).toBe(8)
  const where = { template: 'REQUEST_RECEIVED', recipient: { contains: 'stranger', mode: 'insensitive' as const } }
  expect(await services.prisma.outboxMessage.count({ where })).toBe(5)
  await send(20, 'somebody@example.ru')
  expect(await services.prisma.outboxMessage.count({ where: { recipient: 'somebody@example.ru' } })).toBe(1)
})
