import { graphql } from '../../gql/index.ts'

/** What is read of the account, for everybody who sees the list; hidden fields are null. */
export const EmployeeAccountFragment = graphql(`
  fragment EmployeeAccount on Employee {
    id
    name
    position
    email
    phone
    isActive
    createdAt
    role {
      id
      name
      affiliation
    }
    serviceCenter {
      id
      name
    }
    dealer {
      id
      name
    }
  }
`)

export const EmployeeDocument = graphql(`
  query EmployeeAccountPage($id: ID!) {
    employee(id: $id) {
      ...EmployeeAccount
    }
  }
`)

/** What whoever manages staff is shown besides. */
export const EmployeeCardFragment = graphql(`
  fragment EmployeeCard on EmployeeSettings {
    id
    employee {
      ...EmployeeAccount
    }
    affiliation
    isAdmin
    isSelf
    isWithinOwn
    isActive
    invitedAt
    hasPassword
    deactivatedAt
    secondFactor {
      isOn
      since
      isRequired
    }
    fieldExceptions {
      entity
      field
      access
      roleAccess
      setByName
      setAt
      expiresAt
      isExpired
    }
    actionExceptions {
      action
      isAllowed
      isAllowedByRole
      setByName
      setAt
      expiresAt
      isExpired
    }
    scopeExceptions {
      entity
      readScope
      writeScope
      roleReadScope
      roleWriteScope
      setByName
      setAt
      expiresAt
      isExpired
    }
    ipRanges {
      id
      cidr
      note
    }
    roleIpRanges {
      id
      cidr
      note
    }
    presentAddress
    manufacturers {
      id
      name
    }
    canExport
    sessions {
      id
      createdAt
      lastSeenAt
      ip
      userAgent
      isCurrent
    }
    openWork {
      repairsAsManager
      repairsAsTechExpert
      requests
      obligations
      assignmentRules
      manufacturers
    }
  }
`)

export const EmployeeSettingsDocument = graphql(`
  query EmployeeSettings($id: ID!) {
    employeeSettings(id: $id) {
      ...EmployeeCard
    }
  }
`)

export const RoleRulesOfEmployeeDocument = graphql(`
  query RoleRulesOfEmployee($id: ID!) {
    employeeSettings(id: $id) {
      id
      roleFields {
        entity
        field
        access
      }
      roleScopes {
        entity
        readScope
        writeScope
      }
      roleActions
    }
    accessCatalog {
      entities {
        key
        hasScope
        isWalled
        fields {
          key
          group
          isWritable
        }
      }
      actions {
        key
        actions
      }
    }
  }
`)

export const EmployeeHistoryDocument = graphql(`
  query EmployeeHistory($id: ID!, $first: Int, $after: String) {
    employeeHistory(id: $id, first: $first, after: $after) {
      nodes {
        at
        actorName
        changes {
          subject
          entity
          key
          before
          after
        }
      }
      endCursor
    }
  }
`)

export const StaffRolesDocument = graphql(`
  query StaffRoles {
    roles(first: 100, sort: [{ field: "name" }]) {
      nodes {
        id
        name
        affiliation
      }
    }
  }
`)

export const CreateEmployeeDocument = graphql(`
  mutation CreateEmployee($input: NewEmployeeInput!) {
    createEmployee(input: $input) {
      settings {
        id
      }
    }
  }
`)

export const UpdateEmployeeDocument = graphql(`
  mutation UpdateEmployee($id: ID!, $patch: EmployeePatch!, $expected: EmployeePatch) {
    updateEmployee(id: $id, patch: $patch, expected: $expected) {
      settings {
        ...EmployeeCard
      }
    }
  }
`)

export const SetExceptionsDocument = graphql(`
  mutation SetExceptions($employeeId: ID!, $input: ExceptionsInput!) {
    setExceptions(employeeId: $employeeId, input: $input) {
      settings {
        ...EmployeeCard
      }
    }
  }
`)

export const RemoveExceptionsDocument = graphql(`
  mutation RemoveExceptions($employeeId: ID!, $input: ExceptionKeysInput!) {
    removeExceptions(employeeId: $employeeId, input: $input) {
      settings {
        ...EmployeeCard
      }
    }
  }
`)

export const SetIpRangesDocument = graphql(`
  mutation SetIpRanges($employeeId: ID!, $ranges: [IpRangeInput!]!) {
    setIpRanges(employeeId: $employeeId, ranges: $ranges) {
      settings {
        ...EmployeeCard
      }
    }
  }
`)

export const SetManufacturersDocument = graphql(`
  mutation SetManufacturers($employeeId: ID!, $manufacturerIds: [ID!]!) {
    setManufacturers(employeeId: $employeeId, manufacturerIds: $manufacturerIds) {
      settings {
        ...EmployeeCard
      }
    }
  }
`)

export const EndEmployeeSessionDocument = graphql(`
  mutation EndEmployeeSession($id: ID!) {
    endEmployeeSession(id: $id) {
      settings {
        ...EmployeeCard
      }
    }
  }
`)

export const EndEmployeeSessionsDocument = graphql(`
  mutation EndEmployeeSessions($employeeId: ID!) {
    endEmployeeSessions(employeeId: $employeeId) {
      settings {
        ...EmployeeCard
      }
    }
  }
`)

export const ResetSecondFactorDocument = graphql(`
  mutation ResetSecondFactor($employeeId: ID!) {
    resetSecondFactor(employeeId: $employeeId) {
      settings {
        ...EmployeeCard
      }
    }
  }
`)

export const SendInvitationAgainDocument = graphql(`
  mutation SendInvitationAgain($employeeId: ID!) {
    sendInvitationAgain(employeeId: $employeeId) {
      settings {
        ...EmployeeCard
      }
    }
  }
`)

export const DeactivateEmployeeDocument = graphql(`
  mutation DeactivateEmployee($employeeId: ID!, $handOver: HandOverInput!) {
    deactivateEmployee(employeeId: $employeeId, handOver: $handOver) {
      settings {
        ...EmployeeCard
      }
    }
  }
`)

export const ReactivateEmployeeDocument = graphql(`
  mutation ReactivateEmployee($employeeId: ID!) {
    reactivateEmployee(employeeId: $employeeId) {
      settings {
        ...EmployeeCard
      }
    }
  }
`)
