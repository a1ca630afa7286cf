import Typography from '@mui/material/Typography'
import type { ReactNode } from 'react'

/** A line under a field: what is wrong with it, or how its editor is used. */
export function FieldNote({ tone, children }: { tone: 'error' | 'hint' | 'notice'; children: ReactNode }) {
  const color = { error: 'error.main', hint: 'text.secondary', notice: 'warning.main' }[tone]
  return (
    <Typography
      variant="caption"
      component="div"
      role={tone === 'hint' ? undefined : 'alert'}
      sx={{ color, mt: 0.5, minHeight: 16 }}
    >
      {children}
    </Typography>
  )
}
