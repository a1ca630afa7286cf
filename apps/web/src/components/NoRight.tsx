import { useTranslation } from 'react-i18next'
import { EmptyState } from './EmptyState.tsx'

/** The viewer lacks the right, and who can give it. */
export function NoRight({ isPage = false }: { isPage?: boolean }) {
  const { t } = useTranslation('common')
  return <EmptyState isPage={isPage} title={t('noRight.title')} text={t('noRight.text')} />
}
