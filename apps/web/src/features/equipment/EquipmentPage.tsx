import { useQuery } from '@apollo/client/react'
import Link from '@mui/material/Link'
import { useTranslation } from 'react-i18next'
import { Link as RouterLink, useParams } from 'react-router'
import { EmptyState } from '../../components/EmptyState.tsx'
import { ErrorState } from '../../components/ErrorState.tsx'
import { PageHeader } from '../../components/PageHeader.tsx'
import { PageSkeleton } from '../../components/PageSkeleton.tsx'
import { BackLink } from '../../components/record/BackLink.tsx'
import { FieldGroups } from '../../components/record/FieldGroups.tsx'
import { RecordColumns } from '../../components/record/RecordColumns.tsx'
import { RecordEditingProvider } from '../../components/record/RecordEditingProvider.tsx'
import { RecordHistory } from '../../components/record/RecordHistory.tsx'
import { useRecordKeys } from '../../components/record/use-record-keys.ts'
import { graphql } from '../../gql/index.ts'
import { useListWalk } from '../../table/list-walk.ts'

const EquipmentPageQuery = graphql(`
  query EquipmentPage($id: ID!) {
    equipment(id: $id) {
      id
      model
      category
      serialNumber
      manufacturer {
        id
        name
      }
      client {
        id
        name
      }
      purchasedOn
      warrantyUntil
      note
      createdAt
      repairs(first: 30) {
        ...RecordHistory_Repair
      }
      requests(first: 30) {
        ...RecordHistory_ServiceRequest
      }
    }
  }
`)

/** Units are written through requests and repairs, not here. */
const saveNothing = async () => ({ kind: 'failed', problem: null }) as const

/** /equipment/:id */
export function Component() {
  const { id = '' } = useParams()
  const { t } = useTranslation('clients')
  const walk = useListWalk('equipment')
  const listUrl = walk.listUrl ?? '/equipment'
  useRecordKeys({ listUrl, previous: walk.previous, next: walk.next })
  const { data, error, refetch } = useQuery(EquipmentPageQuery, { variables: { id } })
  const unit = data?.equipment ?? null

  if (!unit) {
    if (error) return <ErrorState isPage error={error} onRetry={() => void refetch()} />
    const back = <BackLink to={listUrl}>{t('unit.back')}</BackLink>
    return data ? <EmptyState isPage title={t('unit.notFound')} action={back} /> : <PageSkeleton kind="card" />
  }
  const { repairs, requests, client } = unit
  const hasHistory = (repairs?.length ?? 0) + (requests?.length ?? 0) > 0
  const name = [unit.model, unit.serialNumber && `№ ${unit.serialNumber}`].filter(Boolean).join(' · ')
  return (
    <>
      <PageHeader title={name || t('unit.untitled')} back={{ to: listUrl, label: t('unit.back') }} />
      <RecordColumns
        aside={
          <>
            <RecordHistory isOpen title={t('repairs', { count: repairs?.length ?? 0 })} repairs={repairs ?? []} />
            <RecordHistory isOpen title={t('requests', { count: requests?.length ?? 0 })} requests={requests ?? []} />
            {!hasHistory && <EmptyState title={t('noHistory')} />}
          </>
        }
      >
        <RecordEditingProvider entity="equipment" record={unit} isEditable={false} save={saveNothing}>
          <FieldGroups
            groups={['main', 'warranty']}
            render={{
              ...(client && {
                client: (
                  <Link component={RouterLink} to={`/clients/${client.id}`}>
                    {client.name ?? '—'}
                  </Link>
                ),
              }),
            }}
          />
        </RecordEditingProvider>
      </RecordColumns>
    </>
  )
}
