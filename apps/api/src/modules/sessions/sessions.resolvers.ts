import type { Resolvers } from '../../../generated/graphql.ts'
import { countersOf } from './counters.query.ts'
import { requestPasswordReset, resetPassword } from './password-reset.ts'
import { changePassword, endSession, listSessions, signIn, signOut, signOutEverywhere } from './session.service.ts'
import { viewerView } from './viewer.query.ts'

const done = { isDone: true }

export const resolvers: Resolvers = {
  Query: {
    viewer: (_root, _args, ctx) => (ctx.viewer ? viewerView(ctx, ctx.viewer) : null),
    sessions: (_root, _args, ctx) => listSessions(ctx),
    counters: (_root, _args, ctx) => countersOf(ctx),
  },
  Mutation: {
    signIn: async (_root, input, ctx) => ({ viewer: await viewerView(ctx, await signIn(ctx, input)) }),
    signOut: async (_root, _args, ctx) => {
      await signOut(ctx)
      return done
    },
    signOutEverywhere: async (_root, _args, ctx) => {
      await signOutEverywhere(ctx)
      return done
    },
    endSession: async (_root, input, ctx) => {
      await endSession(ctx, input)
      return done
    },
    changePassword: async (_root, input, ctx) => {
      await changePassword(ctx, input)
      return done
    },
    requestPasswordReset: async (_root, input, ctx) => {
      await requestPasswordReset(ctx, input)
      return done
    },
    resetPassword: async (_root, input, ctx) => {
      await resetPassword(ctx, input)
      return done
    },
  },
}
