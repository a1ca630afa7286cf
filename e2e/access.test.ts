import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MadeRepair, makeRepair, type Stage, setStage, staff } from './fixture.ts'
import { feedEntries, field, seeInFeed, seeInHead } from './screens.ts'
import { openEmployee, openRole, saveRole, setAccess } from './settings.ts'

const HOUR_MS = 3_600_000
/** Each stands in the repair and nowhere else. */
const city = 'Чистополь'
const note = 'Клиент просит скидку, не обещать'

let stage: Stage
let repair: MadeRepair

beforeAll(async () => {
  stage = await setStage()
  repair = await makeRepair(stage)
  const manager = await stage.caller('manager')
  await manager.ask(
    'mutation ($id: ID!, $patch: RepairPatch!) { updateRepair(id: $id, patch: $patch) { repair { id } } }',
    { id: repair.id, patch: { city, internalNote: note } },
  )
}, 90_000)
afterAll(() => stage?.stop())

test('a field that the administrator closes vanishes at once from an open card and table, filters, search, feed and export, and comes back when he opens it', async () => {
  const [{ page: administrator, faults }, engineer] = await Promise.all([
    stage.person('administrator'),
    stage.person('engineer'),
  ])
  const card = engineer.page
  await card.goto(`/repairs/${repair.number}`)
  await field(card, 'city').getByText(city).waitFor()
  await seeInFeed(card, city)
  const list = await card.context().newPage()
  await list.goto('/repairs')
  await list.getByRole('gridcell', { name: city }).waitFor()

  await openRole(administrator, 'Сервисный центр', 'actions')
  await administrator.getByRole('checkbox', { name: 'Выгружать таблицы в файл' }).check()
  await saveRole(administrator)
  expect(await exported(list)).toContain(city)
  const ofOthers = ['Заявка', 'АСЦ', 'Клиент']
  expect(await filtersNamed(list, 'Город')).toEqual(['Клиент', ...ofOthers])

  await setAccess(administrator, 'Ремонты · Город', 'Нет')
  await saveRole(administrator)
  // nothing is reloaded: what was open obeys by itself
  await card.getByText(city).first().waitFor({ state: 'detached' })
  await list.getByText(city).first().waitFor({ state: 'detached' })
  await seeInHead(card, repair.number)
  expect(await card.content()).not.toContain(city)
  expect(await field(card, 'city').count()).toBe(0)
  expect(await feedEntries(card).filter({ hasText: 'Город' }).count()).toBe(0)
  expect(await list.getByRole('columnheader', { name: 'Город' }).count()).toBe(0)
  expect(await list.content()).not.toContain(city)

  expect(await filtersNamed(list, 'Город')).toEqual(ofOthers)
  await list.getByRole('searchbox').fill(city)
  await list.getByText('По этим условиям ничего нет').waitFor()
  await list.getByRole('button', { name: 'Сбросить поиск и фильтры' }).click()
  await list.getByRole('link', { name: repair.number }).waitFor()
  const file = await exported(list)
  expect(file).toContain(repair.number)
  expect(file).not.toContain(city)
  expect((await orderColumn('city')).status).toBe(403)
  expect((await orderColumn('number')).status).toBe(200)

  await setAccess(administrator, 'Ремонты · Город', 'Чтение')
  await saveRole(administrator)
  await field(card, 'city').getByText(city).waitFor()
  await seeInFeed(card, city)
  await list.getByRole('gridcell', { name: city }).waitFor()
  expect(await filtersNamed(list, 'Город')).toEqual(['Клиент', ...ofOthers])
  expect([...faults, ...engineer.faults]).toEqual([])
})

test('an exception until tomorrow opens a field to one employee at once and is over by itself when the time has come', async () => {
  const [administrator, engineer] = await Promise.all([stage.person('administrator'), stage.person('engineer')])
  const card = engineer.page
  await card.goto(`/repairs/${repair.number}`)
  await seeInHead(card, repair.number)
  await field(card, 'complaint').waitFor()
  expect(await card.content()).not.toContain(note)

  const { page } = administrator
  await openEmployee(page, staff.engineer.name)
  await page.getByRole('button', { name: 'Добавить исключение' }).click()
  const dialog = page.getByRole('dialog', { name: 'Добавить исключение' })
  await dialog.getByRole('combobox', { name: 'Поля' }).fill('внутренняя заметка')
  await page.getByRole('option', { name: 'Ремонты · Внутренняя заметка' }).click()
  await page.keyboard.press('Escape')
  await dialog.getByRole('button', { name: 'Завтра' }).click()
  await dialog.getByRole('button', { name: 'Добавить', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
  await field(card, 'internalNote').getByText(note).waitFor()

  // the last minute of tomorrow is at most two days away
  await stage.app.passTime(48 * HOUR_MS)
  await card.getByText(note).first().waitFor({ state: 'detached' })
  await seeInHead(card, repair.number)
  expect(await card.content()).not.toContain(note)
  await page.reload()
  const row = page.getByRole('table', { name: 'Личные исключения' }).getByRole('row')
  await row.filter({ hasText: 'Внутренняя заметка' }).getByText('истекло').waitFor()
  expect([...administrator.faults, ...engineer.faults]).toEqual([])
})

/** Where in the filter list of the open list a field of that name stands: among its own, or those of a related record. */
async function filtersNamed(list: Page, name: string): Promise<string[]> {
  await list.getByRole('button', { name: 'Добавить фильтр' }).click()
  await list.getByLabel('Найти поле').fill(name)
  const offered = list.locator('li').getByRole('button', { name, exact: true })
  await offered.first().waitFor()
  const groups = await offered.evaluateAll((fields) =>
    fields.map((field) => field.closest('ul')?.firstElementChild?.textContent ?? ''),
  )
  await list.keyboard.press('Escape')
  await offered.first().waitFor({ state: 'detached' })
  return groups
}

/** The file that the button of the open list gives. */
async function exported(list: Page): Promise<string> {
  const [download] = await Promise.all([
    list.waitForEvent('download'),
    list.getByRole('button', { name: 'Выгрузить список в файл' }).click(),
  ])
  return readFile(await download.path(), 'utf8')
}

/** An export asked for past the interface. */
async function orderColumn(key: string): Promise<Response> {
  const engineer = await stage.caller('engineer')
  return engineer.fetch('/exports/repair.csv', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ columns: [{ key, title: key, labels: {} }], filter: null, sort: [], search: null }),
  })
}
