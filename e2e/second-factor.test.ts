import { Buffer } from 'node:buffer'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { totpCode } from '../apps/api/src/modules/sessions/totp.ts'
import { PASSWORD } from './caller.ts'
import { type Stage, setStage, staff } from './fixture.ts'

const MINUTE = 60_000

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
function codeOf(secret: Uint8Array): string {
  return totpCode(secret, new Date(Date.now() + passed))
}

/** Reads the key off the page, as whoever types it into a phone does. */
async function keyOn(page: Page): Promise<Uint8Array> {
  await page.getByRole('img', { name: 'QR-код для приложения' }).waitFor()
  const text = await page.getByText(/^[A-Z2-7]{4}( [A-Z2-7]{4}){7}$/).textContent()
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...(text ?? '').replaceAll(' ', '')]
    .map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

async function givePassword(page: Page, email: string, password = PASSWORD) {
  await page.goto('/sign-in')
  await page.getByLabel('Эл. почта').fill(email)
  await page.getByLabel('Пароль').fill(password)
  await page.getByRole('button', { name: 'Войти', exact: true }).click()
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

test('an accountant sets a second factor up, signs in with its code, with a recovery code, and turns it off', async () => {
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
  await page.getByLabel('Код из приложения').fill(codeOf(secret))
  const codes = await keepCodes(page, 'Готово')
  expect(new Set(codes).size).toBe(10)
  await page.getByText('Резервных кодов осталось: 10 из 10').waitFor()

  await passTime(MINUTE)
  const phone = await stage.visitor('phone')
  await givePassword(phone.page, email)
  await phone.page.getByLabel('Код из приложения').fill('000000')
  await phone.page.getByText('Код не подошёл').waitFor()
  await phone.page.reload()
  await phone.page.getByLabel('Код из приложения').fill(codeOf(secret))
  await seeRepairs(phone.page)

  const borrowed = await stage.visitor()
  await givePassword(borrowed.page, email)
  await borrowed.page.getByRole('button', { name: 'Ввести резервный код' }).click()
  await borrowed.page.getByLabel('Резервный код').fill((codes[0] ?? '').toUpperCase())
  await borrowed.page.getByRole('button', { name: 'Войти', exact: true }).click()
  await seeRepairs(borrowed.page)

  await passTime(10 * MINUTE)
  await page.getByRole('button', { name: 'Отключить', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Отключить', exact: true }).click()
  await sudo.getByRole('button', { name: 'Отмена' }).click()
  await page.getByText('Ничего не изменилось').waitFor()
  await page.getByRole('button', { name: 'Отключить', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Отключить', exact: true }).click()
  await sudo.getByLabel('Код из приложения').fill(codeOf(secret))
  await sudo.getByRole('button', { name: 'Подтвердить' }).click()
  await page.getByRole('button', { name: 'Включить' }).waitFor()
  expect([...desk.faults, ...phone.faults, ...borrowed.faults]).toEqual([])
})
