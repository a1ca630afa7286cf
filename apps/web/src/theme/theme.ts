import { type ColorSystemOptions, createTheme } from '@mui/material/styles'
import type {} from '@mui/material/themeCssVarsAugmentation'
import { dark, light, type Tokens } from './palette.ts'

/** Meaning of a state; `tone.soft` is the ground that the colour is read on. */
export const tones = ['overdue', 'waitingUs', 'waitingOther', 'onTrack', 'accent'] as const
export type Tone = (typeof tones)[number]

type TonePalette = { main: string; soft: string }

declare module '@mui/material/styles' {
  interface Palette {
    tone: Record<Tone, TonePalette>
    floatShadow: string
    fieldLine: string
  }
  interface PaletteOptions {
    tone?: Record<Tone, TonePalette>
    floatShadow?: string
    fieldLine?: string
  }
}

function scheme(tokens: Tokens): ColorSystemOptions {
  return {
    palette: {
      primary: { main: tokens.accent, contrastText: tokens.onAccent },
      secondary: { main: tokens.waitingOther },
      error: { main: tokens.overdue },
      warning: { main: tokens.waitingUs },
      success: { main: tokens.onTrack },
      info: { main: tokens.accent, contrastText: tokens.onAccent },
      text: { primary: tokens.text, secondary: tokens.secondary },
      background: { default: tokens.page, paper: tokens.surface },
      divider: tokens.line,
      action: { hover: tokens.hover, selected: tokens.accentSoft },
      floatShadow: tokens.shadow,
      fieldLine: tokens.fieldLine,
      tone: {
        overdue: { main: tokens.overdue, soft: tokens.overdueSoft },
        waitingUs: { main: tokens.waitingUs, soft: tokens.waitingUsSoft },
        waitingOther: { main: tokens.waitingOther, soft: tokens.waitingOtherSoft },
        onTrack: { main: tokens.onTrack, soft: tokens.onTrackSoft },
        accent: { main: tokens.accent, soft: tokens.accentSoft },
      },
    },
  }
}

const fontFamily = "'Onest Variable', system-ui, -apple-system, 'Segoe UI', sans-serif"
const touch = '@media (max-width: 599.95px)'

/** Calm and dense: hairlines instead of shadows, weight instead of size, motion only where something went. */
export const theme = createTheme({
  cssVariables: { colorSchemeSelector: 'data' },
  colorSchemes: { light: scheme(light), dark: scheme(dark) },
  shape: { borderRadius: 8 },
  breakpoints: { values: { xs: 0, sm: 600, md: 900, lg: 1200, xl: 1536 } },
  typography: {
    fontFamily,
    fontSize: 14,
    fontWeightBold: 600,
    h1: { fontSize: 20, lineHeight: '28px', fontWeight: 600 },
    h2: { fontSize: 16, lineHeight: '24px', fontWeight: 600 },
    h3: { fontSize: 14, lineHeight: '20px', fontWeight: 600 },
    body1: { fontSize: 14, lineHeight: '20px' },
    body2: { fontSize: 13, lineHeight: '18px' },
    subtitle1: { fontSize: 14, lineHeight: '20px', fontWeight: 500 },
    subtitle2: { fontSize: 13, lineHeight: '18px', fontWeight: 500 },
    caption: { fontSize: 12, lineHeight: '16px' },
    button: { fontSize: 14, lineHeight: '20px', fontWeight: 500, textTransform: 'none' },
  },
  transitions: {
    duration: {
      shortest: 80,
      shorter: 100,
      short: 120,
      standard: 150,
      complex: 150,
      enteringScreen: 150,
      leavingScreen: 100,
    },
  },
  components: {
    MuiCssBaseline: {
      styleOverrides: (theme) => ({
        body: {
          fontVariantNumeric: 'tabular-nums',
          WebkitFontSmoothing: 'antialiased',
        },
        '#root': { minHeight: '100dvh' },
        ':focus-visible': { outline: `2px solid ${theme.vars.palette.primary.main}`, outlineOffset: 2 },
        'a:not([class])': { color: theme.vars.palette.primary.main },
        '@media (prefers-reduced-motion: reduce)': {
          '*, *::before, *::after': {
            animationDuration: '0.01ms !important',
            animationIterationCount: '1 !important',
            transitionDuration: '0.01ms !important',
            scrollBehavior: 'auto !important',
          },
        },
      }),
    },
    MuiButtonBase: { defaultProps: { disableRipple: true }, styleOverrides: { root: { fontFamily } } },
    MuiButton: {
      defaultProps: { disableElevation: true, size: 'medium' },
      styleOverrides: {
        root: ({ theme }) => ({
          minHeight: 32,
          padding: '5px 12px',
          borderRadius: 8,
          whiteSpace: 'nowrap',
          '&.Mui-focusVisible': { outline: `2px solid ${theme.vars.palette.primary.main}`, outlineOffset: 2 },
          [touch]: { minHeight: 44 },
        }),
        // What waits for a file to arrive is still read.
        contained: ({ theme }) => ({
          '&.Mui-disabled': { color: theme.vars.palette.text.secondary, backgroundColor: theme.vars.palette.divider },
        }),
        outlined: ({ theme }) => ({ borderColor: theme.vars.palette.divider }),
        sizeSmall: { minHeight: 28, padding: '3px 8px', fontSize: 13 },
        sizeLarge: { minHeight: 40, padding: '9px 16px' },
        text: { paddingInline: 10 },
      },
    },
    MuiIconButton: {
      styleOverrides: {
        root: ({ theme }) => ({
          borderRadius: 8,
          width: 32,
          height: 32,
          padding: 0,
          color: theme.vars.palette.text.secondary,
          '&.Mui-focusVisible': { outline: `2px solid ${theme.vars.palette.primary.main}`, outlineOffset: 1 },
          '& .MuiSvgIcon-root': { fontSize: 20 },
          [touch]: { width: 44, height: 44 },
        }),
        sizeSmall: { width: 28, height: 28, '& .MuiSvgIcon-root': { fontSize: 18 } },
      },
    },
    MuiToggleButton: {
      styleOverrides: {
        root: ({ theme }) => ({
          color: theme.vars.palette.text.secondary,
          '&.Mui-selected': { color: theme.vars.palette.text.primary },
        }),
      },
    },
    MuiPaper: {
      defaultProps: { elevation: 0 },
      styleOverrides: { root: { backgroundImage: 'none' } },
    },
    MuiPopover: {
      styleOverrides: {
        paper: ({ theme }) => ({ boxShadow: theme.vars.palette.floatShadow }),
      },
    },
    MuiMenu: {
      styleOverrides: {
        paper: ({ theme }) => ({ boxShadow: theme.vars.palette.floatShadow, minWidth: 180 }),
        list: { padding: 4 },
      },
    },
    MuiMenuItem: {
      styleOverrides: {
        root: {
          minHeight: 32,
          borderRadius: 6,
          padding: '6px 10px',
          fontSize: 14,
          [touch]: { minHeight: 44 },
        },
      },
    },
    MuiListItemIcon: { styleOverrides: { root: { minWidth: 28, '& .MuiSvgIcon-root': { fontSize: 18 } } } },
    MuiBackdrop: {
      styleOverrides: { root: { '&:not(.MuiBackdrop-invisible)': { backgroundColor: 'rgb(16 24 40 / 0.36)' } } },
    },
    MuiDialog: {
      styleOverrides: {
        paper: ({ theme }) => ({ boxShadow: theme.vars.palette.floatShadow, borderRadius: 12 }),
      },
    },
    MuiDialogTitle: {
      styleOverrides: { root: { fontSize: 16, lineHeight: '24px', fontWeight: 600, padding: '16px 20px 8px' } },
    },
    MuiDialogContent: { styleOverrides: { root: { padding: '8px 20px' } } },
    MuiDialogActions: { styleOverrides: { root: { padding: '12px 20px 16px' } } },
    MuiTooltip: {
      defaultProps: { enterDelay: 400, enterNextDelay: 100 },
      styleOverrides: {
        tooltip: ({ theme }) => ({
          fontSize: 12,
          lineHeight: '16px',
          fontWeight: 400,
          padding: '6px 8px',
          backgroundColor: light.text,
          color: '#FFFFFF',
          ...theme.applyStyles('dark', { backgroundColor: dark.text, color: dark.page }),
        }),
      },
    },
    MuiChip: {
      styleOverrides: {
        root: { borderRadius: 6, height: 24, fontSize: 13 },
        sizeSmall: { height: 20, fontSize: 12 },
        label: { paddingInline: 8 },
      },
    },
    MuiOutlinedInput: {
      // Labels stand on the edge from the start: nothing moves when a field is entered.
      defaultProps: { notched: true },
      styleOverrides: {
        root: ({ theme }) => ({
          minHeight: 32,
          backgroundColor: theme.vars.palette.background.paper,
          [touch]: { minHeight: 44 },
        }),
        input: ({ theme }) => ({
          padding: '6px 10px',
          height: 20,
          // Below 16 px iOS zooms the page on focus.
          [theme.breakpoints.down('sm')]: { fontSize: 16 },
        }),
        multiline: { padding: 0, '& textarea': { padding: '6px 10px' } },
        notchedOutline: ({ theme }) => ({ borderColor: theme.vars.palette.fieldLine }),
      },
    },
    MuiInputLabel: { defaultProps: { shrink: true } },
    MuiTextField: { defaultProps: { size: 'small', variant: 'outlined' } },
    MuiFormHelperText: { styleOverrides: { root: { marginInline: 0 } } },
    MuiAutocomplete: {
      styleOverrides: {
        paper: ({ theme }) => ({ boxShadow: theme.vars.palette.floatShadow }),
        listbox: { padding: 4 },
        option: { borderRadius: 6, minHeight: 32, [touch]: { minHeight: 44 } },
        inputRoot: { '&.MuiOutlinedInput-root.MuiInputBase-sizeSmall': { padding: '0 32px 0 0' } },
        input: { '&.MuiInputBase-input.MuiOutlinedInput-input': { padding: '6px 10px' } },
      },
    },
    MuiTabs: { styleOverrides: { root: { minHeight: 36 }, indicator: { height: 2 } } },
    MuiTab: {
      defaultProps: { disableRipple: true },
      styleOverrides: { root: { minHeight: 36, minWidth: 0, padding: '8px 12px', [touch]: { minHeight: 44 } } },
    },
    MuiCheckbox: { styleOverrides: { root: { padding: 6 } } },
    MuiSwitch: { defaultProps: { size: 'small' } },
    MuiSkeleton: { defaultProps: { animation: 'pulse' }, styleOverrides: { rounded: { borderRadius: 6 } } },
    MuiAlert: { styleOverrides: { root: { borderRadius: 8, padding: '4px 12px' } } },
    MuiLink: { defaultProps: { underline: 'hover' } },
    MuiBadge: { styleOverrides: { badge: { fontSize: 11, height: 16, minWidth: 16, padding: '0 4px' } } },
  },
})
