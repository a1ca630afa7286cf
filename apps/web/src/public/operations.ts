import { graphql } from '../gql/index.ts'

// Everything that the public pages ask of the server.

export const publicFormDocument = graphql(`
  query PublicForm {
    publicForm {
      companyName
      consentVersion
      consentText
      manufacturers {
        id
        name
      }
    }
  }
`)

export const publicUnitDocument = graphql(`
  query PublicUnit($serialNumber: String!) {
    publicUnit(serialNumber: $serialNumber) {
      model
      category
      manufacturerId
    }
  }
`)

export const submitServiceRequestDocument = graphql(`
  mutation SubmitServiceRequest($input: PublicRequestInput!) {
    submitServiceRequest(input: $input) {
      number
      trackingToken
    }
  }
`)

export const completionFormDocument = graphql(`
  query CompletionForm($token: String!) {
    publicForm {
      companyName
    }
    completionForm(token: $token) {
      number
      comment
      fields {
        key
        type
        value
        isRequired
      }
      manufacturers {
        id
        name
      }
    }
  }
`)

export const completeServiceRequestDocument = graphql(`
  mutation CompleteServiceRequest($token: String!, $values: [CompletionValue!]!, $fileIds: [ID!], $uploadKey: String) {
    completeServiceRequest(token: $token, values: $values, fileIds: $fileIds, uploadKey: $uploadKey) {
      number
      trackingToken
    }
  }
`)

export const ratingFormDocument = graphql(`
  query RatingForm($token: String!) {
    publicForm {
      companyName
    }
    ratingForm(token: $token) {
      repairNumber
      equipment
      serviceCenterName
      closedAt
      isRated
    }
  }
`)

export const endSessionDocument = graphql(`
  mutation EndSessionOfEmployee {
    signOut {
      __typename
    }
  }
`)

export const rateRepairDocument = graphql(`
  mutation RateRepair($token: String!, $mark: Int!, $comment: String) {
    rateRepair(token: $token, mark: $mark, comment: $comment) {
      __typename
    }
  }
`)
