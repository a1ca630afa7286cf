import Link from '@mui/material/Link'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link as RouterLink } from 'react-router'
import { MailLink } from '../../components/MailLink.tsx'
import { PhoneLink } from '../../components/PhoneLink.tsx'
import { ContactActions } from '../../components/record/ContactActions.tsx'
import { RecordHistory } from '../../components/record/RecordHistory.tsx'
import type { RepairParties_RepairFragment } from '../../gql/graphql.ts'
import { graphql } from '../../gql/index.ts'

export const RepairPartiesFragment = graphql(`
  fragment RepairParties_Repair on Repair {
    id
    number
    request {
      id
      number
    }
    contactPhone
    contactEmail
    region
    city
    address
    client {
      id
      name
      phone
      email
      repairs(first: 11) {
        ...RecordHistory_Repair
      }
    }
    equipment {
      id
      model
      serialNumber
      warrantyUntil
      repairs(first: 11) {
        ...RecordHistory_Repair
      }
    }
  }
`)

interface Props {
  repair: RepairParties_RepairFragment
}

/** What the client's and the unit's fields show in place of plain text: ways to the record, to call, to write. */
export function partyFields({
  client,
  equipment,
  request,
  contactPhone,
  contactEmail,
}: RepairParties_RepairFragment): Record<string, ReactNode> {
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
    ...(request?.number && {
      request: (
        <Link component={RouterLink} to={`/requests/${encodeURIComponent(request.number)}`}>
          {request.number}
        </Link>
      ),
    }),
    ...(contactPhone && { contactPhone: <PhoneLink phone={contactPhone} /> }),
    ...(contactEmail && { contactEmail: <MailLink email={contactEmail} /> }),
  }
}

/** To call, to write, to drive there. */
export function ClientActions({ repair }: Props) {
  return (
    <ContactActions
      phone={repair.contactPhone ?? repair.client?.phone ?? null}
      email={repair.contactEmail ?? repair.client?.email ?? null}
      place={[repair.region, repair.city, repair.address].filter(Boolean).join(', ') || null}
    />
  )
}

export function ClientHistory({ repair }: Props) {
  const { t } = useTranslation('repairs')
  const earlier = repair.client?.repairs?.filter((each) => each.id !== repair.id) ?? []
  return <RecordHistory repairs={earlier} title={t('clientRepairs', { count: earlier.length })} />
}

export function EquipmentHistory({ repair }: Props) {
  const { t } = useTranslation('repairs')
  const earlier = repair.equipment?.repairs?.filter((each) => each.id !== repair.id) ?? []
  return <RecordHistory repairs={earlier} title={t('unitRepairs', { count: earlier.length })} />
}
