import type { Resolvers } from '../../../generated/graphql.ts'
import { actorOf, signedIn } from '../../journal/signed-in.ts'
import { updateClient } from './client.service.ts'
import { recogniseClient } from './client-linking.service.ts'

export const resolvers = {
  Query: {
    recogniseClient: (_, args, ctx) => recogniseClient(ctx, signedIn(ctx), args),
  },
  Mutation: {
    updateClient: (_, args, ctx) => updateClient(ctx, actorOf(ctx), args),
  },
} satisfies Resolvers
