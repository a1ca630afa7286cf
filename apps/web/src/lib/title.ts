import { useEffect, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'

type Title = { text: string; hasOwnHeading: boolean }

let current: Title = { text: '', hasOwnHeading: false }
const listeners = new Set<() => void>()

function set(next: Title) {
  current = next
  for (const listener of listeners) listener()
}

/**
 * Names the page in the tab and, unless the page shows a heading of its own, in the top bar. An empty text (data still
 * on the way, or something else stands in the page's place and names itself) leaves the product's name.
 */
export function usePageTitle(text: string | null | undefined, { hasOwnHeading = false } = {}): void {
  const { t } = useTranslation('common')
  const product = t('product')
  useEffect(() => {
    if (!text) return
    document.title = `${text} · ${product}`
    set({ text, hasOwnHeading })
    return () => {
      document.title = product
      set({ text: '', hasOwnHeading: false })
    }
  }, [text, product, hasOwnHeading])
}

/** What the page on the screen is called; for the top bar. */
export function useCurrentTitle(): Title {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => current,
  )
}
