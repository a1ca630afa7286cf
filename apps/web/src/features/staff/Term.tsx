import Box from '@mui/material/Box'
import type { ReactNode } from 'react'

interface Props {
  name: string
  /** Right of the value. */
  action?: ReactNode
  children: ReactNode
}

/** A name and what stands for it, in the columns of the card's fields. */
export function Term({ name, action, children }: Props) {
  return (
    <Box
      sx={{
        display: 'grid',
        gridTemplateColumns: { xs: 'minmax(0, 1fr) auto', sm: '128px minmax(0, 1fr) auto' },
        columnGap: 2,
        alignItems: 'center',
        minHeight: 32,
      }}
    >
      <Box sx={{ color: 'text.secondary', fontSize: 13, lineHeight: '18px', gridColumn: { xs: '1 / -1', sm: 'auto' } }}>
        {name}
      </Box>
      <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>{children}</Box>
      {action}
    </Box>
  )
}
