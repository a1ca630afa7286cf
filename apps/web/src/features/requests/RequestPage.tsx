import { useQuery, useSubscription } from '@apollo/client/react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { EmptyState } from '../../components/EmptyState.tsx'
import { ErrorState } from '../../components/ErrorState.tsx'
import { PageSkeleton } from '../../components/PageSkeleton.tsx'
import { BackLink } from '../../components/record/BackLink.tsx'
import { useRecordKeys } from '../../components/record/use-record-keys.ts'
import { graphql } from '../../gql/index.ts'
import { usePageTitle } from '../../lib/title.ts'
import { useListWalk } from '../../table/list-walk.ts'
import { RequestCard } from './RequestCard.tsx'
import { useRequestMoves } from './use-request-moves.ts'

const RequestPageQuery = graphql(`
  query RequestPage($number: String!) {
    serviceRequest(number: $number) {
      ...RequestCard_ServiceRequest
    }
  }
`)

const RequestPageChanged = graphql(`
  subscription RequestPageChanged($id: ID!) {
    serviceRequestChanged(id: $id) {
      id
      isGone
      changed
      serviceRequest {
        ...RequestCard_ServiceRequest
      }
    }
  }
`)

/** /requests/:number */
export function Component() {
  const { number = '' } = useParams()
  // Another request is another card: nothing typed or unfolded in one shows up in the next.
  return <RequestPage key={number} number={number} />
}

function RequestPage({ number }: { number: string }) {
  const { t } = useTranslation('requests')
  const walk = useListWalk('serviceRequest')
  const listUrl = walk.listUrl ?? '/requests'
  const { data, error, refetch } = useQuery(RequestPageQuery, { variables: { number } })
  const [isGone, setIsGone] = useState(false)
  const request = data?.serviceRequest ?? null
  const moves = useRequestMoves(request?.id ?? null)
  useRecordKeys({ listUrl, previous: walk.previous, next: walk.next })
  usePageTitle(request && !isGone ? (request.number ?? number) : null, { hasOwnHeading: true })

  useSubscription(RequestPageChanged, {
    variables: { id: request?.id ?? '' },
    skip: request === null,
    onData: ({ data: event }) => {
      const change = event.data?.serviceRequestChanged
      if (!change) return
      setIsGone(change.isGone)
      if (!change.isGone) void moves.refetch()
    },
  })

  const back = <BackLink to={listUrl}>{t('back')}</BackLink>
  if (isGone) return <EmptyState isPage title={t('gone')} action={back} />
  if (request) {
    const reread = async () => (await refetch()).data?.serviceRequest ?? null
    return <RequestCard request={request} moves={moves} listUrl={listUrl} reread={reread} />
  }
  if (error) return <ErrorState isPage error={error} onRetry={() => void refetch()} />
  // What does not exist and what may not be seen look the same.
  if (data) return <EmptyState isPage title={t('notFound')} action={back} />
  return <PageSkeleton kind="card" />
}
