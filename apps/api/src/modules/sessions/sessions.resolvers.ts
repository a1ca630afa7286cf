import type { Resolvers } from '../../../generated/graphql.ts'
import { countersOf } from './counters.query.ts'
import { confirmIdentity } from './identity.service.ts'
import { acceptInvitation, findInvited } from './invitation.service.ts'
import { estimatePassword } from './password-estimate.query.ts'
import { requestPasswordReset, resetPassword } from './password-reset.ts'
import {
  confirmSecondFactor,
  disableSecondFactor,
  finishEnrolment,
  newRecoveryCodes,
  secondFactorState,
  signInStep,
  startEnrolment,
} from './second-factor.service.ts'
import { changePassword, endSession, listSessions, signIn, signOut, signOutEverywhere } from './session.service.ts'
import { enteredView, viewerView } from './viewer.query.ts'

const done = { isDone: true }

export const resolvers: Resolvers = {
  Query: {
    viewer: (_root, _args, ctx) => (ctx.viewer ? viewerView(ctx, ctx.viewer) : null),
    signInStep: (_root, _args, ctx) => signInStep(ctx),
    secondFactor: (_root, _args, ctx) => secondFactorState(ctx),
    invitation: (_root, input, ctx) => findInvited(ctx, input),
    passwordStrength: (_root, input, ctx) => estimatePassword(ctx, input),
    sessions: (_root, _args, ctx) => listSessions(ctx),
    counters: (_root, _args, ctx) => countersOf(ctx),
  },
  Mutation: {
    signIn: async (_root, input, ctx) => enteredView(ctx, await signIn(ctx, input)),
    confirmSecondFactor: async (_root, input, ctx) => enteredView(ctx, await confirmSecondFactor(ctx, input)),
    acceptInvitation: async (_root, input, ctx) => enteredView(ctx, await acceptInvitation(ctx, input)),
    startEnrolment: (_root, _args, ctx) => startEnrolment(ctx),
    finishEnrolment: async (_root, input, ctx) => {
      const { recoveryCodes, ...entered } = await finishEnrolment(ctx, input)
      return { recoveryCodes, viewer: (await enteredView(ctx, entered)).viewer }
    },
    disableSecondFactor: async (_root, _args, ctx) => {
      await disableSecondFactor(ctx)
      return done
    },
    newRecoveryCodes: async (_root, _args, ctx) => ({ recoveryCodes: await newRecoveryCodes(ctx) }),
    confirmIdentity: async (_root, input, ctx) => ({ sudoUntil: await confirmIdentity(ctx, input) }),
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
