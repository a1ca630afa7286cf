import { useMutation, useQuery } from '@apollo/client/react'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { EmptyState } from '../../components/EmptyState.tsx'
import { ErrorState } from '../../components/ErrorState.tsx'
import { PageHeader } from '../../components/PageHeader.tsx'
import { PageSkeleton } from '../../components/PageSkeleton.tsx'
import { BackLink } from '../../components/record/BackLink.tsx'
import { ContactActions } from '../../components/record/ContactActions.tsx'
import { FieldGroups } from '../../components/record/FieldGroups.tsx'
import { RecordColumns } from '../../components/record/RecordColumns.tsx'
import { RecordEditingProvider } from '../../components/record/RecordEditingProvider.tsx'
import { RecordHistory } from '../../components/record/RecordHistory.tsx'
import { useFieldSaving } from '../../components/record/use-field-saving.ts'
import { useRecordKeys } from '../../components/record/use-record-keys.ts'
import type { ClientCard_ClientFragment, ClientPatch } from '../../gql/graphql.ts'
import { graphql } from '../../gql/index.ts'
import { useEntity } from '../../lib/catalog.ts'
import { useCan } from '../../lib/viewer.ts'
import { useListWalk } from '../../table/list-walk.ts'
import { ClientContacts } from './ClientContacts.tsx'
import { ClientEquipment } from './ClientEquipment.tsx'

const ClientPageQuery = graphql(`
  query ClientPage($id: ID!) {
    client(id: $id) {
      ...ClientCard_Client
      ...ClientContacts_Client
      ...ClientEquipment_Client
      repairs(first: 30) {
        ...RecordHistory_Repair
      }
      requests(first: 30) {
        ...RecordHistory_ServiceRequest
      }
    }
  }
`)

export const ClientCardFragment = graphql(`
  fragment ClientCard_Client on Client {
    id
    kind
    name
    inn
    phone
    email
    region
    city
    address
    note
    createdAt
  }
`)

const UpdateClient = graphql(`
  mutation UpdateClient($id: ID!, $patch: ClientPatch!, $expected: ClientPatch) {
    updateClient(id: $id, patch: $patch, expected: $expected) {
      client {
        ...ClientCard_Client
      }
    }
  }
`)

/** /clients/:id */
export function Component() {
  const { id = '' } = useParams()
  return <ClientPage key={id} id={id} />
}

function ClientPage({ id }: { id: string }) {
  const { t } = useTranslation('clients')
  const walk = useListWalk('client')
  const listUrl = walk.listUrl ?? '/clients'
  useRecordKeys({ listUrl, previous: walk.previous, next: walk.next })
  const { data, error, refetch } = useQuery(ClientPageQuery, { variables: { id } })
  const client = data?.client ?? null

  if (!client) {
    if (error) return <ErrorState isPage error={error} onRetry={() => void refetch()} />
    const back = <BackLink to={listUrl}>{t('back')}</BackLink>
    return data ? <EmptyState isPage title={t('notFound')} action={back} /> : <PageSkeleton kind="card" />
  }
  const { repairs, requests } = client
  const hasHistory = (repairs?.length ?? 0) + (requests?.length ?? 0) > 0
  return (
    <>
      <PageHeader
        title={client.name ?? t('untitled')}
        back={{ to: listUrl, label: t('back') }}
        actions={
          <ContactActions
            phone={client.phone}
            email={client.email}
            place={[client.region, client.city, client.address].filter(Boolean).join(', ') || null}
          />
        }
      />
      <RecordColumns
        aside={
          <>
            <RecordHistory isOpen title={t('repairs', { count: repairs?.length ?? 0 })} repairs={repairs ?? []} />
            <RecordHistory isOpen title={t('requests', { count: requests?.length ?? 0 })} requests={requests ?? []} />
            {!hasHistory && <EmptyState title={t('noHistory')} />}
          </>
        }
      >
        <ClientFields client={client} reread={async () => (await refetch()).data?.client ?? null} />
        <ClientContacts client={client} />
        <ClientEquipment client={client} />
      </RecordColumns>
    </>
  )
}

interface FieldsProps {
  client: ClientCard_ClientFragment
  reread: () => Promise<ClientCard_ClientFragment | null>
}

function ClientFields({ client, reread }: FieldsProps) {
  const entity = useEntity('client')
  const isEditable = useCan('client.update')
  const [updateClient] = useMutation(UpdateClient)
  const write = useCallback(
    async (patch: object, expected: object, optimistic: object | null) => {
      await updateClient({
        // Keys and values come out of the catalog, which is read off the very input type.
        variables: { id: client.id, patch: patch as ClientPatch, expected: expected as ClientPatch },
        ...(optimistic && {
          optimisticResponse: {
            updateClient: { __typename: 'ClientPayload', client: optimistic as ClientCard_ClientFragment },
          },
        }),
      })
    },
    [updateClient, client.id],
  )
  const save = useFieldSaving({ entity, record: client, write, reread })
  return (
    <RecordEditingProvider entity="client" record={client} isEditable={isEditable} save={save}>
      <FieldGroups groups={['main', 'contacts']} />
    </RecordEditingProvider>
  )
}
