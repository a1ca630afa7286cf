import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MadeRepair, makeRepair, type Stage, setStage } from './fixture.ts'

const REPAIRS = 48
/** Every sixth is urgent. */
const URGENT = REPAIRS / 6

let stage: Stage
let repairs: MadeRepair[]

beforeAll(async () => {
  stage = await setStage()
  repairs = []
  for (let index = 0; index < REPAIRS; index++) {
    repairs.push(
      await makeRepair(stage, {
        clientName: index === 7 ? 'Кафе «Ёлка»' : `Столовая № ${index}`,
        contactName: `Повар ${index}`,
        phone: `+7903123${String(4000 + index)}`,
        email: `cook-${index}@canteen.demo`,
        urgency: index % 6 === 0 ? 'URGENT' : 'NORMAL',
      }),
    )
  }
}, 120_000)
afterAll(() => stage?.stop())

const rows = (page: Page) => page.getByRole('row').filter({ hasText: /Р-\d{4}-/ })
const firstNumber = (page: Page) => rows(page).first().getByRole('link').first()
const count = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text }).waitFor()
const scrollTop = (page: Page) => page.getByRole('grid').evaluate((grid) => grid.scrollTop)

async function openList(page: Page) {
  await page.goto('/repairs')
  await count(page, `${REPAIRS} записей`)
}

test('filter, order and columns of a list stand in its address and survive a reload and a look at a card', async () => {
  const { page, faults } = await stage.person('manager')
  await openList(page)

  await page.getByRole('button', { name: 'Добавить фильтр' }).click()
  await page.getByLabel('Найти поле').fill('срочн')
  await page.getByRole('button', { name: 'Срочность', exact: true }).first().click()
  await page.getByRole('checkbox', { name: 'Срочно' }).check()
  await page.getByRole('button', { name: 'Применить' }).click()
  await count(page, `${URGENT} записей`)
  await page.getByRole('columnheader', { name: '№' }).getByRole('button', { name: '№', exact: true }).click()
  await expect.poll(() => firstNumber(page).textContent()).toBe(repairs[0]?.number)
  await page.getByRole('button', { name: 'Меню столбца «Чей ход»' }).click()
  await page.getByRole('menuitem', { name: 'Скрыть столбец' }).click()
  await expect.poll(() => page.getByRole('columnheader', { name: 'Чей ход' }).count()).toBe(0)
  const address = page.url()

  const isAsBefore = async () => {
    await count(page, `${URGENT} записей`)
    expect(page.url()).toBe(address)
    await page
      .getByText(/Срочность.*Срочно/)
      .first()
      .waitFor()
    expect(await page.getByRole('columnheader', { name: 'Чей ход' }).count()).toBe(0)
    expect(await page.getByRole('columnheader', { name: '№' }).getAttribute('aria-sort')).toBe('ascending')
    await expect.poll(() => firstNumber(page).textContent()).toBe(repairs[0]?.number)
  }
  await page.reload()
  await isAsBefore()
  await rows(page).nth(2).click()
  await page.getByRole('heading', { name: repairs[12]?.number }).waitFor()
  await page.keyboard.press('j')
  await page.getByRole('heading', { name: repairs[18]?.number }).waitFor()
  await page.keyboard.press('Escape')
  await isAsBefore()
  expect(faults).toEqual([])
})

test('a client is found by his phone in another notation and by his name with е for ё', async () => {
  const { page } = await stage.person('manager')
  await openList(page)
  for (const words of ['8 (903) 123-40-07', 'елка']) {
    await page.keyboard.press('/')
    await page.keyboard.type(words)
    await count(page, '1 запись')
    await expect.poll(() => firstNumber(page).textContent()).toBe(repairs[7]?.number)
    await page.keyboard.press('Escape')
    await count(page, `${REPAIRS} записей`)
    await page.keyboard.press('Escape')
  }
})

test('the keyboard alone goes through the list, opens a card, comes back to the same place and jumps to a number', async () => {
  const { page, faults } = await stage.person('manager')
  await openList(page)
  const grid = page.getByRole('grid')
  await grid.focus()
  await page.keyboard.press('End')
  await expect.poll(() => scrollTop(page)).toBeGreaterThan(0)
  const place = await scrollTop(page)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: repairs[0]?.number }).waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(() => scrollTop(page)).toBe(place)
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: repairs[1]?.number }).waitFor()

  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Поиск и команды' }).waitFor()
  await page.keyboard.type(repairs[30]?.number.slice(2) ?? '')
  await page.getByRole('option').filter({ hasText: repairs[30]?.number }).first().waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: repairs[30]?.number }).waitFor()
  expect(faults).toEqual([])
})
