import { expect, test } from 'vitest'

const files = import.meta.glob<Record<string, unknown>>('./locales/*/*.json', { eager: true, import: 'default' })

function keysOf(texts: unknown, prefix = ''): string[] {
  if (typeof texts !== 'object' || texts === null) return [prefix]
  // Languages differ in how many plural forms they have.
  return Object.entries(texts).flatMap(([key, value]) =>
    keysOf(value, `${prefix}${prefix && '.'}${key.replace(/_(zero|one|two|few|many|other)$/, '')}`),
  )
}

const namespaces = [...new Set(Object.keys(files).map((path) => path.split('/').at(-1) ?? ''))]

test.each(namespaces)('%s says the same things in Russian and in English', (name) => {
  const russian = new Set(keysOf(files[`./locales/ru/${name}`] ?? {}))
  const english = new Set(keysOf(files[`./locales/en/${name}`] ?? {}))
  expect(
    [...russian].filter((key) => !english.has(key)),
    'missing in English',
  ).toEqual([])
  expect(
    [...english].filter((key) => !russian.has(key)),
    'missing in Russian',
  ).toEqual([])
})

test('every Russian plural has the forms that the language needs', () => {
  for (const [path, texts] of Object.entries(files)) {
    if (!path.includes('/ru/')) continue
    const plurals = Object.groupBy(
      rawKeys(texts).filter((key) => /_(one|few|many|other)$/.test(key)),
      (key) => key.replace(/_\w+$/, ''),
    )
    for (const [key, forms] of Object.entries(plurals)) expect(forms, `${path}: ${key}`).toHaveLength(4)
  }
})

function rawKeys(texts: unknown, prefix = ''): string[] {
  if (typeof texts !== 'object' || texts === null) return [prefix]
  return Object.entries(texts).flatMap(([key, value]) => rawKeys(value, `${prefix}${prefix && '.'}${key}`))
}
