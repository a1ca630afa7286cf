import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PASSWORD } from './caller.ts'
import { type MadeRepair, makeRepair, type Stage, setStage, staff } from './fixture.ts'
import { seeInHead } from './screens.ts'
import { openEmployee, signIn } from './settings.ts'
import { openSocket } from './sockets.ts'

/** Where the engineer may work from; nobody here does. */
const office = '203.0.113.0/24'
const inOffice = { 'x-forwarded-for': '203.0.113.7', forwarded: 'for=203.0.113.7', 'x-real-ip': '203.0.113.7' }
const SESSION_ENDED = 4403

let stage: Stage
let repair: MadeRepair

beforeAll(async () => {
  stage = await setStage()
  repair = await makeRepair(stage)
}, 90_000)
afterAll(() => stage?.stop())

test('networks set for an employee close his open card, sockets and sign-in to every other address, whatever headers say', async () => {
  const [administrator, engineer, caller] = await Promise.all([
    stage.person('administrator'),
    stage.person('engineer'),
    stage.caller('engineer'),
  ])
  const { cookie } = caller
  await engineer.page.goto(`/repairs/${repair.number}`)
  await seeInHead(engineer.page, repair.number)
  const before = await openSocket(stage.app.url, cookie)
  expect(before.answer).toBe('taken')

  await openEmployee(administrator.page, staff.engineer.name)
  await setNetwork(administrator.page, office)
  await administrator.page.getByText('Сети сохранены').waitFor()

  // nothing is reloaded: the socket that was open before the rule is closed by it
  expect(await before.closed).toBe(SESSION_ENDED)
  await engineer.page.waitForURL('**/sign-in**')
  expect(await engineer.page.content()).not.toContain(repair.number)
  await signIn(engineer.page, staff.engineer.email, PASSWORD)
  await engineer.page.getByText('С вашего адреса вход закрыт').waitFor()

  for (const headers of [{}, inOffice]) {
    expect(await ask('{ viewer { id } }', { ...headers, cookie })).toBe('{"data":{"viewer":null}}')
    expect((await post('/exports/repair.csv', exportOrder, { ...headers, cookie })).status).toBe(401)
    expect((await openSocket(stage.app.url, cookie, headers)).answer).toBe(SESSION_ENDED)
    const signingIn = `mutation { signIn(email: "${staff.engineer.email}", password: "${PASSWORD}") { viewer { id } } }`
    expect(await ask(signingIn, headers)).toContain('ADDRESS')
  }
  expect([...administrator.faults, ...engineer.faults]).toEqual([])
})

test('an administrator who would lock himself out is told so, and nothing is saved', async () => {
  const { page, faults } = await stage.person('administrator')
  await openEmployee(page, staff.administrator.name)
  await setNetwork(page, office)
  await page.getByText('С этими сетями вы закроете вход себе: ваш адрес 127.0.0.1').waitFor()
  await page.reload()
  await page.getByText('Отовсюду: ни одной сети не указано.').waitFor()
  await page.getByRole('button', { name: 'Добавить мой адрес 127.0.0.1' }).click()
  await page.getByRole('button', { name: 'Сохранить' }).click()
  await page.getByText('Сети сохранены').waitFor()
  expect(faults).toEqual([])
})

async function setNetwork(page: Page, network: string) {
  await page.getByRole('button', { name: 'Добавить сеть' }).click()
  await page.getByLabel('Сеть или адрес').fill(network)
  await page.getByRole('button', { name: 'Сохранить' }).click()
}

const exportOrder = { columns: [{ key: 'number', title: '№', labels: {} }], filter: null, sort: [], search: null }

/** The answer to an operation, as text. */
async function ask(query: string, headers: Record<string, string>): Promise<string> {
  return (await post('/graphql', { query }, headers)).text()
}

function post(path: string, body: object, headers: Record<string, string>): Promise<Response> {
  return fetch(`${stage.app.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-naryad-csrf': '1', ...headers },
    body: JSON.stringify(body),
  })
}
