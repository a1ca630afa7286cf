import { graphql } from '../gql/index.ts'

export const PaletteSearchDocument = graphql(`
  query PaletteSearch(
    $search: String!
    $hasRepairs: Boolean!
    $hasRequests: Boolean!
    $hasClients: Boolean!
    $hasEquipment: Boolean!
  ) {
    repairs(search: $search, first: 5) @include(if: $hasRepairs) {
      nodes {
        id
        number
        status
        client {
          id
          name
        }
      }
    }
    serviceRequests(search: $search, first: 5) @include(if: $hasRequests) {
      nodes {
        id
        number
        status
        clientName
      }
    }
    clients(search: $search, first: 5) @include(if: $hasClients) {
      nodes {
        id
        name
        city
      }
    }
    equipmentList(search: $search, first: 5) @include(if: $hasEquipment) {
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
