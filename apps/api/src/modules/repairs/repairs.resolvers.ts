import type { Resolvers } from '../../../generated/graphql.ts'
import { actorOf, signedIn } from '../../journal/signed-in.ts'
import { updateRepair } from './repair.service.ts'
import { repairTransitions } from './repair-options.ts'
import { transitionRepair } from './repair-transition.service.ts'

export const resolvers = {
  Query: {
    repairTransitions: (_, { id }, ctx) => repairTransitions(ctx, signedIn(ctx), id),
  },
  Mutation: {
    updateRepair: (_, args, ctx) => updateRepair(ctx, actorOf(ctx), args),
    transitionRepair: (_, args, ctx) => transitionRepair(ctx, actorOf(ctx), args),
  },
} satisfies Resolvers
