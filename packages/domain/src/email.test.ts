import { expect, test } from 'vitest'
import { normalizeEmail } from './email.ts'

test.each([
  ['Anna@Example.RU', 'anna@example.ru'],
  ['  anna@example.ru\n', 'anna@example.ru'],
  ['Анна Смирнова <Anna@example.ru>', 'anna@example.ru'],
  ['mailto:anna@example.ru', 'anna@example.ru'],
  ['anna+crm@sub.example.co.uk', 'anna+crm@sub.example.co.uk'],
  ['анна@почта.рф', 'анна@почта.рф'],
  ["o'neil@example.com", "o'neil@example.com"],
  ['a@xn--80a1acny.xn--p1ai', 'a@xn--80a1acny.xn--p1ai'],
])('%j is stored as %s', (text, expected) => {
  expect(normalizeEmail(text)).toBe(expected)
})

test.each([
  '',
  'anna',
  'anna@',
  '@example.ru',
  'anna@example',
  'anna@example..ru',
  '.anna@example.ru',
  'an..na@example.ru',
  'anna@-example.ru',
  'anna@example.ru, oleg@example.ru',
  'anna@example.ru\r\nBcc: x@example.ru',
  'anna smirnova@example.ru',
  'anna@127.0.0.1',
  'anna@example.ru?cc=x@y.ru',
  'mailto:anna@example.ru?cc=x@y.ru',
  'mailto:anna@example.ru?subject=x',
  'anna?cc=x@example.ru',
  'anna？cc＝x@example.ru',
  'anna&bcc=x@example.ru',
  'anna%0Abcc:x@example.ru',
  'anna%40y.ru@example.ru',
  'anna=x@example.ru',
  'anna#x@example.ru',
  'anna\0@example.ru',
  'anna\u200b@example.ru',
  'anna@example.ru&x',
  'anna@example.ru%0a',
  `${'a'.repeat(65)}@example.ru`,
  `a@${'b'.repeat(250)}.ru`,
])('%j is no address', (text) => {
  expect(normalizeEmail(text)).toBeNull()
})
