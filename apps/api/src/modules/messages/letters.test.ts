import { describe, expect, test } from 'vitest'
import { renderLetter } from './letter.ts'
import { type LetterData, type LetterName, letterNames, letters } from './letters.ts'

const hostile = `<script>alert("1")</script> & 'ко'`
/** Every value that any letter takes. */
const data = Object.fromEntries(
  [
    ...['number', 'comment', 'clientName', 'reason', 'repairNumber', 'visitAt', 'serviceCenterName'],
    ...['serviceCenterPhone', 'address', 'complaint', 'author', 'text', 'name', 'at', 'left'],
  ].map((key) => [key, `${key} ${hostile}`]),
)
const values = { ...data, url: 'https://naryad.demo/p/x?a=1&b=2' } as unknown as LetterData[LetterName] & never

describe.each(letterNames)('%s', (name) => {
  test.each(['ru', 'en'] as const)('in %s is whole, and lets no foreign word become markup', (locale) => {
    const { subject, text, html } = renderLetter(letters[locale][name](values), { companyName: hostile, locale })
    expect(subject).not.toMatch(/undefined|\n/)
    expect(text).not.toContain('undefined')
    expect(html).not.toMatch(/<script|undefined/)
    expect(html).toContain('&lt;script&gt;')
    expect(html).not.toMatch(/href="[^"]*"[^>]*"1"/)
  })

  test('says the same in both languages: as many paragraphs, the same quote and link', () => {
    const [ru, en] = [letters.ru[name](values), letters.en[name](values)]
    expect(en.paragraphs).toHaveLength(ru.paragraphs.length)
    expect(en.quote).toBe(ru.quote)
    expect(en.button?.url).toBe(ru.button?.url)
  })
})

test('a line break in a quote stays one, in text behind the quote sign too', () => {
  const letter = { subject: 'а\nб', paragraphs: [], quote: 'раз\nдва' }
  const { subject, text, html } = renderLetter(letter, { companyName: 'Наряд', locale: 'ru' })
  expect(subject).toBe('а б')
  expect(text).toContain('> раз\n> два')
  expect(html).toContain('раз<br>два')
})
