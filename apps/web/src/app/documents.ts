import { graphql } from '../gql/index.ts'

export const ViewerChangedDocument = graphql(`
  subscription ViewerChanged {
    viewerChanged {
      permissionVersion
      unreadNotifications
    }
  }
`)

export const CountersDocument = graphql(`
  query Counters($canDecide: Boolean!) {
    counters {
      key
      count
    }
    undecidedFieldCount @include(if: $canDecide)
  }
`)

export const RepairsMovedDocument = graphql(`
  subscription RepairsMoved {
    repairChanged {
      id
      isGone
      repair {
        id
        status
        moveParty
        dueAt
      }
    }
  }
`)

export const RequestsMovedDocument = graphql(`
  subscription RequestsMoved {
    serviceRequestChanged {
      id
      isGone
      serviceRequest {
        id
        status
        moveParty
        dueAt
      }
    }
  }
`)

export const SignOutDocument = graphql(`
  mutation SignOut {
    signOut {
      isDone
    }
  }
`)
