import { graphql } from '../../gql/index.ts'

export const ExplainAccessDocument = graphql(`
  query ExplainAccess($employeeId: ID, $roleId: ID, $entity: String, $field: String, $action: String, $recordId: ID) {
    explainAccess(
      employeeId: $employeeId
      roleId: $roleId
      entity: $entity
      field: $field
      action: $action
      recordId: $recordId
    ) {
      isAllowed
      access
      steps {
        ...AccessSteps_Step
      }
    }
  }
`)

export const RepairByNumberDocument = graphql(`
  query ExplainRepairByNumber($number: String!) {
    record: repair(number: $number) {
      id
    }
  }
`)

export const RequestByNumberDocument = graphql(`
  query ExplainRequestByNumber($number: String!) {
    record: serviceRequest(number: $number) {
      id
    }
  }
`)

export const SubjectEmployeeDocument = graphql(`
  query ExplainSubjectEmployee($filter: FilterInput) {
    employees(filter: $filter, first: 500) {
      nodes {
        id
        name
        role {
          id
        }
      }
    }
  }
`)

export const SubjectRoleDocument = graphql(`
  query ExplainSubjectRole {
    roles(first: 200) {
      nodes {
        id
        name
      }
    }
  }
`)
