import Button from '@mui/material/Button'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { EmptyState } from '../components/EmptyState.tsx'

export function NotFoundPage() {
  const { t } = useTranslation('common')
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
