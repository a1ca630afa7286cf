import ArrowBackIcon from '@mui/icons-material/ArrowBackRounded'
import Box from '@mui/material/Box'
import Link from '@mui/material/Link'
import Typography from '@mui/material/Typography'
import type { ReactNode } from 'react'
import { Link as RouterLink } from 'react-router'
import { usePageTitle } from '../lib/title.ts'

export type PageHeaderProps = {
  /** Empty while the data is on its way. */
  title: string
  back?: { to: string; label: string }
  /** Statuses and the like, beside the title. */
  chips?: ReactNode
  actions?: ReactNode
}

/** Head of a record's page: the way back, its name, how it stands, and what can be done. Names the tab too. */
export function PageHeader({ title, back, chips, actions }: PageHeaderProps) {
  usePageTitle(title, { hasOwnHeading: true })
  return (
    <Box
      component="header"
      sx={{
        display: 'flex',
        flexWrap: 'wrap',
        alignItems: 'center',
        columnGap: 1.5,
        rowGap: 1,
        px: { xs: 2, md: 3 },
        py: 1.5,
      }}
    >
      {back && (
        <Link
          component={RouterLink}
          to={back.to}
          color="textSecondary"
          sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.5, minHeight: { xs: 44, sm: 32 } }}
        >
          <ArrowBackIcon aria-hidden sx={{ fontSize: 18 }} />
          {back.label}
        </Link>
      )}
      <Typography variant="h1" noWrap sx={{ minWidth: 0 }}>
        {title}
      </Typography>
      {chips && (
        <Box
          sx={{
            display: 'flex',
            flexWrap: 'wrap',
            alignItems: 'center',
            gap: 1,
            minWidth: 0,
            // On a phone the actions stay beside the name.
            order: { xs: 1, sm: 0 },
            flexBasis: { xs: '100%', sm: 'auto' },
          }}
        >
          {chips}
        </Box>
      )}
      {actions && <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, ml: 'auto' }}>{actions}</Box>}
    </Box>
  )
}
