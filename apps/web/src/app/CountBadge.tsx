import Box from '@mui/material/Box'
import { useFormat } from '../lib/format.ts'

export type CountBadgeProps = { count: number | undefined; label: string; isLate?: boolean }

/** How many wait; nothing when none do. */
export function CountBadge({ count, label, isLate = false }: CountBadgeProps) {
  const format = useFormat()
  if (!count) return null
  return (
    <Box
      component="span"
      role="img"
      aria-label={`${label}: ${count}`}
      title={`${label}: ${format.number(count)}`}
      sx={{
        flex: 'none',
        minWidth: 20,
        px: 0.75,
        borderRadius: '6px',
        typography: 'caption',
        lineHeight: '18px',
        fontWeight: 600,
        textAlign: 'center',
        color: isLate ? 'tone.overdue.main' : 'text.secondary',
        bgcolor: isLate ? 'tone.overdue.soft' : 'action.hover',
      }}
    >
      {count > 999 ? '999+' : count}
    </Box>
  )
}
