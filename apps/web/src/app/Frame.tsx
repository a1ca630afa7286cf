import Box from '@mui/material/Box'
import useMediaQuery from '@mui/material/useMediaQuery'
import i18next from 'i18next'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Outlet, useLocation, useNavigate } from 'react-router'
import { lazyOverlay, useWarmOverlays } from '../components/lazy-overlay.tsx'
import { useShortcut } from '../lib/shortcuts.ts'
import { useSudoRequest } from '../lib/sudo.ts'
import { useCan, useViewer } from '../lib/viewer.ts'
import { BottomBar } from './BottomBar.tsx'
import { ConnectionBar } from './ConnectionBar.tsx'
import { ErrorBoundary } from './ErrorBoundary.tsx'
import { Rail } from './Rail.tsx'
import { TopBar } from './TopBar.tsx'
import { useCounters } from './use-counters.ts'
import { useScrollMemory } from './use-scroll-memory.ts'

const CommandPalette = lazyOverlay(() => import('./CommandPalette.tsx').then((module) => module.CommandPalette), {
  close: ({ onClose }) => onClose(),
})
const ViewBanner = lazyOverlay(() => import('./ViewBanner.tsx').then((module) => module.ViewBanner))
const loadSudoDialog = () =>
  Promise.all([import('../components/identity/SudoDialog.tsx'), i18next.loadNamespaces('identity')])
const SudoDialog = lazyOverlay(() => loadSudoDialog().then(([module]) => module.SudoDialog), {
  close: ({ onClose }) => onClose(false),
})
const KeyboardHelp = lazyOverlay(() => import('./KeyboardHelp.tsx').then((module) => module.KeyboardHelp), {
  close: ({ onClose }) => onClose(),
})

type Overlay = 'palette' | 'keys' | null

/** Menu, top bar and the page between them. */
export function Frame() {
  const { t } = useTranslation('frame')
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const counters = useCounters()
  const isWide = useMediaQuery((theme) => theme.breakpoints.up('md'))
  const canCreate = useCan('serviceRequest.create')
  const isViewing = useViewer().viewedBy !== null
  const [overlay, setOverlay] = useState<Overlay>(null)
  const sudo = useSudoRequest()
  const scroller = useScrollMemory()
  useWarmOverlays()

  useShortcut({ keys: '/', label: t('keys.search'), run: () => setOverlay('palette') })
  useShortcut({ keys: 'mod+k', label: t('keys.palette'), run: () => setOverlay('palette'), worksInFields: true })
  useShortcut({ keys: '?', label: t('keys.help'), run: () => setOverlay('keys') })
  useShortcut({ keys: 'n', label: t('keys.new'), run: () => void navigate('/requests/new') }, canCreate)

  const close = () => setOverlay(null)
  return (
    <Box sx={{ display: 'flex', height: '100dvh', overflow: 'hidden' }}>
      <SkipLink />
      {isWide && <Rail counters={counters} />}
      <Box sx={{ flex: 1, minWidth: 0, display: 'flex', flexDirection: 'column' }}>
        <TopBar isWide={isWide} onSearch={() => setOverlay('palette')} onKeys={() => setOverlay('keys')} />
        {isViewing && (
          <Suspense>
            <ViewBanner />
          </Suspense>
        )}
        <ConnectionBar />
        <Box
          component="main"
          id="main"
          ref={scroller}
          tabIndex={-1}
          sx={{ flex: 1, minHeight: 0, overflow: 'auto', display: 'flex', flexDirection: 'column', outline: 'none' }}
        >
          <ErrorBoundary resetKey={pathname}>
            <Outlet />
          </ErrorBoundary>
        </Box>
        {!isWide && <BottomBar counters={counters} />}
      </Box>
      <Suspense>
        {overlay === 'palette' && <CommandPalette onClose={close} onKeys={() => setOverlay('keys')} />}
        {overlay === 'keys' && <KeyboardHelp onClose={close} />}
        {sudo && <SudoDialog onClose={sudo.settle} />}
      </Suspense>
    </Box>
  )
}

function SkipLink() {
  const { t } = useTranslation('frame')
  return (
    <Box
      component="a"
      href="#main"
      className="skip"
      sx={{
        position: 'absolute',
        zIndex: 'tooltip',
        top: -100,
        left: 8,
        px: 2,
        py: 1,
        borderRadius: 1,
        bgcolor: 'primary.main',
        color: 'primary.contrastText',
        '&:focus': { top: 8 },
      }}
    >
      {t('skip')}
    </Box>
  )
}
