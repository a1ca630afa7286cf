import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { codeOf } from './authenticator.ts'
import { PASSWORD } from './caller.ts'
import { type Stage, setStage, staff } from './fixture.ts'
import { linkOfLetter } from './screens.ts'
import { openRole, saveRole, setAccess, signIn } from './settings.ts'

const MINUTE = 60_000
const GOOD_PASSWORD = 'ласточка летит домой'

let stage: Stage
let passed = 0
beforeAll(async () => {
  stage = await setStage()
}, 120_000)
afterAll(() => stage?.stop())

async function passTime(milliseconds: number) {
  passed += milliseconds
  await stage.app.passTime(milliseconds)
}

/** What the employee's phone shows now. */
const shown = (secret: string) => codeOf(secret, Date.now() + passed)

/** Reads the key off the page, as whoever types it into a phone does. */
async function keyOn(page: Page): Promise<string> {
  await page.getByRole('img', { name: 'QR-код для приложения' }).waitFor()
  return (await page.getByText(/^[A-Z2-7]{4}( [A-Z2-7]{4}){7}$/).textContent()) ?? ''
}

async function keepCodes(page: Page, done: string): Promise<string[]> {
  const list = page.getByRole('list', { name: 'Резервные коды' })
  await list.waitFor()
  const codes = await list.getByRole('listitem').allTextContents()
  await page.getByLabel('Коды сохранены').check()
  await page.getByRole('button', { name: done }).click()
  return codes
}

const seeRepairs = (page: Page) => page.waitForURL((url) => url.pathname === '/repairs' || url.pathname === '/requests')

test('an accountant sets a second factor up, signs in with its code and once with a recovery code, and turns it off', async () => {
  const { email } = staff.accountant
  const desk = await stage.person('accountant')
  const { page } = desk
  await page.goto('/profile')
  await passTime(10 * MINUTE)
  await page.getByRole('button', { name: 'Включить' }).click()
  const sudo = page.getByRole('dialog', { name: 'Подтвердите, что это вы' })
  await sudo.getByLabel('Пароль').fill('not the password')
  await sudo.getByRole('button', { name: 'Подтвердить' }).click()
  await sudo.getByText('Пароль неверен').waitFor()
  await sudo.getByLabel('Пароль').fill(PASSWORD)
  await sudo.getByRole('button', { name: 'Подтвердить' }).click()
  const secret = await keyOn(page)
  await page.getByLabel('Код из приложения').fill(shown(secret))
  const codes = await keepCodes(page, 'Готово')
  expect(new Set(codes).size).toBe(10)
  await page.getByText('Резервных кодов осталось: 10 из 10').waitFor()

  await passTime(MINUTE)
  const phone = await stage.visitor('phone')
  await signIn(phone.page, email, PASSWORD)
  await phone.page.getByLabel('Код из приложения').fill('000000')
  await phone.page.getByText('Код не подошёл').waitFor()
  await phone.page.reload()
  await phone.page.getByLabel('Код из приложения').fill(shown(secret))
  await seeRepairs(phone.page)

  const borrowed = await stage.visitor()
  await signIn(borrowed.page, email, PASSWORD)
  await borrowed.page.getByRole('button', { name: 'Ввести резервный код' }).click()
  await borrowed.page.getByLabel('Резервный код').fill((codes[0] ?? '').toUpperCase())
  await borrowed.page.getByRole('button', { name: 'Войти', exact: true }).click()
  await seeRepairs(borrowed.page)
  const found = await stage.visitor()
  await signIn(found.page, email, PASSWORD)
  await found.page.getByRole('button', { name: 'Ввести резервный код' }).click()
  await found.page.getByLabel('Резервный код').fill(codes[0] ?? '')
  await found.page.getByRole('button', { name: 'Войти', exact: true }).click()
  await found.page.getByText('Код не подошёл: он уже использован').waitFor()

  await passTime(10 * MINUTE)
  await page.getByRole('button', { name: 'Отключить', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Отключить', exact: true }).click()
  await sudo.getByRole('button', { name: 'Отмена' }).click()
  await page.getByText('Ничего не изменилось').waitFor()
  await page.getByRole('button', { name: 'Отключить', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Отключить', exact: true }).click()
  await sudo.getByLabel('Код из приложения').fill(shown(secret))
  await sudo.getByRole('button', { name: 'Подтвердить' }).click()
  await page.getByRole('button', { name: 'Включить' }).waitFor()
  expect([...desk.faults, ...phone.faults, ...borrowed.faults, ...found.faults]).toEqual([])
})

test('whoever is invited sets a password that stands guessing, a second factor if his role asks for one, and is in', async () => {
  const administrator = await stage.person('administrator')
  const office = administrator.page
  await openRole(office, 'Менеджер', 'security')
  await office.getByRole('switch', { name: 'Второй фактор обязателен' }).check()
  await saveRole(office)
  await office.goto('/staff')
  await office.getByRole('button', { name: 'Пригласить' }).click()
  const dialog = office.getByRole('dialog', { name: 'Пригласить сотрудника' })
  await dialog.getByLabel('Имя').fill('Нина Соколова')
  await dialog.getByLabel('Эл. почта').fill('newcomer@example.ru')
  await dialog.getByRole('combobox', { name: 'Роль' }).click()
  await office.getByRole('option', { name: 'Менеджер' }).click()
  await dialog.getByRole('button', { name: 'Отправить приглашение' }).click()
  await office.getByRole('heading', { name: 'Нина Соколова', level: 1 }).waitFor()
  const link = await linkOfLetter(office, 'Приглашение в систему')

  const { page, faults } = await stage.visitor('phone')
  await page.goto(link)
  await page.getByText('Нина Соколова').waitFor()
  await page.getByLabel('Пароль').fill('Соколова2026')
  await page.getByText('Пароль похож на ваше имя').waitFor()
  await page.getByLabel('Пароль').fill(GOOD_PASSWORD)
  await page.getByText('отличный').waitFor()
  await page.getByRole('button', { name: 'Сохранить и войти' }).click()
  const secret = await keyOn(page)
  await page.getByLabel('Код из приложения').fill(shown(secret))
  await keepCodes(page, 'Войти в систему')
  await seeRepairs(page)

  await page.goto(link)
  await page.getByText('По этой ссылке уже задали пароль').waitFor()
  expect([...administrator.faults, ...faults]).toEqual([])
})

test('rights are changed by whoever has just said who he is; otherwise he is asked, and what he was saving goes on', async () => {
  const { page, faults } = await stage.person('administrator')
  await openRole(page, 'Дилер')
  await setAccess(page, 'Ремонты · Жалоба', 'Нет')
  await passTime(15 * MINUTE)
  const dialog = page.getByRole('dialog', { name: 'Подтвердите, что это вы' })
  await page.getByRole('button', { name: 'Сохранить', exact: true }).click()
  await dialog.getByLabel('Пароль').fill('не тот')
  await dialog.getByRole('button', { name: 'Подтвердить' }).click()
  await dialog.getByText('Пароль неверен.').waitFor()
  expect(await accessOfDealer()).not.toBe('NONE')

  await dialog.getByLabel('Пароль').fill(PASSWORD)
  await dialog.getByRole('button', { name: 'Подтвердить' }).click()
  await page.getByText(/^Роль сохранена/).waitFor()
  expect(await accessOfDealer()).toBe('NONE')
  expect(faults).toEqual([])
})

async function accessOfDealer(): Promise<string | undefined> {
  const [rule] = await stage.query<{ access: string }>(
    `select f.access from role_fields f join field_definitions d on d.id = f.field_id join employees e on e.role_id = f.role_id
     where e.email = $1 and d.entity = 'repair' and d.key = 'complaint'`,
    [staff.dealer.email],
  )
  return rule?.access
}
