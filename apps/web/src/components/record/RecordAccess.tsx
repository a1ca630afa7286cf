import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useCan } from '../../lib/viewer.ts'
import { lazyOverlay } from '../lazy-overlay.tsx'

const WhyButton = lazyOverlay(() => import('../access/WhyButton.tsx').then((module) => module.WhyButton))

export type RecordAccessProps = {
  entity: 'repair' | 'serviceRequest'
  /** Null when the viewer may not read it. */
  number: string | null
}

/** At the foot of a card: why something is not on it; whoever may, asks it about others too. */
export function RecordAccess({ entity, number }: RecordAccessProps) {
  const { t } = useTranslation('record')
  const canExplain = useCan('access.explain')
  const address = new URLSearchParams({ entity, ...(number && { record: number }) })
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, py: 1, ml: -1 }}>
      <Suspense fallback={<Box sx={{ height: { xs: 44, sm: 28 } }} />}>
        <WhyButton question={{ entity }} label={t('why')} />
      </Suspense>
      {canExplain && (
        <Button size="small" component={Link} to={`/access/explain?${address}`} sx={{ color: 'text.secondary' }}>
          {t('whoSees')}
        </Button>
      )}
    </Box>
  )
}
