import type { Resolvers } from '../../../generated/graphql.ts'
import { actorOf } from '../../journal/signed-in.ts'
import { attachDocuments, removeDocument, restoreDocument } from './document.service.ts'

export const resolvers = {
  Mutation: {
    attachDocuments: (_, { input }, ctx) => attachDocuments(ctx, actorOf(ctx), input),
    removeDocument: (_, { id }, ctx) => removeDocument(ctx, actorOf(ctx), id),
    restoreDocument: (_, { id }, ctx) => restoreDocument(ctx, actorOf(ctx), id),
  },
} satisfies Resolvers
