import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { EmptyState } from '../../components/EmptyState.tsx'
import { ErrorState } from '../../components/ErrorState.tsx'
import { PageSkeleton } from '../../components/PageSkeleton.tsx'
import { BackLink } from '../../components/record/BackLink.tsx'
import { useRecordKeys } from '../../components/record/use-record-keys.ts'
import { useCan } from '../../lib/viewer.ts'
import { useListWalk } from '../../table/list-walk.ts'
import { EmployeeDocument, EmployeeSettingsDocument } from './documents.ts'
import { EmployeeAccount } from './EmployeeAccount.tsx'
import { EmployeeCard } from './EmployeeCard.tsx'

/** /staff/:id */
export function Component() {
  const { id = '' } = useParams()
  const mayManage = useCan('staff.manage')
  return mayManage ? <ManagedPage key={id} id={id} /> : <AccountPage key={id} id={id} />
}

function useWalk() {
  const walk = useListWalk('employee')
  const listUrl = walk.listUrl ?? '/staff'
  useRecordKeys({ listUrl, previous: walk.previous, next: walk.next })
  return listUrl
}

/** The whole card; of an employee whom the viewer does not manage, what he may see of him anyway. */
function ManagedPage({ id }: { id: string }) {
  const listUrl = useWalk()
  const { data, error, refetch } = useQuery(EmployeeSettingsDocument, {
    variables: { id },
    fetchPolicy: 'cache-and-network',
  })
  const card = data?.employeeSettings
  if (card)
    return (
      <EmployeeCard
        card={card}
        listUrl={listUrl}
        reread={async () => (await refetch()).data?.employeeSettings?.employee ?? null}
      />
    )
  if (error) return <ErrorState isPage error={error} onRetry={() => void refetch()} />
  return data ? <Account id={id} listUrl={listUrl} /> : <PageSkeleton kind="card" />
}

function AccountPage({ id }: { id: string }) {
  return <Account id={id} listUrl={useWalk()} />
}

function Account({ id, listUrl }: { id: string; listUrl: string }) {
  const { t } = useTranslation('staff')
  const { data, error, refetch } = useQuery(EmployeeDocument, { variables: { id } })
  if (data?.employee) return <EmployeeAccount account={data.employee} listUrl={listUrl} />
  if (error) return <ErrorState isPage error={error} onRetry={() => void refetch()} />
  if (!data) return <PageSkeleton kind="card" />
  return <EmptyState isPage title={t('notFound')} action={<BackLink to={listUrl}>{t('back')}</BackLink>} />
}
