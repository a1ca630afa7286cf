import BellIcon from '@mui/icons-material/NotificationsNoneRounded'
import IconButton from '@mui/material/IconButton'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CornerCount } from '../../components/CornerCount.tsx'
import { lazyOverlay } from '../../components/lazy-overlay.tsx'
import { useViewer } from '../../lib/viewer.ts'

const NotificationPopover = lazyOverlay(
  () => import('./NotificationPopover.tsx').then((module) => module.NotificationPopover),
  { close: ({ onClose }) => onClose() },
)

/** How many are unread, and the newest of them in a popover. */
export function NotificationBell() {
  const { t } = useTranslation('frame')
  const { unreadNotifications: unread } = useViewer()
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  return (
    <>
      <IconButton
        aria-label={t('notifications.open', { count: unread })}
        aria-haspopup="dialog"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <CornerCount isUrgent count={unread}>
          <BellIcon />
        </CornerCount>
      </IconButton>
      {anchor && (
        <Suspense>
          <NotificationPopover anchor={anchor} onClose={() => setAnchor(null)} />
        </Suspense>
      )}
    </>
  )
}
