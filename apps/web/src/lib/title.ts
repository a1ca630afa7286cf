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
 * on the way) leaves the product's name.
 */
export function usePageTitle(text: string | null | undefined, { hasOwnHeading = false } = {}): void {
  const { t } = useTranslation('common')
  const product = t('product')
  useEffect(() => {
    document.title = text ? `${text} · ${product}` : product
    set({ text: text ?? '', hasOwnHeading })
    return () => set({ text: '', hasOwnHeading: false })
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
