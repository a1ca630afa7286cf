import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MadeRepair, makeRepair, type Stage, setStage, staff } from './fixture.ts'
import { field, seeInHead } from './screens.ts'
import { openEmployee } from './settings.ts'

const number = /Р-\d{4}-\d+/

let stage: Stage
let repair: MadeRepair

beforeAll(async () => {
  stage = await setStage()
  repair = await makeRepair(stage)
  await makeRepair(stage, { phone: '+79173334455' })
}, 90_000)
afterAll(() => stage?.stop())

test('an administrator sees what an employee sees, changes nothing by it, and both ends of it stand in the log', async () => {
  const [{ page, faults }, engineer] = await Promise.all([stage.person('administrator'), stage.person('engineer')])
  await engineer.page.goto('/repairs')
  await openEmployee(page, staff.engineer.name)
  const settings = page.url()
  await page.getByRole('button', { name: `Смотреть как ${staff.engineer.name}` }).click()
  await page.getByRole('button', { name: 'Смотреть', exact: true }).click()

  const banner = page.getByRole('region', { name: 'Вы смотрите систему как' })
  await banner.getByText(`${staff.engineer.name}, Сервисный центр`).waitFor()
  await page.goto('/repairs')
  expect(await tableOf(page)).toEqual(await tableOf(engineer.page))
  expect(await menuOf(page)).toEqual(await menuOf(engineer.page))

  await page.goto(`/repairs/${repair.number}`)
  await seeInHead(page, repair.number)
  expect(await field(page, 'internalNote').count()).toBe(0)
  await page.getByRole('textbox', { name: /^Написать комментарий/ }).fill('От чужого имени')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('status').filter({ hasText: 'менять ничего нельзя' }).waitFor()
  const written = await stage.query('select 1 from feed_entries where text = $1', ['От чужого имени'])
  expect(written).toEqual([])

  await banner.getByRole('button', { name: 'Вернуться' }).click()
  await page.getByRole('heading', { name: staff.engineer.name, level: 1 }).waitFor()
  expect(page.url()).toBe(settings)
  expect(await banner.count()).toBe(0)

  await page.goto('/audit')
  for (const entry of ['Начат просмотр глазами другого', 'Окончен просмотр глазами другого']) {
    const row = page.getByRole('row').filter({ hasText: entry })
    await row.getByText(staff.administrator.name).waitFor()
    await row.getByText(staff.engineer.name).waitFor()
  }
  expect([...faults, ...engineer.faults]).toEqual([])
})

test('whoever opens a section that is not his may ask why, and is told that it is his role', async () => {
  const { page, faults } = await stage.person('manager')
  await page.goto('/messages')
  await page.getByText('У вас нет доступа к этому разделу').waitFor()
  await page.getByRole('button', { name: 'Почему?' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Вам это не разрешено').waitFor()
  const deciding = dialog.getByRole('listitem').filter({ hasText: 'решает это' })
  await deciding.getByText('Так настроена ваша роль: не разрешено').waitFor()
  await dialog.getByText('Дать доступ может администратор вашей организации.').waitFor()
  expect(faults).toEqual([])
})

test('an administrator who asks why an employee does not see a field is told the deciding rule and led to it', async () => {
  const { page, faults } = await stage.person('administrator')
  await openEmployee(page, staff.engineer.name)
  await page.getByRole('link', { name: 'Проверить доступ' }).click()
  await page.getByLabel('Раздел данных').selectOption({ label: 'Ремонты' })
  await page.getByLabel('Поле').selectOption({ label: 'Внутренняя заметка' })
  const verdict = page.getByRole('status').filter({ hasText: 'Не видит' })
  const deciding = verdict.getByRole('listitem').filter({ hasText: 'решает это' })
  await deciding.getByText('Роль «Сервисный центр»: доступа нет').waitFor()

  await deciding.getByRole('link', { name: 'Изменить' }).click()
  await page.getByRole('heading', { name: 'Сервисный центр', level: 1 }).waitFor()
  const rule = page.getByRole('radiogroup', { name: 'Доступ: Ремонты · Внутренняя заметка', exact: true })
  await expect.poll(() => rule.getByRole('radio', { name: 'Нет' }).getAttribute('aria-checked')).toBe('true')
  await expect.poll(() => rule.evaluate((group) => group.contains(document.activeElement))).toBe(true)
  expect(faults).toEqual([])
})

/** Heads and numbers of the open list. */
async function tableOf(page: Page): Promise<string[]> {
  await page.getByRole('row').filter({ hasText: number }).first().waitFor()
  const numbers = await page.getByRole('row').getByRole('link', { name: number }).allTextContents()
  return [...(await page.getByRole('columnheader').allTextContents()), ...numbers]
}

function menuOf(page: Page): Promise<string[]> {
  return page.getByRole('navigation', { name: 'Разделы' }).getByRole('link').allTextContents()
}
