import Box from '@mui/material/Box'
import type { ReactNode } from 'react'
import type { Tone } from '../theme/theme.ts'

/** A word on the soft ground of its meaning. The word says it as well: colour is never the only sign. */
export function ToneChip({ tone, hasDot = false, children }: { tone: Tone; hasDot?: boolean; children: ReactNode }) {
  return (
    <Box
      component="span"
      sx={{
        display: 'inline-flex',
        alignItems: 'center',
        gap: 0.75,
        maxWidth: '100%',
        height: 22,
        px: 1,
        borderRadius: '6px',
        typography: 'body2',
        fontWeight: 500,
        bgcolor: `tone.${tone}.soft`,
        color: `tone.${tone}.main`,
      }}
    >
      {hasDot && (
        <Box
          component="span"
          aria-hidden
          sx={{ flex: 'none', width: 6, height: 6, borderRadius: '50%', bgcolor: 'currentcolor' }}
        />
      )}
      <Box component="span" sx={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
        {children}
      </Box>
    </Box>
  )
}
