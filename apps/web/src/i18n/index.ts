import i18next, { type BackendModule } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { localSetting } from '../lib/local-setting.ts'

export const languages = ['ru', 'en'] as const
export type Language = (typeof languages)[number]

export const language = localSetting<Language>('language', languages, 'ru')

/** Needed by every page of the app. */
export const frameNamespaces = ['common', 'frame', 'errors', 'fields', 'values'] as const

type Texts = { default: Record<string, unknown> }

/** Of the first screen; where the others are is not carried to it. */
const firstFiles = import.meta.glob<Texts>('./locales/*/{common,frame,errors,fields,values,table,session}.json')

const lazyFiles: BackendModule = {
  type: 'backend',
  init() {},
  async read(locale: string, namespace: string) {
    const path = `./locales/${locale}/${namespace}.json`
    const load = firstFiles[path] ?? (await import('./text-files.ts')).files[path]
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
