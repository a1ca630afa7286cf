import LockOpenIcon from '@mui/icons-material/LockOpenOutlined'
import LockIcon from '@mui/icons-material/LockOutlined'
import Box from '@mui/material/Box'
import IconButton from '@mui/material/IconButton'
import Tooltip from '@mui/material/Tooltip'
import { useTranslation } from 'react-i18next'
import { useCan } from '../../../lib/viewer.ts'
import { DateText } from '../../DateText.tsx'
import { FeedEntryBody } from './FeedEntryBody.tsx'
import type { FeedEntry } from './feed-entry.ts'
import { useFeedLock } from './use-feed-lock.ts'

interface Props {
  entity: string
  entry: FeedEntry
}

/** One entry of the feed: who, when, what. A locked one is marked for those who may see it. */
export function FeedEntryRow({ entity, entry }: Props) {
  const { t } = useTranslation('feed')
  const canLock = useCan('feed.lock')
  const setLock = useFeedLock()
  const isLocked = entry.isLocked === true
  const who = entry.author?.name ?? (entry.actor ? t(`actor.${entry.actor}`) : null)
  const lockLabel = t(isLocked ? 'unlock' : 'lock')

  return (
    <Box
      component="li"
      sx={{
        py: 1,
        borderBottom: 1,
        borderColor: 'divider',
        '&:last-of-type': { border: 0 },
        fontSize: 13,
        lineHeight: '18px',
        '&:hover .lock, &:focus-within .lock': { opacity: 1 },
        ...(isLocked && { bgcolor: 'action.hover', mx: -2, px: 2 }),
      }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, color: 'text.secondary', fontSize: 12, minHeight: 24 }}>
        <Box
          component="span"
          sx={{
            color: 'text.primary',
            fontWeight: 500,
            minWidth: 0,
            overflow: 'hidden',
            textOverflow: 'ellipsis',
            whiteSpace: 'nowrap',
          }}
        >
          {who}
        </Box>
        <DateText value={entry.createdAt} />
        {isLocked && !canLock && <LockIcon titleAccess={t('locked')} sx={{ fontSize: 14 }} />}
        {canLock && (
          <Tooltip title={lockLabel}>
            <IconButton
              className="lock"
              size="small"
              aria-label={lockLabel}
              aria-pressed={isLocked}
              onClick={() => void setLock(entry, !isLocked)}
              sx={{ ml: 'auto', opacity: { xs: 1, md: isLocked ? 1 : 0 }, width: 24, height: 24 }}
            >
              {isLocked ? <LockIcon sx={{ fontSize: 16 }} /> : <LockOpenIcon sx={{ fontSize: 16 }} />}
            </IconButton>
          </Tooltip>
        )}
      </Box>
      <FeedEntryBody entity={entity} entry={entry} />
    </Box>
  )
}
