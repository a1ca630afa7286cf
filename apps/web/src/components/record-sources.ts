import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import type { FilterInput } from '../gql/graphql.ts'
import { graphql } from '../gql/index.ts'

/** A record as pickers show it. Title and hint lack whatever the viewer may not read. */
export type RecordOption = { id: string; title: string; hint: string }

export type RecordVariables = { search?: string | null; filter?: FilterInput | null; clientId?: string | null }

type RecordPage<Node> = { page: { nodes: Node[] | null } | null }

export type PickerEntity =
  | 'client'
  | 'contact'
  | 'equipment'
  | 'serviceCenter'
  | 'dealer'
  | 'employee'
  | 'manufacturer'
  | 'role'

export type RecordSource = {
  document: TypedDocumentNode<RecordPage<unknown>, RecordVariables>
  options: (data: RecordPage<unknown>) => RecordOption[]
  /** The server gives all of them; the picker narrows them down itself. */
  isSmall: boolean
}

function source<Node extends { id: string }>(
  document: TypedDocumentNode<RecordPage<Node>, RecordVariables>,
  title: (node: Node) => string | null,
  hint: (node: Node) => (string | null | undefined)[] = () => [],
  isSmall = false,
): RecordSource {
  return {
    // The pair below is only ever used together: nodes that go into options came out of this document.
    document: document as unknown as RecordSource['document'],
    options: (data) =>
      ((data.page?.nodes ?? []) as Node[]).map((node) => ({
        id: node.id,
        title: title(node) ?? '—',
        hint: hint(node).filter(Boolean).join(' · '),
      })),
    isSmall,
  }
}

const ClientsDocument = graphql(`
  query RecordPickerClients($search: String, $filter: FilterInput) {
    page: clients(search: $search, filter: $filter, first: 20) {
      nodes {
        id
        name
        inn
        city
      }
    }
  }
`)

const ContactsDocument = graphql(`
  query RecordPickerContacts($clientId: ID) {
    page: client(id: $clientId) {
      id
      nodes: contacts {
        id
        name
        position
        phone
      }
    }
  }
`)

const EquipmentDocument = graphql(`
  query RecordPickerEquipment($search: String, $filter: FilterInput) {
    page: equipmentList(search: $search, filter: $filter, first: 20) {
      nodes {
        id
        model
        serialNumber
        client {
          id
          name
        }
      }
    }
  }
`)

const ServiceCentersDocument = graphql(`
  query RecordPickerServiceCenters($search: String, $filter: FilterInput) {
    page: serviceCenters(search: $search, filter: $filter, first: 20) {
      nodes {
        id
        name
        city
      }
    }
  }
`)

const DealersDocument = graphql(`
  query RecordPickerDealers($search: String, $filter: FilterInput) {
    page: dealers(search: $search, filter: $filter, first: 20) {
      nodes {
        id
        name
        city
      }
    }
  }
`)

const EmployeesDocument = graphql(`
  query RecordPickerEmployees($search: String, $filter: FilterInput) {
    page: employees(search: $search, filter: $filter, first: 20) {
      nodes {
        id
        name
        position
      }
    }
  }
`)

const ManufacturersDocument = graphql(`
  query RecordPickerManufacturers($search: String, $filter: FilterInput) {
    page: manufacturers(search: $search, filter: $filter, first: 20) {
      nodes {
        id
        name
        country
      }
    }
  }
`)

const RolesDocument = graphql(`
  query RecordPickerRoles($search: String, $filter: FilterInput) {
    page: roles(search: $search, filter: $filter, first: 20) {
      nodes {
        id
        name
      }
    }
  }
`)

/** Where each entity's records are looked for. */
export const recordSources: Readonly<Record<PickerEntity, RecordSource>> = {
  client: source(
    ClientsDocument,
    (node) => node.name,
    (node) => [node.inn, node.city],
  ),
  contact: source(
    ContactsDocument,
    (node) => node.name,
    (node) => [node.position, node.phone],
    true,
  ),
  equipment: source(
    EquipmentDocument,
    (node) => [node.model, node.serialNumber && `№ ${node.serialNumber}`].filter(Boolean).join(' ') || null,
    (node) => [node.client?.name],
  ),
  serviceCenter: source(
    ServiceCentersDocument,
    (node) => node.name,
    (node) => [node.city],
  ),
  dealer: source(
    DealersDocument,
    (node) => node.name,
    (node) => [node.city],
  ),
  employee: source(
    EmployeesDocument,
    (node) => node.name,
    (node) => [node.position],
  ),
  manufacturer: source(
    ManufacturersDocument,
    (node) => node.name,
    (node) => [node.country],
  ),
  role: source(RolesDocument, (node) => node.name),
}

export function isPickerEntity(entity: string | null): entity is PickerEntity {
  return entity !== null && Object.hasOwn(recordSources, entity)
}
