import Box from '@mui/material/Box'
import Skeleton from '@mui/material/Skeleton'
import { density, rowHeight } from '../lib/theme-mode.ts'

const widths = ['62%', '48%', '70%', '55%', '40%', '66%']

/** Rows of a table on their way, in the height they will have. */
export function RowsSkeleton({ rows = 12 }: { rows?: number }) {
  const height = rowHeight[density.use()]
  return (
    <Box aria-hidden>
      {Array.from({ length: rows }, (_, row) => (
        <Box
          key={row}
          sx={{
            display: 'flex',
            alignItems: 'center',
            gap: 3,
            height,
            px: { xs: 2, md: 3 },
            borderBottom: 1,
            borderColor: 'divider',
          }}
        >
          <Skeleton variant="rounded" height={14} width={96} sx={{ flex: 'none' }} />
          <Skeleton variant="rounded" height={14} width={widths[row % widths.length]} />
        </Box>
      ))}
    </Box>
  )
}
