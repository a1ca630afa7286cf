import { describe, expect, it } from 'vitest'
import { passwordStrength } from './password-strength.ts'

const owner = { name: 'Анна Ковалёва', email: 'a.kovaleva@gorizont-service.ru', companyName: 'Горизонт-Сервис' }

describe('a password', () => {
  it.each([
    ['short', 'TOO_SHORT'],
    ['К7$mz!pQ', 'TOO_SHORT'],
    ['12345678901234', 'TOO_COMMON'],
    ['Password2024!', 'TOO_COMMON'],
    ['qwertyuiop', 'TOO_COMMON'],
    ['йцукенгшщз', 'TOO_COMMON'],
    ['привет123456', 'TOO_COMMON'],
    ['ghbdtn123456', 'TOO_COMMON'],
    ['gfhjkmgfhjkm', 'TOO_SIMPLE'],
    ['ЛЮБОВЬ2024', 'TOO_COMMON'],
    ['aaaaaaaaaaaaaa', 'TOO_SIMPLE'],
    ['абвгдеёжзи', 'TOO_SIMPLE'],
    ['x7#x7#x7#x7#', 'TOO_SIMPLE'],
    ['12.05.1987', 'TOO_SIMPLE'],
    ['kovaleva2024', 'TOO_PERSONAL'],
    ['Ковалёва2024', 'TOO_PERSONAL'],
    ['rjdfktdf2024', 'TOO_PERSONAL'],
    ['Gorizont-Service1', 'TOO_PERSONAL'],
    ['Горизонт2024', 'TOO_PERSONAL'],
    ['наряднаряд1', 'TOO_SIMPLE'],
    ['x1'.repeat(150), 'TOO_LONG'],
  ])('such as %s is refused: %s', (password, reason) => {
    expect(passwordStrength(password, owner)).toMatchObject({ reason })
  })

  it.each([
    'корабль плывёт',
    'correct horse battery',
    'зелёная-табуретка-поёт',
    'mK8#vQz2!pL',
    'пятнадцать усатых ежей',
  ])('such as %s is good, with no rule about which characters it has', (password) => {
    expect(passwordStrength(password, owner)).toMatchObject({ reason: null })
  })

  it('is estimated in a moment, however it is made', () => {
    const started = performance.now()
    for (const part of ['x1', '4@31!0$7', 'aA4@', 'qwertyui', 'йц4@']) passwordStrength(part.repeat(25), owner)
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})
