import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Caller, cast, startTestApp, type TestApp } from '../../../test/app.ts'
import { addRepair, addScene, clientsWords, type Scene } from '../../../test/scene.ts'
import { tokenOf } from '../../link-token.ts'
import { createLink } from '../links/link.service.ts'

let app: TestApp
let scene: Scene
const tokens: Record<'rating' | 'completion' | 'tracking', string> = { rating: '', completion: '', tracking: '' }

beforeAll(async () => {
  app = await startTestApp({ isWorker: false })
  scene = await addScene(app.services)
  const { services } = app
  const { prisma } = services
  const { id: repairId } = await addRepair(services, scene)
  await prisma.repair.update({ where: { id: repairId }, data: { status: 'CLOSED', closedAt: new Date() } })
  const { requestId } = await addRepair(services, scene)
  await prisma.serviceRequest.update({
    where: { id: requestId },
    data: { status: 'RETURNED', returnedFields: ['serialNumber'], returnComment: 'Укажите номер' },
  })
  const link = await prisma.publicLink.findFirstOrThrow({ where: { requestId, kind: 'TRACKING' } })
  tokens.tracking = tokenOf(services, link.id)
  tokens.rating = await createLink(services, prisma, { kind: 'RATING', repairId })
  tokens.completion = await createLink(services, prisma, { kind: 'COMPLETION', requestId })
})
afterAll(() => app?.stop())

/** Every operation of a client's page, each of which works for a guest. In this order: the links are used up. */
const operations = (): Record<string, [string, Record<string, unknown>]> => ({
  'Query.publicForm': ['{ publicForm { companyName } }', {}],
  'Query.publicUnit': ['{ publicUnit(serialNumber: "none") { model } }', {}],
  'Query.tracking': [
    'query ($t: String!) { tracking(token: $t) { stage ratingToken completionToken } }',
    { t: tokens.tracking },
  ],
  'Query.ratingForm': ['query ($t: String!) { ratingForm(token: $t) { repairNumber } }', { t: tokens.rating }],
  'Query.completionForm': ['query ($t: String!) { completionForm(token: $t) { number } }', { t: tokens.completion }],
  'Mutation.submitServiceRequest': [
    'mutation ($input: PublicRequestInput!) { submitServiceRequest(input: $input) { number } }',
    { input: clientsWords(scene.manufacturerId) },
  ],
  'Mutation.completeServiceRequest': [
    'mutation ($t: String!, $v: [CompletionValue!]!) { completeServiceRequest(token: $t, values: $v) { number } }',
    { t: tokens.completion, v: [{ key: 'serialNumber', value: 'sn-1' }] },
  ],
  'Mutation.rateRepair': ['mutation ($t: String!) { rateRepair(token: $t, mark: 5) { isDone } }', { t: tokens.rating }],
})

async function expectRefused(caller: Caller) {
  for (const [name, [query, variables]] of Object.entries(operations())) {
    const { errors } = await caller.graphql(query, variables)
    expect([name, errors?.[0]?.extensions]).toEqual([name, { code: 'FORBIDDEN', details: { reason: 'SIGNED_IN' } }])
  }
}

describe('what speaks and acts for a client', () => {
  it('is everything public but the ways in and out of an account', () => {
    const rules = [...app.services.catalog.rootRules]
    const named = (isGuestOnly: boolean) =>
      rules.flatMap(([name, rule]) => (rule.kind === 'public' && rule.isGuestOnly === isGuestOnly ? [name] : [])).sort()
    expect(named(true)).toEqual(Object.keys(operations()).sort())
    expect(named(false)).toEqual([
      'Mutation.acceptInvitation',
      'Mutation.confirmSecondFactor',
      'Mutation.finishEnrolment',
      'Mutation.requestPasswordReset',
      'Mutation.resetPassword',
      'Mutation.signIn',
      'Mutation.signOut',
      'Mutation.startEnrolment',
      'Query.invitation',
      'Query.passwordStrength',
      'Query.signInStep',
      'Query.viewer',
    ])
  })

  it.each(Object.entries(cast))('is refused in a browser where the %s is signed in', async (_, email) => {
    await expectRefused(await app.asEmployee(email))
  })

  it('takes no files of a client’s page from such a browser', async () => {
    const manager = await app.asEmployee(cast.manager)
    const response = await manager.fetch('/files/uploads', {
      method: 'POST',
      headers: {
        'tus-resumable': '1.0.0',
        'upload-length': '4',
        'upload-metadata': `filename ${btoa('a.txt')}`,
        'upload-key': 'k'.repeat(32),
      },
    })
    expect([response.status, await response.text()]).toEqual([403, expect.stringContaining('SIGNED_IN')])
  })

  it('shows it a page with a way on instead of where the request stands', async () => {
    const manager = await app.asEmployee(cast.manager)
    const headers = { 'accept-language': 'ru' }
    const response = await manager.fetch(`/p/track/${tokens.tracking}`, { headers })
    const page = await response.text()
    expect([response.status, page]).toEqual([403, expect.stringContaining('Вы вошли как сотрудник')])
    expect(page).toContain('href="/"')
    expect(page).not.toContain('/p/complete/')
  })

  it('is done by the same browser after signing out', async () => {
    const manager = await app.asEmployee(cast.manager)
    await expectRefused(manager)
    await manager.ask('mutation { signOut { isDone } }')
    for (const [query, variables] of Object.values(operations())) await manager.ask(query, variables)
  })
})
