import type { Resolvers } from '../../../generated/graphql.ts'
import { signedIn } from '../../journal/signed-in.ts'
import { markNotificationsRead } from './notification.service.ts'

export const resolvers = {
  Mutation: {
    markNotificationsRead: (_, { ids }, ctx) => markNotificationsRead(ctx, signedIn(ctx), ids ?? null),
  },
} satisfies Resolvers
