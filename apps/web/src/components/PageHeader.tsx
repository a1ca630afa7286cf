import ArrowBackIcon from '@mui/icons-material/ArrowBackRounded'
import Box from '@mui/material/Box'
import Link from '@mui/material/Link'
import Typography from '@mui/material/Typography'
import type { ReactNode } from 'react'
import { Link as RouterLink } from 'react-router'
import { usePageTitle } from '../lib/title.ts'
import { type PageAction, PageActions } from './PageActions.tsx'

export type PageHeaderProps = {
  /** Empty while the data is on its way. */
  title: string
  back?: { to: string; label: string }
  /** Statuses and the like, beside the title. */
  chips?: ReactNode
  /** What is done so often that it is always in sight. */
  actions?: ReactNode
  /** What is done with the record as a whole; a menu on a phone. */
  menu?: readonly PageAction[]
}

/**
 * Head of a record's page: the way back, its name, how it stands, and what can be done. Names the tab too. One line; on
 * a phone two: the name and the menu, then the rest.
 */
export function PageHeader({ title, back, chips, actions, menu = [] }: PageHeaderProps) {
  usePageTitle(title, { hasOwnHeading: true })
  return (
    <Box
      component="header"
      sx={{
        display: 'flex',
        flexWrap: 'wrap',
        alignItems: 'center',
        columnGap: 1.5,
        rowGap: { xs: 0.5, sm: 1 },
        px: { xs: 2, md: 3 },
        py: { xs: 1, sm: 1.5 },
      }}
    >
      <Box
        sx={{
          display: { xs: 'flex', sm: 'contents' },
          alignItems: 'center',
          columnGap: 0.5,
          flexBasis: '100%',
          minWidth: 0,
        }}
      >
        {back && <Back {...back} />}
        <Typography
          variant="h1"
          sx={{
            minWidth: 0,
            flexGrow: { xs: 1, sm: 0 },
            overflow: 'hidden',
            overflowWrap: { xs: 'anywhere', sm: 'normal' },
            textOverflow: 'ellipsis',
            whiteSpace: { sm: 'nowrap' },
            display: { xs: '-webkit-box', sm: 'block' },
            WebkitBoxOrient: 'vertical',
            WebkitLineClamp: 2,
          }}
        >
          {title}
        </Typography>
        {menu.length > 0 && (
          <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, order: 3, ml: actions ? 0 : { sm: 'auto' } }}>
            <PageActions actions={menu} />
          </Box>
        )}
      </Box>
      {chips && (
        <Box
          sx={{
            display: 'flex',
            flexWrap: 'wrap',
            alignItems: 'center',
            gap: 1,
            minWidth: 0,
            order: 1,
            flex: { xs: 1, sm: 'none' },
          }}
        >
          {chips}
        </Box>
      )}
      {actions && <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, order: 2, ml: 'auto' }}>{actions}</Box>}
    </Box>
  )
}

/** On a phone an arrow alone: the bar above says where it leads. */
function Back({ to, label }: { to: string; label: string }) {
  return (
    <Link
      component={RouterLink}
      to={to}
      color="textSecondary"
      aria-label={label}
      sx={{
        display: 'inline-flex',
        alignItems: 'center',
        flex: 'none',
        gap: 0.5,
        minHeight: { xs: 44, sm: 32 },
        minWidth: { xs: 44, sm: 0 },
        ml: { xs: -1.5, sm: 0 },
        justifyContent: 'center',
      }}
    >
      <ArrowBackIcon aria-hidden sx={{ fontSize: { xs: 22, sm: 18 } }} />
      <Box component="span" sx={{ display: { xs: 'none', sm: 'inline' } }}>
        {label}
      </Box>
    </Link>
  )
}
