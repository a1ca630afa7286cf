import { graphql } from '../../gql/index.ts'

export const ViewAsDocument = graphql(`
  mutation ViewAs($employeeId: ID, $roleId: ID, $serviceCenterId: ID, $dealerId: ID) {
    viewAs(employeeId: $employeeId, roleId: $roleId, serviceCenterId: $serviceCenterId, dealerId: $dealerId) {
      isDone
    }
  }
`)

export const StopViewAsDocument = graphql(`
  mutation StopViewAs {
    stopViewAs {
      isDone
    }
  }
`)

export const ExplainMyAccessDocument = graphql(`
  query ExplainMyAccess($entity: String, $field: String, $action: String) {
    explainMyAccess(entity: $entity, field: $field, action: $action) {
      isAllowed
      access
      steps {
        ...AccessSteps_Step
      }
    }
  }
`)

export const OwnAddressDocument = graphql(`
  query OwnAddress {
    sessions {
      id
      ip
      isCurrent
    }
  }
`)
