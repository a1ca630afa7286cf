import Box from '@mui/material/Box'
import IconButton from '@mui/material/IconButton'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { lazyOverlay } from '../components/lazy-overlay.tsx'
import { useViewer } from '../lib/viewer.ts'

const UserMenuList = lazyOverlay(() => import('./UserMenuList.tsx').then((module) => module.UserMenuList), {
  close: ({ onClose }) => onClose(),
})

/** Who is signed in, how the app looks to him, and the way out. */
export function UserMenu({ onKeys }: { onKeys: () => void }) {
  const { t } = useTranslation('frame')
  const viewer = useViewer()
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)

  return (
    <>
      <IconButton
        aria-label={t('user.open', { name: viewer.name })}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <Box
          component="span"
          // Drawn, not written: the button's name is the whole name.
          data-initials={initials(viewer.name)}
          sx={{
            display: 'grid',
            placeItems: 'center',
            width: 28,
            height: 28,
            borderRadius: '50%',
            fontSize: 12,
            fontWeight: 600,
            bgcolor: 'tone.accent.soft',
            color: 'tone.accent.main',
            '&::before': { content: 'attr(data-initials)' },
          }}
        />
      </IconButton>
      {anchor && (
        <Suspense>
          <UserMenuList anchor={anchor} onClose={() => setAnchor(null)} onKeys={onKeys} />
        </Suspense>
      )}
    </>
  )
}

/** «АК» of «Анна Карпова». */
function initials(name: string): string {
  return name
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join('')
}
