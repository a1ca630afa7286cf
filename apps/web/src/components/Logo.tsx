import Box from '@mui/material/Box'

export function Logo({ size = 28 }: { size?: number }) {
  return (
    <Box
      component="svg"
      viewBox="0 0 32 32"
      aria-hidden
      sx={{ flex: 'none', width: size, height: size, color: 'primary.main' }}
    >
      <rect width="32" height="32" rx="8" fill="currentColor" />
      <Box
        component="path"
        d="M10 9v14M22 9v14M10 16h12"
        sx={{ stroke: 'primary.contrastText' }}
        stroke="var(--mui-palette-primary-contrastText)"
        strokeWidth="3"
        strokeLinecap="round"
      />
    </Box>
  )
}
