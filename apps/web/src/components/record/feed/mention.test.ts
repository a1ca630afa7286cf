import { expect, test } from 'vitest'
import { mentionAt, withMention } from './mention.ts'

test('a mention is typed after an @ that begins a word, with at most two words', () => {
  expect(mentionAt('Проверьте, @Серг', 16)).toEqual({ start: 11, end: 16, text: 'Серг' })
  expect(mentionAt('@', 1)).toEqual({ start: 0, end: 1, text: '' })
  expect(mentionAt('@Анна См', 8)).toEqual({ start: 0, end: 8, text: 'Анна См' })
  expect(mentionAt('@Анна Смирнова уже', 18)).toBeNull()
  expect(mentionAt('почта anna@mail', 15)).toBeNull()
})

test('a finished mention takes the place of what was typed and leaves the rest of the text', () => {
  const text = 'Коллеги, @Серг проверьте'
  const query = mentionAt(text, 14)
  expect(query && withMention(text, query, 'Сергей Экспертов')).toBe('Коллеги, @Сергей Экспертов проверьте')
  expect(withMention('@', { start: 0, end: 1, text: '' }, 'Анна Смирнова')).toBe('@Анна Смирнова ')
})
