import MoreIcon from '@mui/icons-material/MoreHorizRounded'
import Box from '@mui/material/Box'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'
import { CornerCount } from '../components/CornerCount.tsx'
import { lazyOverlay } from '../components/lazy-overlay.tsx'
import { useViewer } from '../lib/viewer.ts'
import { BOTTOM_BAR_HEIGHT } from './frame-layout.ts'
import { type Section, sectionsOf } from './sections.ts'
import type { Counters } from './use-counters.ts'

const MoreSections = lazyOverlay(() => import('./MoreSections.tsx').then((module) => module.MoreSections), {
  close: ({ onClose }) => onClose(),
})

const IN_BAR = 4

const itemStyle = {
  flex: 1,
  minWidth: 0,
  display: 'flex',
  flexDirection: 'column',
  alignItems: 'center',
  justifyContent: 'center',
  gap: 0.25,
  height: BOTTOM_BAR_HEIGHT,
  border: 0,
  bgcolor: 'transparent',
  color: 'text.secondary',
  fontFamily: 'inherit',
  textDecoration: 'none',
  typography: 'caption',
  cursor: 'pointer',
  '& svg': { fontSize: 22 },
  '&.active': { color: 'primary.main', fontWeight: 500 },
} as const

/** The menu of a phone: four sections and the rest behind «more». */
export function BottomBar({ counters }: { counters: Counters }) {
  const { t } = useTranslation('frame')
  const sections = sectionsOf(useViewer())
  const [isOpen, setIsOpen] = useState(false)
  // A fifth section needs no «more».
  const inBar = sections.length === IN_BAR + 1 ? sections : sections.slice(0, IN_BAR)
  const rest = sections.slice(inBar.length)

  return (
    <Box
      component="nav"
      aria-label={t('rail.label')}
      sx={{
        flex: 'none',
        display: 'flex',
        borderTop: 1,
        borderColor: 'divider',
        bgcolor: 'background.paper',
        pb: 'env(safe-area-inset-bottom)',
      }}
    >
      {inBar.map((section) => (
        <BarLink key={section.key} section={section} counters={counters} />
      ))}
      {rest.length > 0 && (
        <Box component="button" type="button" aria-expanded={isOpen} onClick={() => setIsOpen(true)} sx={itemStyle}>
          <MoreIcon aria-hidden />
          {t('common:more')}
        </Box>
      )}
      {isOpen && (
        <Suspense>
          <MoreSections sections={rest} counters={counters} onClose={() => setIsOpen(false)} />
        </Suspense>
      )}
    </Box>
  )
}

function BarLink({ section, counters }: { section: Section; counters: Counters }) {
  const { t } = useTranslation('frame')
  const Icon = section.icon
  const late = (section.lateCounter && counters[section.lateCounter]) ?? 0
  const count = (section.counter && counters[section.counter]) ?? 0
  return (
    <Box component={NavLink} to={section.path} className="bar-link" sx={itemStyle}>
      <CornerCount count={late || count} isUrgent={late > 0}>
        <Icon aria-hidden />
      </CornerCount>
      <Box
        component="span"
        sx={{ maxWidth: '100%', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}
      >
        {t([`sectionShort.${section.key}`, `section.${section.key}`])}
      </Box>
    </Box>
  )
}
