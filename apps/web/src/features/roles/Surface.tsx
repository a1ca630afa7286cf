import Box from '@mui/material/Box'
import type { ReactNode } from 'react'

/** A block of settings; from edge to edge on a phone. */
export function Surface({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Box
      component="section"
      aria-label={label}
      sx={{
        bgcolor: 'background.paper',
        borderTop: 1,
        borderBottom: 1,
        borderLeft: { sm: 1 },
        borderRight: { sm: 1 },
        '&&': { borderColor: 'divider' },
        borderRadius: { sm: 1 },
        overflow: 'hidden',
        mb: { xs: 2, sm: 0 },
      }}
    >
      {children}
    </Box>
  )
}
