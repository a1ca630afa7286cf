import { useQuery } from '@apollo/client/react'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Tab from '@mui/material/Tab'
import Tabs from '@mui/material/Tabs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { EmptyState } from '../../components/EmptyState.tsx'
import { ErrorState } from '../../components/ErrorState.tsx'
import { RowsSkeleton } from '../../components/RowsSkeleton.tsx'
import { usePageTitle } from '../../lib/title.ts'
import { useViewer } from '../../lib/viewer.ts'
import { NotificationsDocument } from './documents.ts'
import { NotificationRow } from './NotificationRow.tsx'
import { useMarkRead } from './use-mark-read.ts'

const PAGE = 50
const unread = { field: 'readAt', operator: 'IS_EMPTY' } as const

export function Component() {
  const { t } = useTranslation('frame')
  usePageTitle(t('notifications.title'))
  const { unreadNotifications } = useViewer()
  const [params, setParams] = useSearchParams()
  const isUnreadOnly = params.get('show') === 'unread'
  const markRead = useMarkRead()
  const { data, previousData, error, loading, refetch, fetchMore } = useQuery(NotificationsDocument, {
    variables: { first: PAGE, filter: isUnreadOnly ? unread : null },
  })
  const [isLoadingMore, setIsLoadingMore] = useState(false)
  const page = (data ?? (loading ? previousData : undefined))?.notifications

  const loadMore = async () => {
    setIsLoadingMore(true)
    try {
      await fetchMore({
        variables: { after: page?.endCursor ?? null },
        updateQuery: (before, { fetchMoreResult: { notifications } }) => ({
          notifications: { ...notifications, nodes: [...before.notifications.nodes, ...notifications.nodes] },
        }),
      })
    } finally {
      setIsLoadingMore(false)
    }
  }

  return (
    <Box
      sx={{
        maxWidth: 760,
        width: '100%',
        bgcolor: 'background.paper',
        borderRight: { md: 1 },
        borderColor: { md: 'divider' },
        flex: 1,
      }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', px: 1, borderBottom: 1, borderColor: 'divider' }}>
        <Tabs
          value={isUnreadOnly ? 'unread' : 'all'}
          onChange={(_event, next) => setParams(next === 'unread' ? { show: 'unread' } : {}, { replace: true })}
          aria-label={t('notifications.title')}
          sx={{ flex: 1 }}
        >
          <Tab value="all" label={t('notifications.tabAll')} />
          <Tab value="unread" label={t('notifications.tabUnread', { count: unreadNotifications })} />
        </Tabs>
        {unreadNotifications > 0 && <Button onClick={() => void markRead()}>{t('notifications.markAll')}</Button>}
      </Box>
      {error && !page && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!error && !page && <RowsSkeleton />}
      {page?.nodes.length === 0 && (
        <EmptyState title={t(isUnreadOnly ? 'notifications.allRead' : 'notifications.none')} />
      )}
      {page?.nodes.map((notification) => (
        <NotificationRow
          key={notification.id}
          notification={notification}
          onOpen={() => {
            if (!notification.readAt) void markRead([notification.id])
          }}
        />
      ))}
      {page?.endCursor && (
        <Box sx={{ p: 2, textAlign: 'center' }}>
          <Button variant="outlined" loading={isLoadingMore} onClick={() => void loadMore()}>
            {t('notifications.more')}
          </Button>
        </Box>
      )}
    </Box>
  )
}
