import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { DateText } from '../../components/DateText.tsx'
import type { NotificationsQuery } from '../../gql/graphql.ts'

export type NotificationNode = NotificationsQuery['notifications']['nodes'][number]

/** What happened and to which record; opens it. */
export function NotificationRow({ notification, onOpen }: { notification: NotificationNode; onOpen: () => void }) {
  const { t } = useTranslation(['frame', 'values'])
  const { repair, request, kind, createdAt, readAt } = notification
  const path = repair?.number ? `/repairs/${repair.number}` : request?.number ? `/requests/${request.number}` : null
  const status = repair?.status
    ? t(`values:repairStatus.${repair.status}`)
    : request?.status && t(`values:requestStatus.${request.status}`)

  const content = (
    <>
      <Box
        component="span"
        {...(readAt ? { 'aria-hidden': true } : { role: 'img', 'aria-label': t('frame:notifications.unread') })}
        sx={{
          flex: 'none',
          width: 8,
          height: 8,
          mt: 0.75,
          borderRadius: '50%',
          bgcolor: readAt ? 'transparent' : 'primary.main',
        }}
      />
      <Box sx={{ minWidth: 0, flex: 1 }}>
        <Typography sx={{ fontWeight: readAt ? 400 : 500 }}>
          {kind ? t(`values:notificationKind.${kind}`) : t('frame:notifications.something')}
        </Typography>
        <Typography variant="body2" color="textSecondary" noWrap>
          {[repair?.number ?? request?.number, status].filter(Boolean).join(' · ')}
        </Typography>
      </Box>
      <Typography variant="caption" component="span" color="textSecondary" sx={{ flex: 'none', lineHeight: '20px' }}>
        <DateText value={createdAt} />
      </Typography>
    </>
  )
  const style = {
    display: 'flex',
    gap: 1.25,
    px: 2,
    py: 1.25,
    color: 'text.primary',
    textDecoration: 'none',
    borderBottom: 1,
    borderColor: 'divider',
  } as const
  // The record may have left the viewer's rows since.
  if (!path) return <Box sx={style}>{content}</Box>
  return (
    <Box
      component={Link}
      to={path}
      className="notification"
      onClick={onOpen}
      sx={{ ...style, '&:hover': { bgcolor: 'action.hover' } }}
    >
      {content}
    </Box>
  )
}
