import { useQuery } from '@apollo/client/react'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { RuleDifferences } from '../../components/access/RuleDifferences.tsx'
import { DateText } from '../../components/DateText.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { ErrorState } from '../../components/ErrorState.tsx'
import { RowsSkeleton } from '../../components/RowsSkeleton.tsx'
import { useSnackbar } from '../../components/snackbar.ts'
import type { RoleHistoryQuery } from '../../gql/graphql.ts'
import { RoleHistoryDocument } from './documents.ts'
import { Surface } from './Surface.tsx'

const PAGE = 20
/** Of a change of hundreds of rules the first ones tell what it was about. */
const FIRST = 12

/** What of the role was changed, by whom and when; the latest first. */
export function HistoryTab({ roleId }: { roleId: string }) {
  const { t } = useTranslation('roles')
  const { showError } = useSnackbar()
  const { data, error, loading, refetch, fetchMore } = useQuery(RoleHistoryDocument, {
    variables: { id: roleId, first: PAGE },
    fetchPolicy: 'network-only',
  })
  const page = data?.roleHistory
  if (error && !page) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!page) return <RowsSkeleton rows={8} />
  if (page.nodes.length === 0) return <EmptyState title={t('history.none')} />

  const more = async () => {
    try {
      await fetchMore({
        variables: { after: page.endCursor },
        updateQuery: (before, { fetchMoreResult: next }) => ({
          ...before,
          roleHistory: { ...next.roleHistory, nodes: [...before.roleHistory.nodes, ...next.roleHistory.nodes] },
        }),
      })
    } catch (failure) {
      showError(failure)
    }
  }

  return (
    <Box sx={{ px: { sm: 2, md: 3 }, py: 2, maxWidth: 860 }}>
      <Surface label={t('tab.history')}>
        <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0 }}>
          {page.nodes.map((change) => (
            <HistoryEntry key={`${change.at}.${change.actorName}.${change.changes.length}`} change={change} />
          ))}
        </Box>
      </Surface>
      {page.endCursor && (
        <Button onClick={() => void more()} loading={loading} sx={{ mt: 1 }}>
          {t('history.more')}
        </Button>
      )}
    </Box>
  )
}

function HistoryEntry({ change }: { change: RoleHistoryQuery['roleHistory']['nodes'][number] }) {
  const { t } = useTranslation('roles')
  const [isWhole, setIsWhole] = useState(change.changes.length <= FIRST + 2)
  return (
    <Box
      component="li"
      sx={{ px: 2, py: 1.25, borderBottom: 1, borderColor: 'divider', '&:last-of-type': { border: 0 } }}
    >
      <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1, mb: 0.25 }}>
        <Box component="span" sx={{ fontWeight: 500 }}>
          {change.actorName ?? t('history.system')}
        </Box>
        <Box component="span" sx={{ color: 'text.secondary' }}>
          <DateText value={change.at} />
        </Box>
      </Box>
      <RuleDifferences changes={isWhole ? change.changes : change.changes.slice(0, FIRST)} />
      {!isWhole && (
        <Button size="small" onClick={() => setIsWhole(true)} sx={{ ml: -1 }}>
          {t('history.all', { count: change.changes.length })}
        </Button>
      )}
    </Box>
  )
}
