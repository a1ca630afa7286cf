import { graphql } from '../../gql/index.ts'

/** Every field of the catalog that a card shows; relations with what names them. */
export const RepairFieldsFragment = graphql(`
  fragment RepairFields_Repair on Repair {
    id
    number
    status
    statusSince
    moveParty
    dueAt
    urgency
    createdAt
    closedAt
    closingComment
    request {
      id
      number
    }
    manufacturer {
      id
      name
    }
    serviceCenter {
      id
      name
    }
    manager {
      id
      name
    }
    techExpert {
      id
      name
    }
    dealer {
      id
      name
    }
    client {
      id
      name
    }
    contact {
      id
      name
    }
    contactName
    contactPhone
    contactEmail
    region
    city
    address
    equipment {
      id
      model
      serialNumber
    }
    isWarranty
    complaint
    visitAt
    visitedAt
    workDone
    recommendations
    diagnosis
    warrantyVerdict
    internalNote
    travelKm
    laborCost
    travelCost
    partsCost
    totalCost
    ratingMark
    ratingComment
    ratedAt
  }
`)
