import Box from '@mui/material/Box'
import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'
import { CountBadge } from './CountBadge.tsx'
import { preloadPage } from './pages.ts'
import type { Section } from './sections.ts'
import type { Counters } from './use-counters.ts'

export type RailLinkProps = { section: Section; counters: Counters; isFolded: boolean }

export function RailLink({ section, counters, isFolded }: RailLinkProps) {
  const { t } = useTranslation('frame')
  const Icon = section.icon
  const name = t(`section.${section.key}`)
  const count = section.counter && counters[section.counter]
  const late = section.lateCounter && counters[section.lateCounter]
  const preload = () => preloadPage(section.path)

  return (
    <Box
      component={NavLink}
      to={section.path}
      className="rail-link"
      onPointerEnter={preload}
      onFocus={preload}
      {...(isFolded ? { 'aria-label': name, title: name } : {})}
      sx={{
        position: 'relative',
        display: 'flex',
        alignItems: 'center',
        gap: 1.25,
        height: 36,
        px: 1.25,
        borderRadius: 1,
        color: 'text.primary',
        textDecoration: 'none',
        '& svg': { fontSize: 20, color: 'text.secondary' },
        '&:hover': { bgcolor: 'action.hover' },
        '&.active': {
          bgcolor: 'action.selected',
          fontWeight: 500,
          '& svg': { color: 'primary.main' },
        },
      }}
    >
      <Icon aria-hidden />
      {!isFolded && (
        <>
          <Box component="span" sx={{ flex: 1, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
            {name}
          </Box>
          <CountBadge isLate count={late} label={t('counter.overdue')} />
          <CountBadge count={count} label={t(`counter.${section.counter ?? section.key}`)} />
        </>
      )}
      {isFolded && (late || count) ? (
        <Box
          component="span"
          aria-hidden
          sx={{
            position: 'absolute',
            top: 6,
            right: 6,
            width: 8,
            height: 8,
            borderRadius: '50%',
            bgcolor: late ? 'tone.overdue.main' : 'primary.main',
          }}
        />
      ) : null}
    </Box>
  )
}
