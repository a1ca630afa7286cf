import CheckIcon from '@mui/icons-material/CheckRounded'
import ButtonBase from '@mui/material/ButtonBase'
import type { ReactNode } from 'react'

export type FilterChipProps = { isOn: boolean; onToggle: (isOn: boolean) => void; children: ReactNode }

/** A filter that is on or off. */
export function FilterChip({ isOn, onToggle, children }: FilterChipProps) {
  return (
    <ButtonBase
      aria-pressed={isOn}
      onClick={() => onToggle(!isOn)}
      sx={{
        flex: 'none',
        gap: 0.5,
        px: 1.25,
        height: { xs: 44, sm: 28 },
        border: 1,
        borderColor: isOn ? 'primary.main' : 'divider',
        borderRadius: 1,
        typography: 'body2',
        color: isOn ? 'primary.main' : 'text.secondary',
        bgcolor: isOn ? 'action.selected' : 'background.paper',
        '&:hover': { color: 'text.primary' },
        '&.Mui-focusVisible': { outline: '2px solid', outlineColor: 'primary.main', outlineOffset: 1 },
      }}
    >
      {isOn && <CheckIcon aria-hidden sx={{ fontSize: 14 }} />}
      {children}
    </ButtonBase>
  )
}
