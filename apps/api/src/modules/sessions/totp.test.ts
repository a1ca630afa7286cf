import { describe, expect, it } from 'vitest'
import { newTotpSecret, totpCode, totpStepOf, totpText, totpUri } from './totp.ts'

const secret = Buffer.from('12345678901234567890')
const at = (seconds: number) => new Date(seconds * 1_000)

describe('a code', () => {
  // RFC 6238 appendix B, SHA-1, the last six of its eight digits
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at %i s is %s, as in the RFC', (seconds, code) => {
    expect(totpCode(secret, at(seconds))).toBe(code)
    expect(totpStepOf(secret, code, at(seconds))).toBe(Math.floor(seconds / 30))
  })

  it('is taken from a clock that is one step off, either way, and told by its own step', () => {
    const now = 1_234_567_890
    const step = Math.floor(now / 30)
    for (const off of [-1, 0, 1]) {
      expect(totpStepOf(secret, totpCode(secret, at(now + off * 30)), at(now))).toBe(step + off)
    }
    for (const off of [-2, 2]) expect(totpStepOf(secret, totpCode(secret, at(now + off * 30)), at(now))).toBeNull()
  })

  it.each(['', '28708', '2870822', '28708a', '２８７０８２', ' 287082', '-87082'])(
    'is six digits and nothing else: %j',
    (code) => {
      expect(totpStepOf(secret, code, at(59))).toBeNull()
    },
  )
})

describe('a secret', () => {
  it('has 160 bits and is another one each time', () => {
    expect(newTotpSecret()).toHaveLength(20)
    expect(newTotpSecret()).not.toEqual(newTotpSecret())
  })

  it('is told in base32, and to a QR code with whose it is and where', () => {
    expect(totpText(secret)).toBe('GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ')
    const url = new URL(totpUri(secret, { email: 'anna@naryad.demo', companyName: 'Тест-Сервис' }))
    expect(decodeURIComponent(url.pathname)).toContain('Тест-Сервис:anna@naryad.demo')
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
      issuer: 'Тест-Сервис',
      algorithm: 'SHA1',
      digits: '6',
      period: '30',
    })
  })
})
