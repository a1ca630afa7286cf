import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Skeleton from '@mui/material/Skeleton'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import Typography from '@mui/material/Typography'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchState } from '../../../lib/search-state.ts'
import { useCan } from '../../../lib/viewer.ts'
import type { RecordRef } from '../documents/use-documents.ts'
import { FeedComposer } from './FeedComposer.tsx'
import { FeedEntryRow } from './FeedEntryRow.tsx'
import { type FeedEntry, feedFilters, isInFilter, joinFeed } from './feed-entry.ts'
import { useOlderEntries } from './use-older-entries.ts'

/** The card asks for this many entries; fewer in the answer means that there are no older ones. */
const HEAD_SIZE = 30

interface Props {
  owner: RecordRef
  /** Newest first, as many as the card asks for. */
  head: readonly FeedEntry[]
}

/** Everything that happened to a record: newest on top, older on scrolling down, and a place to write. */
export function Feed({ owner, head }: Props) {
  const { t } = useTranslation('feed')
  const canComment = useCan('feed.comment')
  const [chosen, setChosen] = useSearchState('feed')
  const filter = feedFilters.find((each) => each === chosen) ?? 'all'
  const { older, hasMore, isLoading, load } = useOlderEntries(owner, head, filter)
  const entries = joinFeed(head, older).filter((entry) => isInFilter(entry, filter))
  const canHaveMore = hasMore && head.length >= HEAD_SIZE

  return (
    <Box
      component="section"
      aria-label={t('title')}
      sx={{ display: 'flex', flexDirection: 'column', minHeight: 0, height: '100%' }}
    >
      <Box sx={{ px: 2, pt: 1.5, pb: 1, borderBottom: 1, borderColor: 'divider' }}>
        <ToggleButtonGroup
          exclusive
          size="small"
          value={filter}
          aria-label={t('filter.label')}
          onChange={(_event, next: string | null) => {
            if (next !== null) setChosen(next === 'all' ? null : next)
          }}
          sx={{
            mb: canComment ? 1 : 0,
            width: '100%',
            '& .MuiToggleButton-root': { flex: 1, textTransform: 'none', py: 0.25, px: 0.5, fontSize: 13 },
          }}
        >
          {feedFilters.map((each) => (
            <ToggleButton key={each} value={each}>
              {t(`filter.${each}`)}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        {canComment && <FeedComposer owner={owner} />}
      </Box>
      <Box sx={{ flex: 1, minHeight: 0, overflowY: { lg: 'auto' }, px: 2, pb: 2 }}>
        {entries.length === 0 && !isLoading && !canHaveMore && (
          <Typography color="textSecondary" sx={{ py: 3, textAlign: 'center' }}>
            {t(`empty.${filter}`)}
          </Typography>
        )}
        <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0 }}>
          {entries.map((entry) => (
            <FeedEntryRow key={entry.id} entity={owner.entity} entry={entry} />
          ))}
        </Box>
        {isLoading && <Skeleton variant="rounded" height={48} sx={{ my: 1 }} />}
        {canHaveMore && !isLoading && <OlderEntries onReached={load} />}
      </Box>
    </Box>
  )
}

/** Loads when it is scrolled to; a button for those who do not scroll. */
function OlderEntries({ onReached }: { onReached: () => Promise<void> }) {
  const { t } = useTranslation('feed')
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (!button.current) return
    const observer = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting) void onReached()
    })
    observer.observe(button.current)
    return () => observer.disconnect()
  }, [onReached])
  return (
    <Button ref={button} fullWidth size="small" onClick={() => void onReached()}>
      {t('older')}
    </Button>
  )
}
