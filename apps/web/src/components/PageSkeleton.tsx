import Box from '@mui/material/Box'
import Skeleton from '@mui/material/Skeleton'
import { useTranslation } from 'react-i18next'
import { RowsSkeleton } from './RowsSkeleton.tsx'

/** `terms`: names and values, one under the other; `tabs`: a head, tabs and rows of settings. */
export type PageKind = 'list' | 'card' | 'form' | 'terms' | 'tabs'

/** A page on its way, in the layout it will have. */
export function PageSkeleton({ kind }: { kind: PageKind }) {
  const { t } = useTranslation('common')
  return (
    <Box role="status" aria-label={t('loading')}>
      {kind === 'list' && <ListSkeleton />}
      {kind === 'card' && <CardSkeleton />}
      {kind === 'form' && <FormSkeleton />}
      {kind === 'terms' && <TermsSkeleton />}
      {kind === 'tabs' && <TabsSkeleton />}
    </Box>
  )
}

function ListSkeleton() {
  return (
    <>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, height: 48, px: { xs: 2, md: 3 } }}>
        <Skeleton variant="rounded" width={88} height={24} />
        <Skeleton variant="rounded" width={120} height={24} />
      </Box>
      <RowsSkeleton rows={16} />
    </>
  )
}

function CardSkeleton() {
  return (
    <Box sx={{ px: { xs: 2, md: 3 } }}>
      <HeadSkeleton />
      <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', lg: 'minmax(0, 1fr) 400px' }, gap: 2 }}>
        <Box sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
          <Skeleton variant="rounded" height={180} />
          <Skeleton variant="rounded" height={140} />
        </Box>
        <Skeleton variant="rounded" height={336} />
      </Box>
    </Box>
  )
}

function HeadSkeleton() {
  return (
    <Box sx={{ display: 'flex', gap: 1.5, height: 56, alignItems: 'center' }}>
      <Skeleton variant="rounded" width={180} height={22} />
      <Skeleton variant="rounded" width={110} height={22} />
    </Box>
  )
}

function TermsSkeleton() {
  return (
    <Box sx={{ px: { xs: 2, md: 3 } }}>
      <HeadSkeleton />
      {['40%', '24%', '32%', '48%', '20%'].map((width) => (
        <Box key={width} sx={{ display: 'flex', gap: 2, height: 24, alignItems: 'center', maxWidth: 760 }}>
          <Skeleton variant="rounded" width={72} height={14} sx={{ flex: 'none' }} />
          <Skeleton variant="rounded" width={width} height={14} />
        </Box>
      ))}
    </Box>
  )
}

function TabsSkeleton() {
  return (
    <>
      <Box sx={{ px: { xs: 2, md: 3 }, borderBottom: 1, borderColor: 'divider' }}>
        <HeadSkeleton />
        <Box sx={{ display: 'flex', gap: 3, height: 44, alignItems: 'center', overflow: 'hidden' }}>
          {[48, 72, 64, 96, 88].map((width) => (
            <Skeleton key={width} variant="rounded" width={width} height={16} sx={{ flex: 'none' }} />
          ))}
        </Box>
      </Box>
      <RowsSkeleton rows={16} />
    </>
  )
}

function FormSkeleton() {
  return (
    <Box sx={{ px: { xs: 2, md: 3 }, py: 3, maxWidth: 720, display: 'flex', flexDirection: 'column', gap: 2 }}>
      <Skeleton variant="rounded" width={220} height={24} />
      <Skeleton variant="rounded" height={36} />
      <Skeleton variant="rounded" height={36} />
      <Skeleton variant="rounded" height={96} />
    </Box>
  )
}
