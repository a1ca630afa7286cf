import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from './EmptyState.tsx'
import { lazyOverlay } from './lazy-overlay.tsx'

const WhyButton = lazyOverlay(() => import('./access/WhyButton.tsx').then((module) => module.WhyButton))

export type NoRightProps = {
  /** What was not allowed, when it is known: then one may ask why. */
  action?: string
  isPage?: boolean
}

/** The viewer lacks the right, and who can give it. */
export function NoRight({ action, isPage = false }: NoRightProps) {
  const { t } = useTranslation('common')
  return (
    <EmptyState
      isPage={isPage}
      title={t('noRight.title')}
      text={t('noRight.text')}
      action={
        action && (
          <Suspense>
            <WhyButton question={{ action }} />
          </Suspense>
        )
      }
    />
  )
}
