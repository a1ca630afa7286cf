import type { Resolvers } from '../../../generated/graphql.ts'
import { actorOf } from '../../journal/signed-in.ts'
import { addComment, setFeedEntryLock } from './comment.service.ts'

export const resolvers = {
  Mutation: {
    addComment: (_, { input }, ctx) => addComment(ctx, actorOf(ctx), input),
    setFeedEntryLock: (_, args, ctx) => setFeedEntryLock(ctx, actorOf(ctx), args),
  },
} satisfies Resolvers
