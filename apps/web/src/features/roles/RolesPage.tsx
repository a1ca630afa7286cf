import { useQuery } from '@apollo/client/react'
import AddIcon from '@mui/icons-material/AddRounded'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorState } from '../../components/ErrorState.tsx'
import { lazyOverlay } from '../../components/lazy-overlay.tsx'
import type { RoleSummariesQuery } from '../../gql/graphql.ts'
import { usePageTitle } from '../../lib/title.ts'
import { RoleSummariesDocument } from './documents.ts'
import { RoleList } from './RoleList.tsx'
import { RoleListSkeleton } from './RoleListSkeleton.tsx'
import { UndecidedNotice } from './UndecidedNotice.tsx'

const NewRoleDialog = lazyOverlay(() => import('./NewRoleDialog.tsx').then((module) => module.NewRoleDialog), {
  close: ({ onClose }) => onClose(),
})

type Summary = RoleSummariesQuery['roleSummaries'][number]

/** /roles */
export function Component() {
  const { t } = useTranslation('roles')
  usePageTitle(t('title'))
  const { data, error, refetch } = useQuery(RoleSummariesDocument, { fetchPolicy: 'cache-and-network' })
  const [dialog, setDialog] = useState<{ copyOf?: Summary } | null>(null)
  const roles = data?.roleSummaries

  return (
    <Box sx={{ py: 2 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 2, px: { xs: 2, md: 3 }, mb: 2 }}>
        <Box sx={{ flex: 1, color: 'text.secondary' }}>{t('intro')}</Box>
        <Button variant="contained" startIcon={<AddIcon />} onClick={() => setDialog({})}>
          {t('newRole.button')}
        </Button>
      </Box>
      {error && !roles && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!error && !roles && <RoleListSkeleton />}
      {data && roles && (
        <>
          <UndecidedNotice {...data} />
          <RoleList roles={roles} onCopy={(role) => setDialog({ copyOf: role })} />
        </>
      )}
      {dialog && (
        <Suspense>
          <NewRoleDialog {...dialog} onClose={() => setDialog(null)} />
        </Suspense>
      )}
    </Box>
  )
}
