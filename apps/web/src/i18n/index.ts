import i18next, { type BackendModule } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { localSetting } from '../lib/local-setting.ts'

export const languages = ['ru', 'en'] as const
export type Language = (typeof languages)[number]

export const language = localSetting<Language>('language', languages, 'ru')

/** Needed by every page of the app. */
export const frameNamespaces = ['common', 'frame', 'errors', 'fields', 'values'] as const

const files = import.meta.glob<{ default: Record<string, unknown> }>('./locales/*/*.json')

const lazyFiles: BackendModule = {
  type: 'backend',
  init() {},
  async read(locale: string, namespace: string) {
    const load = files[`./locales/${locale}/${namespace}.json`]
    // Absent texts show as keys, which is seen at once.
    return load ? (await load()).default : {}
  },
}

/** Loads the texts every page needs; those of a route come with its code. */
export async function startI18n(namespaces: readonly string[] = frameNamespaces): Promise<void> {
  i18next.on('languageChanged', (locale) => {
    document.documentElement.lang = locale
  })
  await i18next
    .use(lazyFiles)
    .use(initReactI18next)
    .init({
      lng: language.get(),
      supportedLngs: languages,
      // One language at a time: a test keeps them equal.
      fallbackLng: false,
      ns: namespaces,
      defaultNS: 'common',
      interpolation: { escapeValue: false },
      returnNull: false,
    })
}

/** Switches the interface at once and remembers it in this browser. */
export async function setLanguage(next: Language): Promise<void> {
  language.set(next)
  await i18next.changeLanguage(next)
}
