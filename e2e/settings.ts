import type { Page } from 'playwright-core'

/** Opens a role of that name in the editor, at one of its tabs. */
export async function openRole(page: Page, name: string, tab = 'fields'): Promise<void> {
  await page.goto('/roles')
  await page.getByRole('link', { name, exact: true }).click()
  await page.getByRole('heading', { name, level: 1 }).waitFor()
  await page.goto(`${new URL(page.url()).pathname}?tab=${tab}`)
  await page.getByRole('tabpanel').waitFor()
}

/** Sets one field in the open role editor, found by its search. */
export async function setAccess(page: Page, field: string, level: 'Нет' | 'Чтение' | 'Запись'): Promise<void> {
  await page.getByRole('tab', { name: 'Поля' }).click()
  await page.getByRole('searchbox').fill(field.split(' · ').at(-1) ?? field)
  const name = `Доступ: ${field}`
  await page.getByRole('radiogroup', { name, exact: true }).getByRole('radio', { name: level }).click()
}

/** Saves the open role; its rules are in force when this is done. */
export async function saveRole(page: Page): Promise<void> {
  const bar = page.getByRole('region', { name: 'Несохранённые изменения' })
  await bar.getByRole('button', { name: 'Сохранить' }).click()
  await bar.waitFor({ state: 'detached' })
}

/** Opens the settings of an employee from the list of all. */
export async function openEmployee(page: Page, name: string): Promise<void> {
  await page.goto('/staff')
  await page.getByRole('link', { name, exact: true }).click()
  await page.getByRole('heading', { name, level: 1 }).waitFor()
}

/** Opens the sign-in page and gives an address and a password. */
export async function signIn(page: Page, email: string, password: string): Promise<void> {
  if (new URL(page.url()).pathname !== '/sign-in') await page.goto('/sign-in')
  await page.getByLabel('Эл. почта').fill(email)
  await page.getByLabel('Пароль').fill(password)
  await page.getByRole('button', { name: 'Войти', exact: true }).click()
}
