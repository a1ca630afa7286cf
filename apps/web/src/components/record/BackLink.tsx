import Button from '@mui/material/Button'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

/** The way back to a list from a page that has nothing to show. */
export function BackLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Button component={Link} to={to} variant="outlined">
      {children}
    </Button>
  )
}
