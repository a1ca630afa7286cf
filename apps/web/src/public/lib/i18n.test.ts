import { afterEach, describe, expect, it } from 'vitest'
import en from '../../i18n/locales/en/public.json'
import ru from '../../i18n/locales/ru/public.json'
import { detectLocale, loadLocale, t, textOrNull } from './i18n.ts'

type Tree = { [key: string]: string | Tree }

function keys(tree: Tree, prefix = ''): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${prefix}${key}`] : keys(value, `${prefix}${key}.`),
  )
}

const plural = /_(zero|one|two|few|many|other)$/
const stems = (tree: Tree) => new Set(keys(tree).map((key) => key.replace(plural, '')))
const placeholders = (text: string | null) => (text?.match(/\{\{\w+\}\}/g) ?? []).sort()

afterEach(() => loadLocale('ru'))

describe('both languages', () => {
  it('have the same texts', () => {
    expect(stems(en)).toEqual(stems(ru))
  })

  it.each([
    ['ru', ru],
    ['en', en],
  ] as const)('have every plural form that %s needs', (locale, tree) => {
    const all = new Set(keys(tree))
    const counted = new Set([...all].filter((key) => plural.test(key)).map((key) => key.replace(plural, '')))
    const forms = new Intl.PluralRules(locale).resolvedOptions().pluralCategories
    const missing = [...counted].flatMap((key) => forms.map((form) => `${key}_${form}`)).filter((key) => !all.has(key))
    expect(missing).toEqual([])
  })

  it('put in the same values', async () => {
    const plain = keys(ru).filter((key) => !plural.test(key))
    const russian = plain.map((key) => [key, placeholders(find(ru, key))])
    expect(plain.map((key) => [key, placeholders(find(en, key))])).toEqual(russian)
  })

  it('name everything that the client of a returned request can be asked for', () => {
    const asked = ['clientName', 'inn', 'contactName', 'phone', 'email', 'region', 'city', 'address', 'manufacturer']
    asked.push('model', 'category', 'serialNumber', 'purchasedOn', 'isWarranty', 'complaint', 'documents')
    expect(asked.filter((key) => !textOrNull(`field.${key}`))).toEqual([])
  })
})

it('chooses the plural form by the count', async () => {
  expect([1, 3, 5, 21].map((count) => t('files.count', { count }))).toEqual([
    '1 файл',
    '3 файла',
    '5 файлов',
    '21 файл',
  ])
  await loadLocale('en')
  expect([1, 2].map((count) => t('files.count', { count }))).toEqual(['1 file', '2 files'])
})

it('takes the language of the address, then the one chosen before, then the browser’s, then Russian', () => {
  expect(detectLocale('?lang=en', 'ru', ['ru-RU'])).toBe('en')
  expect(detectLocale('', 'en', ['ru-RU'])).toBe('en')
  expect(detectLocale('?lang=xx', null, ['de-DE', 'en-GB'])).toBe('en')
  expect(detectLocale('', null, ['de-DE'])).toBe('ru')
})

function find(tree: Tree, path: string): string | null {
  const found = path
    .split('.')
    .reduce<string | Tree | undefined>((at, key) => (typeof at === 'object' ? at[key] : undefined), tree)
  return typeof found === 'string' ? found : null
}
