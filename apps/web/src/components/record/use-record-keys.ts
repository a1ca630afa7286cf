import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useShortcut } from '../../lib/shortcuts.ts'

interface Neighbours {
  listUrl: string
  previous: string | null
  next: string | null
}

/** Keys of a card: Esc goes back to the list, J and K walk through it. */
export function useRecordKeys({ listUrl, previous, next }: Neighbours): void {
  const { t } = useTranslation('record')
  const navigate = useNavigate()
  useShortcut({ keys: 'Escape', label: t('keys.back'), run: () => void navigate(listUrl) })
  // Walking replaces the address, so that «back» leads to the list and not through every card seen.
  useShortcut(
    { keys: 'j', label: t('keys.next'), run: () => next && void navigate(next, { replace: true }) },
    next !== null,
  )
  useShortcut(
    { keys: 'k', label: t('keys.previous'), run: () => previous && void navigate(previous, { replace: true }) },
    previous !== null,
  )
}
