import { expect, test } from 'vitest'
import { keysOf } from './shortcuts.ts'

const press = (
  key: string,
  code: string,
  held: Partial<Record<'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey', boolean>> = {},
) => keysOf({ key, code, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held })

test('a letter key works in the Russian layout as in the English one', () => {
  expect(press('n', 'KeyN')).toBe('n')
  expect(press('т', 'KeyN')).toBe('n')
  expect(press('л', 'KeyK', { ctrlKey: true })).toBe('mod+k')
})

test('the slash key searches and, with Shift, lists the keys in both layouts', () => {
  expect(press('/', 'Slash')).toBe('/')
  expect(press('.', 'Slash')).toBe('/')
  expect(press('?', 'Slash', { shiftKey: true })).toBe('?')
  expect(press(',', 'Slash', { shiftKey: true })).toBe('?')
})

test('Shift makes another key of a letter and of an arrow', () => {
  expect(press('J', 'KeyJ', { shiftKey: true })).toBe('shift+j')
  expect(press('ArrowDown', 'ArrowDown', { shiftKey: true })).toBe('shift+ArrowDown')
})
