import ChevronLeftIcon from '@mui/icons-material/ChevronLeftRounded'
import ChevronRightIcon from '@mui/icons-material/ChevronRightRounded'
import Box from '@mui/material/Box'
import IconButton from '@mui/material/IconButton'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Logo } from '../components/Logo.tsx'
import { useViewer } from '../lib/viewer.ts'
import { railFold, railWidth, TOP_BAR_HEIGHT } from './frame-layout.ts'
import { RailLink } from './RailLink.tsx'
import { sectionsOf } from './sections.ts'
import type { Counters } from './use-counters.ts'

/** The menu at the left; folds to its icons. */
export function Rail({ counters }: { counters: Counters }) {
  const { t } = useTranslation('frame')
  const sections = sectionsOf(useViewer())
  const fold = railFold.use()
  const isFolded = fold === 'folded'
  const groups = Map.groupBy(sections, (section) => section.group)
  const toggleLabel = t(isFolded ? 'rail.unfold' : 'rail.fold')

  return (
    <Box
      component="nav"
      aria-label={t('rail.label')}
      sx={{
        flex: 'none',
        width: railWidth[fold],
        display: 'flex',
        flexDirection: 'column',
        borderRight: 1,
        borderColor: 'divider',
        bgcolor: 'background.paper',
        overflowX: 'hidden',
        overflowY: 'auto',
      }}
    >
      <Box
        component={Link}
        to="/"
        className="home"
        aria-label={t('rail.home')}
        sx={{
          flex: 'none',
          display: 'flex',
          alignItems: 'center',
          gap: 1.25,
          height: TOP_BAR_HEIGHT,
          px: isFolded ? 1.75 : 2,
          color: 'text.primary',
          textDecoration: 'none',
          typography: 'h2',
        }}
      >
        <Logo />
        {!isFolded && t('common:product')}
      </Box>
      {[...groups].map(([group, members], index) => (
        <Box
          component="ul"
          key={group}
          sx={{
            listStyle: 'none',
            m: 0,
            px: 1,
            py: 1,
            borderTop: index === 0 ? 0 : 1,
            borderColor: 'divider',
          }}
        >
          {members.map((section) => (
            <li key={section.key}>
              <RailLink section={section} counters={counters} isFolded={isFolded} />
            </li>
          ))}
        </Box>
      ))}
      <Box sx={{ mt: 'auto', p: 1, display: 'flex', justifyContent: isFolded ? 'center' : 'flex-end' }}>
        <IconButton
          aria-label={toggleLabel}
          title={toggleLabel}
          aria-expanded={!isFolded}
          onClick={() => railFold.set(isFolded ? 'open' : 'folded')}
        >
          {isFolded ? <ChevronRightIcon /> : <ChevronLeftIcon />}
        </IconButton>
      </Box>
    </Box>
  )
}
