import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

/** The head of an open card, once it shows the text: its number, its status, whose move it is. */
export async function seeInHead(page: Page, text: string): Promise<void> {
  await page.getByRole('main').locator('header').getByText(text, { exact: true }).waitFor()
}

/** The feed of an open card, once it has an entry with the text. */
export async function seeInFeed(page: Page, text: string | RegExp): Promise<void> {
  await feedEntries(page).filter({ hasText: text }).first().waitFor()
}

export function feedEntries(page: Page): Locator {
  return page.getByRole('region', { name: 'Лента' }).locator('ol > li')
}

/** One field of an open card: its name and its value. */
export function field(page: Page, key: string): Locator {
  return page.locator(`#field-${key}`)
}

/** Makes a move of the card that is not its next step. */
export async function makeOtherMove(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Другие действия' }).click()
  await page.getByRole('menuitem', { name }).click()
}

/** Chooses a file for one type of documents of an open card. */
export async function attach(page: Page, type: string, file: { name: string; mimeType: string; buffer: Buffer }) {
  const place = page.getByRole('group', { name: type, exact: true })
  await place.locator('input[type=file]:not([capture])').setInputFiles(file)
  await place.locator('a, button').filter({ hasText: file.name }).waitFor()
}

/** Tomorrow, a quarter past ten in Moscow, as it is typed into a field of date and time. */
export function tomorrowMorning(): string {
  const tomorrow = new Date(Date.now() + 24 * 3_600_000)
  const day = tomorrow.toLocaleDateString('ru-RU', {
    timeZone: 'Europe/Moscow',
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
  })
  return `${day.replaceAll('.', '')}1015`
}

/** Opens a letter from the administrator's list of messages. */
async function openLetter(page: Page, subject: string): Promise<void> {
  await page.goto('/messages')
  await page.getByRole('row').filter({ hasText: subject }).first().click()
  await page.getByRole('heading', { name: subject }).waitFor()
}

/** Opens a letter about an account and gives the address that its button leads to. */
export async function linkOfLetter(page: Page, subject: string): Promise<string> {
  await openLetter(page, subject)
  return (await page.getByRole('link', { name: /^https?:/ }).getAttribute('href')) ?? ''
}

/** Opens a letter to a client, whose link leads nobody inside to the client's page. */
export async function seeLetter(page: Page, subject: string): Promise<void> {
  await openLetter(page, subject)
  expect(await page.getByRole('link', { name: /^https?:/ }).count()).toBe(0)
}
