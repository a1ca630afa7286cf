import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import type { ReactNode } from 'react'
import { usePageTitle } from '../lib/title.ts'

export type EmptyStateProps = {
  /** One sentence. */
  title: string
  text?: ReactNode
  /** The one thing to do about it. */
  action?: ReactNode
  /** It stands for the whole page, whose heading and name the sentence is. */
  isPage?: boolean
}

export function EmptyState({ title, text, action, isPage = false }: EmptyStateProps) {
  usePageTitle(isPage ? title : null, { hasOwnHeading: true })
  return (
    <Box
      sx={{
        display: 'flex',
        flexDirection: 'column',
        alignItems: 'center',
        justifyContent: 'center',
        gap: 1,
        px: 2,
        py: isPage ? 12 : 6,
        textAlign: 'center',
      }}
    >
      <Typography variant={isPage ? 'h1' : 'subtitle1'} component={isPage ? 'h1' : 'p'}>
        {title}
      </Typography>
      {text && (
        <Typography color="textSecondary" sx={{ maxWidth: 480 }}>
          {text}
        </Typography>
      )}
      {action && (
        <Box sx={{ mt: 1, display: 'flex', gap: 1, flexWrap: 'wrap', justifyContent: 'center' }}>{action}</Box>
      )}
    </Box>
  )
}
