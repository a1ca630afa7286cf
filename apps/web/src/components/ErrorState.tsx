import Button from '@mui/material/Button'
import { useTranslation } from 'react-i18next'
import { errorText, failureOf } from '../lib/errors.ts'
import { EmptyState } from './EmptyState.tsx'
import { NoRight } from './NoRight.tsx'

export type ErrorStateProps = { error: unknown; onRetry?: () => void; isPage?: boolean }

/** What went wrong in place of what was to be shown, and a way on. */
export function ErrorState({ error, onRetry, isPage = false }: ErrorStateProps) {
  const { t } = useTranslation('common')
  const { code, details } = failureOf(error)
  if (code === 'FORBIDDEN') {
    return <NoRight isPage={isPage} {...(typeof details.action === 'string' && { action: details.action })} />
  }
  return (
    <div role="alert">
      <EmptyState
        isPage={isPage}
        title={code === 'NOT_FOUND' ? t('notFound.title') : t('failed.title')}
        text={errorText(error)}
        action={
          onRetry && (
            <Button variant="outlined" onClick={onRetry}>
              {t('retry')}
            </Button>
          )
        }
      />
    </div>
  )
}
