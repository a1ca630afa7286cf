import { expect, test } from 'vitest'
import { mailHref } from './mail.ts'

test('an address is an address in a link, whatever it was stored with', () => {
  expect(mailHref('anna+crm@example.ru')).toBe('mailto:anna%2Bcrm@example.ru')
  expect(mailHref('a?cc=x@example.ru')).toBe('mailto:a%3Fcc%3Dx@example.ru')
  expect(mailHref('a@example.ru?bcc=x@y.ru')).toBe('mailto:a@example.ru%3Fbcc%3Dx@y.ru')
})
