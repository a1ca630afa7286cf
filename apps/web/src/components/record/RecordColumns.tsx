import Box from '@mui/material/Box'
import type { ReactNode } from 'react'
import { RecordSurface } from './RecordSurface.tsx'

interface Props {
  /** Beside the fields where there is room, below them otherwise. */
  aside: ReactNode
  /** The fields need more room than what stands beside them. */
  hasNarrowAside?: boolean
  children: ReactNode
}

/** Fields of a record without a workflow, and what belongs to it. */
export function RecordColumns({ aside, hasNarrowAside = false, children }: Props) {
  return (
    <Box
      sx={{
        display: 'grid',
        gridTemplateColumns: {
          xs: 'minmax(0, 1fr)',
          lg: `minmax(0, ${hasNarrowAside ? 2 : 1}fr) minmax(0, 1fr)`,
        },
        gap: 2,
        alignItems: 'start',
        px: { sm: 2, md: 3 },
        pb: 3,
      }}
    >
      <RecordSurface>{children}</RecordSurface>
      <RecordSurface>{aside}</RecordSurface>
    </Box>
  )
}
