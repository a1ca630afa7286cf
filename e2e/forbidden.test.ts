import { randomUUID } from 'node:crypto'
import { createClient } from 'graphql-ws'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type Caller, upload } from './caller.ts'
import { drawFiles } from './files.ts'
import { type MadeRepair, makeRepair, organisations, type Stage, setStage } from './fixture.ts'
import { seeInHead } from './screens.ts'

/** Ids of a record that the stranger may not see, or of one that does not exist. */
interface Target {
  repair: string
  number: string
  request: string
  client: string
  equipment: string
  document: string
  entry: string
}

let stage: Stage
let repair: MadeRepair
let target: Target
const absent: Target = {
  repair: randomUUID(),
  number: 'Р-2026-999999',
  request: randomUUID(),
  client: randomUUID(),
  equipment: randomUUID(),
  document: randomUUID(),
  entry: randomUUID(),
}

beforeAll(async () => {
  stage = await setStage()
  repair = await makeRepair(stage, { phone: '+79170000001', clientName: 'ООО «Тайна»' })
  const engineer = await stage.caller('engineer')
  const { report } = await drawFiles(stage.browser)
  const fileId = await upload(engineer, report)
  const attach = `mutation ($input: AttachDocumentsInput!) { attachDocuments(input: $input) { documents { id } } }`
  await engineer.ask(attach, { input: { repairId: repair.id, type: 'CLAIM_REPORT', fileIds: [fileId] } })
  const [row] = await stage.query<Target>(
    `select r.id as repair, r.number, r.request_id as request, r.client_id as client, r.equipment_id as equipment,
       d.id as document, f.id as entry
     from repairs r join documents d on d.repair_id = r.id join feed_entries f on f.document_id = d.id
     where r.id = $1`,
    [repair.id],
  )
  if (!row) throw new Error('no repair with a document')
  target = row
}, 90_000)
afterAll(() => stage?.stop())

test('a stranger’s address of a repair shows what a number that does not exist shows', async () => {
  const { page, faults } = await stage.person('stranger')
  const seen: string[] = []
  for (const number of [target.number, absent.number]) {
    await page.goto(`/repairs/${number}`)
    await page.getByText('Такого ремонта нет').waitFor()
    seen.push((await page.locator('body').ariaSnapshot()).replaceAll(number, '№'), await page.title())
  }
  expect(seen.slice(0, 2)).toEqual(seen.slice(2))
  await page.goto('/repairs')
  await page.getByText('Ремонтов ещё нет').waitFor()
  expect(faults).toEqual([])
})

const operations: [name: string, query: string, variables: (ids: Target) => Record<string, unknown>][] = [
  ['repair by id', 'query ($id: ID) { repair(id: $id) { id number } }', ({ repair: id }) => ({ id })],
  ['repair by number', 'query ($number: String) { repair(number: $number) { id } }', ({ number }) => ({ number })],
  [
    'search',
    'query ($search: String) { repairs(search: $search) { nodes { id } } }',
    ({ number }) => ({ search: number }),
  ],
  ['moves', 'query ($id: ID!) { repairTransitions(id: $id) { name } }', ({ repair: id }) => ({ id })],
  ['request', 'query ($id: ID) { serviceRequest(id: $id) { id } }', ({ request: id }) => ({ id })],
  ['client', 'query ($id: ID!) { client(id: $id) { id name } }', ({ client: id }) => ({ id })],
  ['unit', 'query ($id: ID!) { equipment(id: $id) { id model } }', ({ equipment: id }) => ({ id })],
  [
    'feed',
    'query ($filter: FilterInput) { feedEntries(filter: $filter) { nodes { id text } } }',
    ({ repair: id }) => ({ filter: { field: 'repair', operator: 'IN', values: [id] } }),
  ],
  [
    'field change',
    'mutation ($id: ID!) { updateRepair(id: $id, patch: { workDone: "x" }) { repair { id } } }',
    ({ repair: id }) => ({ id }),
  ],
  [
    'move',
    'mutation ($id: ID!) { transitionRepair(id: $id, transition: "scheduleVisit", input: { visitAt: "2036-01-01T10:00:00Z" }) { repair { id } } }',
    ({ repair: id }) => ({ id }),
  ],
  [
    'impossible move',
    'mutation ($id: ID!) { transitionRepair(id: $id, transition: "submitFinalReport") { repair { id } } }',
    ({ repair: id }) => ({ id }),
  ],
  [
    'comment',
    'mutation ($id: ID!) { addComment(input: { repairId: $id, text: "x" }) { feedEntry { id } } }',
    ({ repair: id }) => ({ id }),
  ],
  [
    'attaching',
    'mutation ($id: ID!) { attachDocuments(input: { repairId: $id, type: PHOTO, fileIds: [] }) { documents { id } } }',
    ({ repair: id }) => ({ id }),
  ],
  [
    'taking off',
    'mutation ($id: ID!) { removeDocument(id: $id) { documents { id } } }',
    ({ document: id }) => ({ id }),
  ],
]

test.each(operations)(
  'GraphQL tells a stranger of a repair what it tells of an absent one: %s',
  async (_name, query, variables) => {
    const stranger = await stage.caller('stranger')
    const answers = []
    for (const ids of [target, absent]) {
      const answer = JSON.stringify(await stranger.answer(query, variables(ids)))
      expect(answer).not.toContain('INTERNAL')
      expect(answer).not.toContain('GRAPHQL_VALIDATION_FAILED')
      answers.push(Object.values(ids).reduce((text, id) => text.replaceAll(id, '…'), answer))
    }
    expect(answers[0]).toBe(answers[1])
  },
)

test('a file link of a stranger’s repair is answered like one that leads nowhere', async () => {
  const engineer = await stage.caller('engineer')
  expect((await engineer.fetch(`/files/${target.document}`)).status).toBe(200)
  const stranger = await stage.caller('stranger')
  for (const path of ['', '/thumbnail', '?download=1']) {
    const [hidden, missing] = await Promise.all(
      [target, absent].map(async ({ document }) => {
        const response = await stranger.fetch(`/files/${document}${path}`)
        const { date: _date, ...headers } = Object.fromEntries(response.headers)
        return { status: response.status, headers, body: await response.text() }
      }),
    )
    expect(hidden?.status).toBe(404)
    expect(hidden).toEqual(missing)
  }
})

test('a stranger hears nothing of a repair, and sees his own leave when it goes to somebody else', async () => {
  const own = await makeRepair(stage)
  const centers = await stage.query<{ id: string; name: string }>('select id, name from service_centers')
  const manager = await stage.caller('manager')
  const giveTo = async (name: string) => {
    const serviceCenterId = centers.find((center) => center.name === name)?.id
    await manager.ask(
      `mutation ($id: ID!, $serviceCenterId: ID!) {
        transitionRepair(id: $id, transition: "reassign", input: { serviceCenterId: $serviceCenterId }) { repair { id } }
      }`,
      { id: own.id, serviceCenterId },
    )
  }
  const change = async (id: string) =>
    manager.ask(
      'mutation ($id: ID!, $city: String) { updateRepair(id: $id, patch: { city: $city }) { repair { id } } }',
      {
        id,
        city: `Город ${randomUUID()}`,
      },
    )
  await giveTo(organisations.otherServiceCenter)
  const { page } = await stage.person('stranger')
  await page.goto(`/repairs/${own.number}`)
  await seeInHead(page, 'Назначен')

  const stranger = await stage.caller('stranger')
  await using ear = await listen(stage.app.url, stranger, [null, repair.id, absent.repair, own.id])
  await change(repair.id)
  await change(own.id)
  await expect.poll(() => ear.heard.get(own.id)?.length, { timeout: 10_000 }).toBe(1)
  await expect.poll(() => ear.heard.get(null)?.length, { timeout: 10_000 }).toBe(1)
  expect(ear.heard.get(repair.id)).toEqual([])
  expect(ear.heard.get(absent.repair)).toEqual([])
  expect(JSON.stringify([...ear.heard])).not.toContain(repair.number)

  await giveTo(organisations.serviceCenter)
  await page.getByText('Запись больше недоступна').waitFor()
  await page.reload()
  await page.getByText('Такого ремонта нет').waitFor()
})

/** Subscriptions to single repairs, and (null) to all of them, over one socket. */
async function listen(url: string, caller: Caller, ids: readonly (string | null)[]) {
  class CookieSocket extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols, { headers: { cookie: caller.cookie, origin: url } })
    }
  }
  const connected = Promise.withResolvers<void>()
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: CookieSocket,
    lazy: false,
    retryAttempts: 0,
    onNonLazyError: connected.reject,
    on: { connected: () => connected.resolve() },
  })
  await connected.promise
  const query = 'subscription ($id: ID) { repairChanged(id: $id) { id isGone changed repair { id number city } } }'
  const heard = new Map<string | null, unknown[]>()
  for (const id of ids) {
    const events: unknown[] = []
    heard.set(id, events)
    client.subscribe(
      { query, variables: { id } },
      { next: (event) => events.push(event), error: (error) => events.push(error), complete() {} },
    )
  }
  // the socket keeps its order: when this is answered, the others are subscribed
  await new Promise<void>((answered) => {
    client.subscribe({ query: '{ viewer { id } }' }, { next() {}, error: () => answered(), complete: () => answered() })
  })
  return { heard, [Symbol.asyncDispose]: async () => client.dispose() }
}
