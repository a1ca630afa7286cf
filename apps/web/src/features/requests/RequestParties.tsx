import Link from '@mui/material/Link'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link as RouterLink } from 'react-router'
import { MailLink } from '../../components/MailLink.tsx'
import { PhoneLink } from '../../components/PhoneLink.tsx'
import { ContactActions } from '../../components/record/ContactActions.tsx'
import { RecordHistory } from '../../components/record/RecordHistory.tsx'
import type { RequestParties_ServiceRequestFragment } from '../../gql/graphql.ts'
import { graphql } from '../../gql/index.ts'

export const RequestPartiesFragment = graphql(`
  fragment RequestParties_ServiceRequest on ServiceRequest {
    id
    phone
    email
    region
    city
    address
    repairs {
      ...RecordHistory_Repair
    }
    client {
      id
      name
      repairs(first: 10) {
        ...RecordHistory_Repair
      }
      requests(first: 11) {
        ...RecordHistory_ServiceRequest
      }
    }
    equipment {
      id
      model
      serialNumber
      repairs(first: 10) {
        ...RecordHistory_Repair
      }
      requests(first: 11) {
        ...RecordHistory_ServiceRequest
      }
    }
  }
`)

interface Props {
  request: RequestParties_ServiceRequestFragment
}

/** What the client's and the unit's fields show in place of plain text: ways to the record, to call, to write. */
export function partyFields({ client, equipment, phone, email }: Props['request']): Record<string, ReactNode> {
  return {
    ...(client && {
      client: (
        <Link component={RouterLink} to={`/clients/${client.id}`}>
          {client.name ?? '—'}
        </Link>
      ),
    }),
    ...(equipment && {
      equipment: (
        <Link component={RouterLink} to={`/equipment/${equipment.id}`}>
          {[equipment.model, equipment.serialNumber && `№ ${equipment.serialNumber}`].filter(Boolean).join(' · ') ||
            '—'}
        </Link>
      ),
    }),
    ...(phone && { phone: <PhoneLink phone={phone} /> }),
    ...(email && { email: <MailLink email={email} /> }),
  }
}

/** To call, to write, to drive there. */
export function RequestActions({ request }: Props) {
  return (
    <ContactActions
      phone={request.phone}
      email={request.email}
      place={[request.region, request.city, request.address].filter(Boolean).join(', ') || null}
    />
  )
}

/** The repair that the request became. */
export function RequestRepairs({ request }: Props) {
  const { t } = useTranslation('requests')
  return <RecordHistory isOpen title={t('becameTitle')} repairs={request.repairs ?? []} />
}

export function ClientHistory({ request }: Props) {
  const { t } = useTranslation('requests')
  const { repairs, requests } = withoutSelf(request, request.client)
  return (
    <RecordHistory
      title={t('clientHistory', { count: repairs.length + requests.length })}
      repairs={repairs}
      requests={requests}
    />
  )
}

export function EquipmentHistory({ request }: Props) {
  const { t } = useTranslation('requests')
  const { repairs, requests } = withoutSelf(request, request.equipment)
  return (
    <RecordHistory
      title={t('unitHistory', { count: repairs.length + requests.length })}
      repairs={repairs}
      requests={requests}
    />
  )
}

function withoutSelf(request: Props['request'], owner: Props['request']['client'] | Props['request']['equipment']) {
  const became = new Set(request.repairs?.map((repair) => repair.id))
  return {
    repairs: owner?.repairs?.filter((repair) => !became.has(repair.id)) ?? [],
    requests: owner?.requests?.filter((each) => each.id !== request.id) ?? [],
  }
}
