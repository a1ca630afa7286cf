import type { Resolvers } from '../../../generated/graphql.ts'
import { stopViewAs, viewAs } from '../sessions/view-as.service.ts'
import { explainAccess, explainMyAccess } from './explain.query.ts'
import { createRole, deleteRole, updateRole } from './role-editing.service.ts'
import {
  accessCatalogOf,
  roleHistory,
  roleSettings,
  roleSummaries,
  undecidedFieldCount,
} from './role-settings.query.ts'

const done = { isDone: true }

export const resolvers: Resolvers = {
  Query: {
    accessCatalog: (_root, _args, ctx) => accessCatalogOf(ctx),
    roleSummaries: (_root, _args, ctx) => roleSummaries(ctx),
    roleSettings: (_root, { id }, ctx) => roleSettings(ctx, id),
    roleHistory: (_root, { id, first, after }, ctx) => roleHistory(ctx, { id, first: first ?? 20, after }),
    undecidedFieldCount: (_root, _args, ctx) => undecidedFieldCount(ctx),
    explainAccess: (_root, question, ctx) => explainAccess(ctx, question),
    explainMyAccess: (_root, question, ctx) => explainMyAccess(ctx, question),
  },
  Mutation: {
    createRole: async (_root, { input }, ctx) => ({ role: await roleSettings(ctx, await createRole(ctx, input)) }),
    updateRole: async (_root, input, ctx) => ({ role: await roleSettings(ctx, await updateRole(ctx, input)) }),
    deleteRole: async (_root, { id }, ctx) => {
      await deleteRole(ctx, id)
      return done
    },
    viewAs: async (_root, target, ctx) => {
      await viewAs(ctx, target)
      return done
    },
    stopViewAs: async (_root, _args, ctx) => {
      await stopViewAs(ctx)
      return done
    },
  },
}
