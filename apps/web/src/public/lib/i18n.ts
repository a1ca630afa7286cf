import ru from '../../i18n/locales/ru/public.json'

export const locales = ['ru', 'en'] as const
export type Locale = (typeof locales)[number]

type Tree = { readonly [key: string]: string | Tree }
type Keys<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Keys<T[K]>}` }[keyof T & string]
type Stem<K extends string> = K extends `${infer S}_${Intl.LDMLPluralRule}` ? S : K

/** A text of the public pages; of a counted one the part before the plural category. */
export type TextKey = Stem<Keys<typeof ru>>

type Values = Readonly<Record<string, string | number>>

let texts: Tree = ru
let current: Locale = 'ru'
let plurals = new Intl.PluralRules('ru')

/** Language of the page: `?lang=`, then what was chosen before, then the browser's; Russian when it is neither. */
export function detectLocale(search: string, stored: string | null, preferred: readonly string[]): Locale {
  const wanted = [new URLSearchParams(search).get('lang'), stored, ...preferred]
  for (const tag of wanted) {
    const locale = locales.find((each) => each === tag?.slice(0, 2).toLowerCase())
    if (locale) return locale
  }
  return 'ru'
}

/** Russian comes with the page, any other language is fetched. */
export async function loadLocale(locale: Locale): Promise<void> {
  texts = locale === 'ru' ? ru : (await import('../../i18n/locales/en/public.json')).default
  current = locale
  plurals = new Intl.PluralRules(locale)
}

export function locale(): Locale {
  return current
}

/** The text with its `{{values}}` put in; `count` chooses the plural form. An absent one shows as its key. */
export function t(key: TextKey, values: Values = {}): string {
  return find(key, values) ?? key
}

/** The text when there is one: for keys that the server sends. */
export function textOrNull(key: string, values: Values = {}): string | null {
  return find(key, values)
}

function find(key: string, values: Values): string | null {
  const counted = typeof values.count === 'number' ? at(`${key}_${plurals.select(values.count)}`) : null
  const text = counted ?? at(key)
  return text === null ? null : text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''))
}

function at(path: string): string | null {
  let node: string | Tree | undefined = texts
  for (const part of path.split('.')) node = typeof node === 'object' ? node[part] : undefined
  return typeof node === 'string' ? node : null
}
