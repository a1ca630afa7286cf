import Box from '@mui/material/Box'
import type { ReactNode } from 'react'

interface Props {
  /** Beside the fields where there is room, below them otherwise. */
  aside: ReactNode
  children: ReactNode
}

const surface = {
  bgcolor: 'background.paper',
  border: { sm: 1 },
  borderColor: { sm: 'divider' },
  borderRadius: { sm: 1 },
  px: 2,
  py: 0.5,
} as const

/** Fields of a record without a workflow, and what belongs to it. */
export function RecordPanel({ aside, children }: Props) {
  return (
    <Box
      sx={{
        display: 'grid',
        gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 1fr) minmax(0, 1fr)' },
        gap: 2,
        alignItems: 'start',
        px: { sm: 2, md: 3 },
        pb: 3,
      }}
    >
      <Box sx={surface}>{children}</Box>
      <Box sx={{ ...surface, py: 1 }}>{aside}</Box>
    </Box>
  )
}
