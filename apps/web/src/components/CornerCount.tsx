import Box from '@mui/material/Box'
import type { ReactNode } from 'react'

export type CornerCountProps = { count: number; isUrgent?: boolean; children: ReactNode }

/** A count at the corner of an icon; nothing at zero. It is not read out: the button says it in words. */
export function CornerCount({ count, isUrgent = false, children }: CornerCountProps) {
  return (
    <Box component="span" sx={{ position: 'relative', display: 'inline-flex' }}>
      {children}
      {count > 0 && (
        <Box
          component="span"
          aria-hidden
          sx={{
            position: 'absolute',
            top: -6,
            left: '55%',
            minWidth: 16,
            px: 0.5,
            borderRadius: '8px',
            fontSize: 11,
            lineHeight: '16px',
            fontWeight: 600,
            textAlign: 'center',
            color: isUrgent ? 'background.paper' : 'primary.contrastText',
            bgcolor: isUrgent ? 'tone.overdue.main' : 'primary.main',
          }}
        >
          {count > 99 ? '99+' : count}
        </Box>
      )}
    </Box>
  )
}
