import Button from '@mui/material/Button'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../components/EmptyState.tsx'

/** A page broke while it was drawn, or could not be loaded. */
export function ErrorPage() {
  const { t } = useTranslation('frame')
  return (
    <div role="alert">
      <EmptyState
        isPage
        title={t('broken.title')}
        text={navigator.onLine ? t('broken.text') : t('broken.offline')}
        action={
          <>
            <Button variant="contained" onClick={() => location.reload()}>
              {t('broken.reload')}
            </Button>
            {/* Loaded anew: whatever broke may have broken the rest as well. */}
            <Button href="/" variant="outlined">
              {t('broken.home')}
            </Button>
          </>
        }
      />
    </div>
  )
}
