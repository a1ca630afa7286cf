import Box from '@mui/material/Box'
import type { ReactNode } from 'react'

/** What a record's groups of fields lie on; from edge to edge on a phone. */
export function RecordSurface({ children }: { children: ReactNode }) {
  return (
    <Box
      sx={{
        bgcolor: 'background.paper',
        border: { sm: 1 },
        borderColor: { sm: 'divider' },
        borderRadius: { sm: 1 },
        px: 2,
        py: 0.5,
      }}
    >
      {children}
    </Box>
  )
}
