import Box from '@mui/material/Box'
import Skeleton from '@mui/material/Skeleton'
import { useLocation } from 'react-router'
import { type PageKind, PageSkeleton } from '../components/PageSkeleton.tsx'
import { railFold, railWidth, TOP_BAR_HEIGHT } from './frame-layout.ts'

/** The frame before it is known whose it is. */
export function FrameSkeleton() {
  const { pathname } = useLocation()
  const width = railWidth[railFold.use()]
  const kind: PageKind = pathname.split('/').length > 2 ? 'card' : 'list'
  return (
    <Box sx={{ display: 'flex', height: '100dvh', overflow: 'hidden' }}>
      <Box
        sx={{
          display: { xs: 'none', md: 'block' },
          flex: 'none',
          width,
          borderRight: 1,
          borderColor: 'divider',
          p: 1.5,
        }}
      >
        {['70%', '55%', '64%', '48%', '60%'].map((each) => (
          <Skeleton key={each} variant="rounded" height={16} width={each} sx={{ my: 2 }} />
        ))}
      </Box>
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Box sx={{ height: TOP_BAR_HEIGHT, borderBottom: 1, borderColor: 'divider', px: 3, pt: 2.25 }}>
          <Skeleton variant="rounded" width={160} height={20} />
        </Box>
        <PageSkeleton kind={kind} />
      </Box>
    </Box>
  )
}
