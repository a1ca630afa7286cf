import { useQuery } from '@apollo/client/react'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'
import { useTranslation } from 'react-i18next'
import { RuleDifferences } from '../../components/access/RuleDifferences.tsx'
import { DateText } from '../../components/DateText.tsx'
import { ErrorState } from '../../components/ErrorState.tsx'
import { FieldGroup } from '../../components/record/FieldGroup.tsx'
import { useSnackbar } from '../../components/snackbar.ts'
import { EmployeeHistoryDocument } from './documents.ts'

const PAGE = 10

/** What was changed of the account and its rights, by whom and when. */
export function HistoryGroup({ id }: { id: string }) {
  const { t } = useTranslation('staff')
  return (
    <FieldGroup name="employee.history" title={t('history.title')}>
      <Box sx={{ pl: 0.5, pb: 1 }}>
        <History id={id} />
      </Box>
    </FieldGroup>
  )
}

function History({ id }: { id: string }) {
  const { t } = useTranslation('staff')
  const { showError } = useSnackbar()
  const { data, error, loading, refetch, fetchMore } = useQuery(EmployeeHistoryDocument, {
    variables: { id, first: PAGE },
    fetchPolicy: 'network-only',
  })
  const page = data?.employeeHistory
  if (error && !page) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!page) return <Skeleton variant="rounded" height={96} />
  if (page.nodes.length === 0) return <Typography color="textSecondary">{t('history.none')}</Typography>

  const more = async () => {
    try {
      await fetchMore({
        variables: { after: page.endCursor },
        updateQuery: (before, { fetchMoreResult: next }) => ({
          ...before,
          employeeHistory: {
            ...next.employeeHistory,
            nodes: [...before.employeeHistory.nodes, ...next.employeeHistory.nodes],
          },
        }),
      })
    } catch (failure) {
      showError(failure)
    }
  }
  return (
    <>
      <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {page.nodes.map((change, index) => (
          <Box
            component="li"
            // two changes of one instant are told apart by their place alone, which only grows downwards
            key={`${change.at}.${index}`}
            sx={{ py: 0.75, borderTop: index === 0 ? 0 : 1, borderColor: 'divider' }}
          >
            <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1 }}>
              <Box component="span" sx={{ fontWeight: 500 }}>
                {change.actorName ?? t('history.system')}
              </Box>
              <Box component="span" sx={{ color: 'text.secondary' }}>
                <DateText value={change.at} />
              </Box>
            </Box>
            <RuleDifferences changes={change.changes} />
          </Box>
        ))}
      </Box>
      {page.endCursor && (
        <Button size="small" loading={loading} onClick={() => void more()} sx={{ ml: -1 }}>
          {t('history.more')}
        </Button>
      )}
    </>
  )
}
