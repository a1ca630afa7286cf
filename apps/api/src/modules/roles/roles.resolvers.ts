import { DomainError } from '@naryad/domain'
import type { Resolvers } from '../../../generated/graphql.ts'

const later = () => {
  throw new DomainError('UNAVAILABLE')
}

export const resolvers: Resolvers = {
  Query: {
    accessCatalog: later,
    roleSummaries: later,
    roleSettings: later,
    roleHistory: later,
    undecidedFieldCount: later,
    explainAccess: later,
    explainMyAccess: later,
  },
  Mutation: { createRole: later, updateRole: later, deleteRole: later, viewAs: later, stopViewAs: later },
}
