import { useColorScheme } from '@mui/material/styles'
import { localSetting } from './local-setting.ts'

export const themeModes = ['system', 'light', 'dark'] as const
export type ThemeMode = (typeof themeModes)[number]

/** Light, dark, or whatever the device says; MUI keeps the choice in this browser. */
export function useThemeMode(): { mode: ThemeMode; setMode: (mode: ThemeMode) => void } {
  const { mode, setMode } = useColorScheme()
  return { mode: mode ?? 'system', setMode }
}

export const densities = ['comfortable', 'compact'] as const
export type Density = (typeof densities)[number]

/** Height of table rows: 36 px, compact 30. */
export const density = localSetting<Density>('density', densities, 'comfortable')

export const rowHeight: Readonly<Record<Density, number>> = { comfortable: 36, compact: 30 }
