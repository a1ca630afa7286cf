import { expect, test } from 'vitest'
import { letterParts } from './letter-text.ts'

test('addresses in a letter become links, the punctuation after them does not', () => {
  expect(letterParts('Откройте https://naryad.example/p/track/AbC-_9.\nСпасибо')).toEqual([
    { text: 'Откройте ', href: null },
    { text: 'https://naryad.example/p/track/AbC-_9', href: 'https://naryad.example/p/track/AbC-_9' },
    { text: '.\nСпасибо', href: null },
  ])
})

test('what only looks like an address stays text', () => {
  expect(letterParts('javascript:alert(1) и www.example.com')).toEqual([
    { text: 'javascript:alert(1) и www.example.com', href: null },
  ])
})

test('an address without its token is no link', () => {
  const text = 'Оценить работу: https://naryad.example/p/rate/…\n\n— Наряд'
  expect(letterParts(text)).toEqual([{ text, href: null }])
})
