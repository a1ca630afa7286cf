import { graphql } from '../../gql/index.ts'

export const NotificationsDocument = graphql(`
  query Notifications($filter: FilterInput, $first: Int!, $after: String) {
    notifications(
      filter: $filter
      sort: [{ field: "createdAt", isDescending: true }]
      first: $first
      after: $after
    ) {
      nodes {
        id
        kind
        createdAt
        readAt
        repair {
          id
          number
          status
        }
        request {
          id
          number
          status
        }
      }
      endCursor
    }
  }
`)

export const MarkNotificationsReadDocument = graphql(`
  mutation MarkNotificationsRead($ids: [ID!]) {
    markNotificationsRead(ids: $ids) {
      unread
    }
  }
`)
