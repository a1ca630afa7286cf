import Box from '@mui/material/Box'
import Drawer from '@mui/material/Drawer'
import { useTranslation } from 'react-i18next'
import { RailLink } from './RailLink.tsx'
import type { Section } from './sections.ts'
import type { Counters } from './use-counters.ts'

export type MoreSectionsProps = { sections: readonly Section[]; counters: Counters; onClose: () => void }

/** The sections that a phone's bar has no room for. */
export function MoreSections({ sections, counters, onClose }: MoreSectionsProps) {
  const { t } = useTranslation('frame')
  return (
    <Drawer
      anchor="bottom"
      open
      onClose={onClose}
      slotProps={{ paper: { 'aria-label': t('rail.label'), sx: { borderRadius: '12px 12px 0 0' } } }}
    >
      <Box
        component="ul"
        onClick={onClose}
        sx={{ listStyle: 'none', m: 0, p: 1, pb: 'calc(8px + env(safe-area-inset-bottom))', '& a': { height: 48 } }}
      >
        {sections.map((section) => (
          <li key={section.key}>
            <RailLink section={section} counters={counters} isFolded={false} />
          </li>
        ))}
      </Box>
    </Drawer>
  )
}
