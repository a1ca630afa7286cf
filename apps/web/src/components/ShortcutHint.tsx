import Box from '@mui/material/Box'
import { keyLabel } from '../lib/shortcuts.ts'

/** The key as it is written on the keyboard. */
export function ShortcutHint({ keys }: { keys: string }) {
  return (
    <Box
      component="kbd"
      sx={{
        display: { xs: 'none', md: 'inline-flex' },
        alignItems: 'center',
        height: 18,
        px: 0.625,
        border: 1,
        borderColor: 'divider',
        borderRadius: '4px',
        fontFamily: 'inherit',
        fontSize: 11,
        lineHeight: 1,
        color: 'text.secondary',
        whiteSpace: 'nowrap',
      }}
    >
      {keyLabel(keys)}
    </Box>
  )
}
