import { describe, expect, it } from 'vitest'
import { SealBrokenError, seal, sealingKeys, unseal } from './sealed.ts'

const [first, second] = ['first key of the installation, long', 'second key of the installation, long'] as const
const secret = Buffer.from('12345678901234567890')
const place = 'employees.totp_secret:1'

describe('a sealed value', () => {
  it('opens again where it was sealed, shows nothing of what it holds, and is never the same twice', () => {
    const keys = sealingKeys([first])
    const sealed = [seal(keys, secret, place), seal(keys, secret, place)]
    for (const one of sealed) {
      expect(unseal(keys, one, place)).toEqual(secret)
      expect(Buffer.from(one).includes(secret)).toBe(false)
    }
    expect(sealed[0]).not.toEqual(sealed[1])
  })

  it('opens with an older key after a new one was put before it', () => {
    const sealed = seal(sealingKeys([first]), secret, place)
    expect(unseal(sealingKeys([second, first]), sealed, place)).toEqual(secret)
    expect(() => unseal(sealingKeys([second]), sealed, place)).toThrow(SealBrokenError)
  })

  it('does not open in another row', () => {
    const keys = sealingKeys([first])
    expect(() => unseal(keys, seal(keys, secret, place), 'employees.totp_secret:2')).toThrow(SealBrokenError)
  })

  it('does not open with any bit altered, nor cut short', () => {
    const keys = sealingKeys([first])
    const sealed = seal(keys, secret, place)
    for (let at = 0; at < sealed.length; at++) {
      const altered = Uint8Array.from(sealed)
      altered[at] = (altered[at] ?? 0) ^ 1
      expect(() => unseal(keys, altered, place)).toThrow(SealBrokenError)
      expect(() => unseal(keys, sealed.subarray(0, at), place)).toThrow(SealBrokenError)
    }
  })
})
