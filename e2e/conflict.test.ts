import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MadeRepair, makeRepair, type Stage, setStage, staff } from './fixture.ts'
import { feedEntries, field, seeInFeed } from './screens.ts'

let stage: Stage
let repair: MadeRepair

beforeAll(async () => {
  stage = await setStage()
  repair = await makeRepair(stage)
}, 90_000)
afterAll(() => stage?.stop())

test('whoever saves a field second is shown both values, and what he wrote is lost only when he says so', async () => {
  const first = await stage.person('manager')
  const second = await stage.person('colleague')
  const note = 'Внутренняя заметка'
  for (const { page } of [first, second]) {
    await page.goto(`/repairs/${repair.number}`)
    await field(page, 'internalNote').getByRole('button').click()
  }
  await second.page.getByRole('textbox', { name: note }).fill('Звонил клиенту')
  await first.page.getByRole('textbox', { name: note }).fill('Ждём ключ от склада')
  await first.page.keyboard.press('Control+Enter')

  // he is told while he still writes, and again when he saves
  await field(second.page, 'internalNote').getByText(`${staff.manager.name} меняет это поле`).waitFor()
  expect(await second.page.getByRole('textbox', { name: note }).inputValue()).toBe('Звонил клиенту')
  await second.page.keyboard.press('Control+Enter')
  const conflict = second.page.getByRole('alert').filter({ hasText: staff.manager.name })
  await conflict.getByText('Ждём ключ от склада').waitFor()
  await conflict.getByText('Звонил клиенту').waitFor()
  await field(first.page, 'internalNote').getByText('Ждём ключ от склада').waitFor()

  await conflict.getByRole('button', { name: 'Оставить моё' }).click()
  await field(first.page, 'internalNote').getByText('Звонил клиенту').waitFor()
  await seeInFeed(first.page, 'Звонил клиенту')
  expect(await feedEntries(first.page).filter({ hasText: 'Ждём ключ от склада' }).count()).toBe(2)
})

test('a comment that could not be sent is still there after a reload', async () => {
  const { page } = await stage.person('manager')
  await page.goto(`/repairs/${repair.number}`)
  const words = page.getByRole('textbox', { name: /^Написать комментарий/ })
  await words.fill('Клиент просит приехать до обеда')
  await page.context().setOffline(true)
  await words.press('Control+Enter')
  await page
    .getByText(/Нет сети|Нет связи/)
    .first()
    .waitFor()
  await expect.poll(() => words.inputValue()).toBe('Клиент просит приехать до обеда')
  await page.context().setOffline(false)
  await page.reload()
  await expect.poll(() => words.inputValue(), { timeout: 10_000 }).toBe('Клиент просит приехать до обеда')
  await words.press('Control+Enter')
  await seeInFeed(page, 'Клиент просит приехать до обеда')
})
