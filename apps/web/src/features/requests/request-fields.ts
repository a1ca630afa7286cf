import { graphql } from '../../gql/index.ts'

/** Every field of the catalog that a card shows; relations with what names them. */
export const RequestFieldsFragment = graphql(`
  fragment RequestFields_ServiceRequest on ServiceRequest {
    id
    number
    status
    statusSince
    moveParty
    dueAt
    source
    urgency
    createdAt
    author {
      id
      name
    }
    dealer {
      id
      name
    }
    responsible {
      id
      name
    }
    returnedFields
    returnComment
    returnedAt
    rejectReason
    decidedAt
    client {
      id
      name
    }
    contact {
      id
      name
    }
    clientName
    inn
    contactName
    phone
    email
    region
    city
    address
    equipment {
      id
      model
      serialNumber
    }
    manufacturer {
      id
      name
    }
    model
    category
    serialNumber
    purchasedOn
    isWarranty
    complaint
    consentAt
    consentVersion
  }
`)

/** What an author can be asked to fill in, in the order of the card. */
export const askableFields = [
  'clientName',
  'inn',
  'contactName',
  'phone',
  'email',
  'region',
  'city',
  'address',
  'manufacturer',
  'model',
  'category',
  'serialNumber',
  'purchasedOn',
  'isWarranty',
  'complaint',
  'documents',
] as const

/** Kinds of documents that come with a request. */
export const requestDocumentTypes = ['PHOTO', 'INVOICE', 'OTHER'] as const
