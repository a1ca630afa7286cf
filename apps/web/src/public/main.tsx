/** @jsxImportSource preact */
import { render } from 'preact'
import { App } from './App.tsx'
import { detectLocale, loadLocale } from './lib/i18n.ts'
import { browserStorage } from './lib/storage.ts'
import { refreshTracking } from './track/refresh.ts'

const LANGUAGE = 'public.language'

async function start(root: HTMLElement) {
  if (root.hasAttribute('data-rendered')) {
    // in the language that the server has chosen
    await loadLocale(document.documentElement.lang === 'en' ? 'en' : 'ru')
    if (root.querySelector('[data-live]')) refreshTracking(root)
    return
  }
  const stored = browserStorage.get(LANGUAGE)
  const locale = detectLocale(location.search, typeof stored === 'string' ? stored : null, navigator.languages)
  if (new URLSearchParams(location.search).has('lang')) browserStorage.set(LANGUAGE, locale)
  await loadLocale(locale)
  document.documentElement.lang = locale
  root.replaceChildren()
  render(<App />, root)
}

const root = document.getElementById('app')
if (root) void start(root)
