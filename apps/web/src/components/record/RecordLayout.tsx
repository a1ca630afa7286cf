import Box from '@mui/material/Box'
import { useTheme } from '@mui/material/styles'
import Tab from '@mui/material/Tab'
import Tabs from '@mui/material/Tabs'
import useMediaQuery from '@mui/material/useMediaQuery'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchState } from '../../lib/search-state.ts'
import { NextStep } from './NextStep.tsx'
import { RecordSurface } from './RecordSurface.tsx'
import type { Transitions } from './use-transitions.ts'

interface Props {
  entity: string
  header: ReactNode
  transitions: Transitions
  /** Absent when the viewer may not read it. */
  feed: ReactNode
  children: ReactNode
}

/** The card and its feed: side by side where there is room, one tab each otherwise. */
export function RecordLayout({ entity, header, transitions, feed, children }: Props) {
  const { t } = useTranslation('record')
  const theme = useTheme()
  const isWide = useMediaQuery(theme.breakpoints.up('lg'), { noSsr: true })
  const [tab, setTab] = useSearchState('tab')
  const isFeed = tab === 'feed' && feed !== null
  const card = <RecordSurface>{children}</RecordSurface>

  if (isWide) {
    return (
      <Box sx={{ flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column' }}>
        {header}
        <Box
          sx={{
            flex: 1,
            minHeight: 0,
            display: 'grid',
            gridTemplateColumns: feed ? 'minmax(0, 1fr) 408px' : 'minmax(0, 1fr)',
            gap: 2,
            px: 3,
          }}
        >
          <Box sx={{ overflowY: 'auto', pb: 3, mr: -1, pr: 1 }}>{card}</Box>
          {feed && (
            <Box
              sx={{
                minHeight: 0,
                mb: 2,
                bgcolor: 'background.paper',
                border: 1,
                borderColor: 'divider',
                borderRadius: 1,
                overflow: 'hidden',
              }}
            >
              {feed}
            </Box>
          )}
        </Box>
      </Box>
    )
  }

  return (
    <Box sx={{ flex: 1, display: 'flex', flexDirection: 'column' }}>
      {header}
      {feed && (
        <Tabs
          value={isFeed ? 'feed' : 'card'}
          onChange={(_event, next: string) => setTab(next === 'feed' ? 'feed' : null)}
          sx={{ px: { xs: 1, md: 2 }, borderBottom: 1, borderColor: 'divider' }}
        >
          <Tab value="card" label={t('tab.card')} />
          <Tab value="feed" label={t('tab.feed')} />
        </Tabs>
      )}
      <Box sx={{ px: { sm: 2, md: 3 }, pt: { sm: 2 }, pb: 3 }}>
        {isFeed ? <Box sx={{ bgcolor: 'background.paper' }}>{feed}</Box> : card}
      </Box>
      {transitions.primary && (
        <Box
          sx={{
            display: { xs: 'flex', sm: 'none' },
            position: 'sticky',
            bottom: 0,
            mt: 'auto',
            zIndex: 'appBar',
            px: 2,
            py: 1,
            bgcolor: 'background.paper',
            borderTop: 1,
            borderColor: 'divider',
          }}
        >
          <NextStep isFullWidth entity={entity} transitions={transitions} />
        </Box>
      )}
    </Box>
  )
}
