import type { Resolvers } from '../../../generated/graphql.ts'
import { actorOf, signedIn } from '../../journal/signed-in.ts'
import { possibleDuplicates } from './possible-duplicates.ts'
import { createServiceRequest, updateServiceRequest } from './request.service.ts'
import { serviceRequestTransitions } from './request-options.ts'
import { transitionServiceRequest } from './request-transition.service.ts'

export const resolvers = {
  Query: {
    serviceRequestTransitions: (_, { id }, ctx) => serviceRequestTransitions(ctx, signedIn(ctx), id),
    possibleDuplicates: (_, { serviceRequestId }, ctx) => possibleDuplicates(ctx, signedIn(ctx), serviceRequestId),
  },
  Mutation: {
    createServiceRequest: (_, { input }, ctx) => createServiceRequest(ctx, actorOf(ctx), input),
    updateServiceRequest: (_, args, ctx) => updateServiceRequest(ctx, actorOf(ctx), args),
    transitionServiceRequest: (_, args, ctx) => transitionServiceRequest(ctx, actorOf(ctx), args),
  },
} satisfies Resolvers
