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
import { RepairCard } from './RepairCard.tsx'
import { useRepairMoves } from './use-repair-moves.ts'

const RepairPageQuery = graphql(`
  query RepairPage($number: String!) {
    repair(number: $number) {
      ...RepairCard_Repair
    }
  }
`)

const RepairPageChanged = graphql(`
  subscription RepairPageChanged($id: ID!) {
    repairChanged(id: $id) {
      id
      isGone
      changed
      repair {
        ...RepairCard_Repair
      }
    }
  }
`)

/** /repairs/:number */
export function Component() {
  const { number = '' } = useParams()
  // Another repair is another card: nothing typed or unfolded in one shows up in the next.
  return <RepairPage key={number} number={number} />
}

function RepairPage({ number }: { number: string }) {
  const { t } = useTranslation('repairs')
  const walk = useListWalk('repair')
  const listUrl = walk.listUrl ?? '/repairs'
  const { data, error, refetch } = useQuery(RepairPageQuery, { variables: { number } })
  const [isGone, setIsGone] = useState(false)
  const repair = data?.repair ?? null
  const moves = useRepairMoves(repair?.id ?? null)
  useRecordKeys({ listUrl, previous: walk.previous, next: walk.next })
  usePageTitle(repair && !isGone ? (repair.number ?? number) : null, { hasOwnHeading: true })

  useSubscription(RepairPageChanged, {
    variables: { id: repair?.id ?? '' },
    skip: repair === null,
    onData: ({ data: event }) => {
      const change = event.data?.repairChanged
      if (!change) return
      setIsGone(change.isGone)
      if (!change.isGone) void moves.refetch()
    },
  })

  const back = <BackLink to={listUrl}>{t('back')}</BackLink>
  if (isGone) return <EmptyState isPage title={t('gone')} action={back} />
  if (repair) {
    const reread = async () => (await refetch()).data?.repair ?? null
    return <RepairCard repair={repair} moves={moves} listUrl={listUrl} reread={reread} />
  }
  if (error) return <ErrorState isPage error={error} onRetry={() => void refetch()} />
  // What does not exist and what may not be seen look the same.
  if (data) return <EmptyState isPage title={t('notFound')} action={back} />
  return <PageSkeleton kind="card" />
}
