import { expect, test } from 'vitest'
import { returnPath } from './return-path.ts'

test('signing in leads back to the page that was asked for, with its filters', () => {
  expect(returnPath('/repairs?status=NEW#feed')).toBe('/repairs?status=NEW#feed')
})

test.each(['//evil.example/x', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)', 'repairs'])(
  'signing in never leads to another site: %s',
  (wanted) => {
    expect(returnPath(wanted)).toBe('/')
  },
)

test('signing in does not lead back to signing in', () => {
  expect(returnPath('/sign-in?return=%2F')).toBe('/')
  expect(returnPath(null)).toBe('/')
})
