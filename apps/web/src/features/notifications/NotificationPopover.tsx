import { useQuery } from '@apollo/client/react'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Popover from '@mui/material/Popover'
import Typography from '@mui/material/Typography'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { EmptyState } from '../../components/EmptyState.tsx'
import { ErrorState } from '../../components/ErrorState.tsx'
import { RowsSkeleton } from '../../components/RowsSkeleton.tsx'
import { useViewer } from '../../lib/viewer.ts'
import { NotificationsDocument } from './documents.ts'
import { NotificationRow } from './NotificationRow.tsx'
import { useMarkRead } from './use-mark-read.ts'

const NEWEST = 8

export type NotificationPopoverProps = { anchor: HTMLElement; onClose: () => void }

/** The newest notifications, under the bell. */
export function NotificationPopover({ anchor, onClose }: NotificationPopoverProps) {
  const { t } = useTranslation('frame')
  const { unreadNotifications } = useViewer()
  const { data, error, refetch } = useQuery(NotificationsDocument, { variables: { first: NEWEST } })
  const markRead = useMarkRead()
  const nodes = data?.notifications.nodes

  return (
    <Popover
      open
      anchorEl={anchor}
      onClose={onClose}
      anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }}
      transformOrigin={{ vertical: 'top', horizontal: 'right' }}
      slotProps={{
        paper: {
          role: 'dialog',
          'aria-label': t('notifications.title'),
          sx: { width: 380, maxWidth: 'calc(100vw - 16px)', maxHeight: '70vh' },
        },
      }}
    >
      <Box
        sx={{
          display: 'flex',
          alignItems: 'center',
          height: 44,
          pl: 2,
          pr: 1,
          borderBottom: 1,
          borderColor: 'divider',
        }}
      >
        <Typography variant="h3" component="h2" sx={{ flex: 1 }}>
          {t('notifications.title')}
        </Typography>
        {unreadNotifications > 0 && (
          <Button size="small" onClick={() => void markRead()}>
            {t('notifications.markAll')}
          </Button>
        )}
      </Box>
      {error && !nodes && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!error && !nodes && <RowsSkeleton rows={5} />}
      {nodes?.length === 0 && <EmptyState title={t('notifications.none')} />}
      {nodes?.map((notification) => (
        <NotificationRow
          key={notification.id}
          notification={notification}
          onOpen={() => {
            onClose()
            if (!notification.readAt) void markRead([notification.id])
          }}
        />
      ))}
      {nodes && nodes.length > 0 && (
        <Button component={Link} to="/notifications" onClick={onClose} fullWidth sx={{ height: 40, borderRadius: 0 }}>
          {t('notifications.all')}
        </Button>
      )}
    </Popover>
  )
}
