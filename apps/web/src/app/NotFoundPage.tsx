import Button from '@mui/material/Button'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { EmptyState } from '../components/EmptyState.tsx'
import { usePageTitle } from '../lib/title.ts'

export function NotFoundPage() {
  const { t } = useTranslation('common')
  usePageTitle(t('notFound.title'), { hasOwnHeading: true })
  return (
    <EmptyState
      isPage
      title={t('notFound.title')}
      text={t('notFound.text')}
      action={
        <Button component={Link} to="/" variant="outlined">
          {t('notFound.home')}
        </Button>
      }
    />
  )
}
