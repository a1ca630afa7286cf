import { useQuery } from '@apollo/client/react'
import { formatPhone, isValidInn, normalizeEmail, normalizePhone } from '@naryad/domain'
import { useEffect, useState } from 'react'
import type { FormValues } from '../../components/record/form-values.ts'
import type { RecogniseClientQuery, RecogniseUnitQuery } from '../../gql/graphql.ts'
import { graphql } from '../../gql/index.ts'
import { useEntity } from '../../lib/catalog.ts'

const RecogniseClient = graphql(`
  query RecogniseClient($inn: String, $phone: String, $email: String) {
    recogniseClient(inn: $inn, phone: $phone, email: $email) {
      id
      name
      inn
      phone
      email
      region
      city
      address
      repairs(first: 5) {
        ...RecordHistory_Repair
      }
      requests(first: 5) {
        ...RecordHistory_ServiceRequest
      }
    }
  }
`)

const RecogniseUnit = graphql(`
  query RecogniseUnit($filter: FilterInput!) {
    equipmentList(filter: $filter, first: 2) {
      nodes {
        id
        model
        category
        serialNumber
        purchasedOn
        manufacturer {
          id
          name
        }
        client {
          id
          name
          inn
          phone
          email
          region
          city
          address
        }
        repairs(first: 5) {
          ...RecordHistory_Repair
        }
      }
    }
  }
`)

/** Long enough that a number being typed is not looked up digit by digit. */
const typingMs = 400
const shortestSerial = 3

type KnownClient = NonNullable<RecogniseClientQuery['recogniseClient']>
type KnownUnit = RecogniseUnitQuery['equipmentList']['nodes'][number]

export interface Recognition {
  client: KnownClient | null
  unit: KnownUnit | null
  /** What the request is linked to, for the input. */
  links: { clientId?: string; equipmentId?: string }
  rejectClient: () => void
  rejectUnit: () => void
}

/** Who and what the form speaks of, found by INN, phone, e-mail and serial number; fills in what is still blank. */
export function useRecognition(values: FormValues, fill: (known: FormValues) => void): Recognition {
  const typed = useSettled(identifiers(values))
  const [rejected, setRejected] = useState<ReadonlySet<string>>(new Set())
  const canFindClients = useEntity('client') !== undefined
  const canFindUnits = useEntity('equipment')?.field('serialNumber')?.isFilterable === true

  const { data: foundClient } = useQuery(RecogniseClient, {
    variables: { inn: typed.inn, phone: typed.phone, email: typed.email },
    skip: !canFindClients || !(typed.inn || typed.phone || typed.email),
  })
  const { data: foundUnits } = useQuery(RecogniseUnit, {
    variables: { filter: { field: 'serialNumber', operator: 'EQUALS', values: [typed.serialNumber ?? ''] } },
    skip: !canFindUnits || typed.serialNumber === null,
  })

  const found = foundClient?.recogniseClient ?? null
  const units = foundUnits?.equipmentList.nodes ?? []
  // Two makers may have given the same number: then it does not tell the unit.
  const onlyUnit = units.length === 1 ? (units[0] ?? null) : null
  const client = found && !rejected.has(found.id) ? found : null
  const unit = onlyUnit && !rejected.has(onlyUnit.id) ? onlyUnit : null

  useEffect(() => {
    if (client) fill(clientValues(client))
  }, [client, fill])

  useEffect(() => {
    if (!unit) return
    const { manufacturer } = unit
    fill({
      model: unit.model,
      category: unit.category,
      purchasedOn: unit.purchasedOn,
      manufacturer: manufacturer && { id: manufacturer.id, title: manufacturer.name ?? '' },
      ...(unit.client && clientValues(unit.client)),
    })
  }, [unit, fill])

  const reject = (id: string | undefined) => {
    if (id) setRejected((current) => new Set([...current, id]))
  }
  return {
    client,
    unit,
    links: { ...(client && { clientId: client.id }), ...(unit && { equipmentId: unit.id }) },
    rejectClient: () => reject(client?.id),
    rejectUnit: () => reject(unit?.id),
  }
}

function clientValues(client: Omit<KnownClient, '__typename' | 'repairs' | 'requests'>): FormValues {
  return {
    clientName: client.name,
    inn: client.inn,
    phone: client.phone && formatPhone(client.phone),
    email: client.email,
    region: client.region,
    city: client.city,
    address: client.address,
  }
}

type Identifiers = Readonly<Record<'inn' | 'phone' | 'email' | 'serialNumber', string | null>>

/** Whatever is whole enough to look for. */
function identifiers(values: FormValues): Identifiers {
  const text = (key: string) => {
    const value = values[key]
    return typeof value === 'string' ? value.trim() : ''
  }
  const inn = text('inn').replace(/\s/g, '')
  const serialNumber = text('serialNumber').normalize('NFKC').replace(/\s+/g, ' ').toUpperCase()
  return {
    inn: isValidInn(inn) ? inn : null,
    phone: normalizePhone(text('phone')),
    email: normalizeEmail(text('email')),
    serialNumber: serialNumber.length >= shortestSerial ? serialNumber : null,
  }
}

function useSettled(next: Identifiers): Identifiers {
  const [settled, setSettled] = useState(next)
  const { inn, phone, email, serialNumber } = next
  useEffect(() => {
    const timer = setTimeout(() => setSettled({ inn, phone, email, serialNumber }), typingMs)
    return () => clearTimeout(timer)
  }, [inn, phone, email, serialNumber])
  return settled
}
