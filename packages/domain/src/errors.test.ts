import { expect, test } from 'vitest'
import { DomainError, isDomainError } from './errors.ts'

test('a refusal carries its code and details, and is told from a bug', () => {
  const cause = new Error('unique violation')
  const refusal = new DomainError('CONFLICT', { key: 'number' }, { cause })
  expect(refusal).toMatchObject({ name: 'DomainError', code: 'CONFLICT', details: { key: 'number' }, cause })
  expect(isDomainError(refusal)).toBe(true)
  expect(isDomainError(refusal, 'CONFLICT')).toBe(true)
  expect(isDomainError(refusal, 'NOT_FOUND')).toBe(false)
  expect(isDomainError(new TypeError('bug'))).toBe(false)
  expect(isDomainError(null)).toBe(false)
})
