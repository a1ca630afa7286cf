import { graphql } from '../../gql/index.ts'

export const AccessCatalogDocument = graphql(`
  query AccessCatalog {
    accessCatalog {
      entities {
        key
        hasScope
        isWalled
        fields {
          key
          group
          type
          target
          isCustom
          isWritable
          requiredBy
          computedFrom
          emptiedBy
          alsoIn
        }
      }
      actions {
        key
        actions
      }
      notifications {
        kind
        hasLetter
      }
    }
  }
`)

export const RoleSummariesDocument = graphql(`
  query RoleSummaries {
    roleSummaries {
      id
      name
      affiliation
      isAdmin
      employeeCount
      undecidedCount
      problemCount
      requiresSecondFactor
      changedAt
    }
    undecidedFieldCount
  }
`)

export const RoleRulesFragment = graphql(`
  fragment RoleRules_Role on RoleSettings {
    id
    name
    affiliation
    isAdmin
    requiresSecondFactor
    sessionIdleMinutes
    sessionMaxHours
    employeeCount
    fields {
      entity
      field
      access
    }
    scopes {
      entity
      readScope
      writeScope
    }
    actions
    notifications {
      kind
      isInApp
      isByMail
    }
    ipRanges {
      id
      cidr
      note
    }
    problems {
      code
      action
      entity
      fields
    }
    version
  }
`)

export const RoleSettingsDocument = graphql(`
  query RoleSettings($id: ID!) {
    roleSettings(id: $id) {
      ...RoleRules_Role
    }
  }
`)

export const RoleHistoryDocument = graphql(`
  query RoleHistory($id: ID!, $first: Int, $after: String) {
    roleHistory(id: $id, first: $first, after: $after) {
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

export const RoleHoldersDocument = graphql(`
  query RoleHolders($filter: FilterInput) {
    employees(filter: $filter, first: 6) {
      nodes {
        id
        name
      }
    }
  }
`)

export const CreateRoleDocument = graphql(`
  mutation CreateRole($input: NewRoleInput!) {
    createRole(input: $input) {
      role {
        ...RoleRules_Role
      }
    }
  }
`)

export const UpdateRoleDocument = graphql(`
  mutation UpdateRole($id: ID!, $version: String!, $patch: RolePatch!) {
    updateRole(id: $id, version: $version, patch: $patch) {
      role {
        ...RoleRules_Role
      }
    }
  }
`)

export const DeleteRoleDocument = graphql(`
  mutation DeleteRole($id: ID!) {
    deleteRole(id: $id) {
      isDone
    }
  }
`)
