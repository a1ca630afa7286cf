import type { Resolvers } from '../../../generated/graphql.ts'
import { standingLink } from '../links/link.service.ts'
import { rateRepair } from '../repairs/repair-rating.service.ts'
import { askedFields, completeByLink } from '../requests/request-completion.service.ts'
import { publicForm, publicManufacturers, publicUnit, submitServiceRequest } from './public-request.service.ts'
import { throttle } from './public-throttle.ts'
import { ratingForm, track } from './tracking.service.ts'

export const resolvers = {
  Query: {
    publicForm: (_, _args, ctx) => publicForm(ctx),
    async publicUnit(_, { serialNumber }, ctx) {
      await throttle(ctx, 'lookUp')
      return publicUnit(ctx, serialNumber)
    },
    async completionForm(_, { token }, ctx) {
      await throttle(ctx, 'link')
      return { ...(await askedFields(ctx, token)), manufacturers: await publicManufacturers(ctx) }
    },
    async tracking(_, { token }, ctx) {
      await throttle(ctx, 'link')
      return track(ctx, token)
    },
    async ratingForm(_, { token }, ctx) {
      await throttle(ctx, 'link')
      return ratingForm(ctx, token)
    },
  },
  Mutation: {
    async submitServiceRequest(_, { input }, ctx) {
      await throttle(ctx, 'submit')
      return submitServiceRequest(ctx, input)
    },
    async completeServiceRequest(_, args, ctx) {
      await throttle(ctx, 'link')
      const { id, number } = await completeByLink(ctx, args)
      return { number, trackingToken: await standingLink(ctx, ctx.prisma, { kind: 'TRACKING', requestId: id }) }
    },
    async rateRepair(_, args, ctx) {
      await throttle(ctx, 'link')
      return rateRepair(ctx, args)
    },
  },
} satisfies Resolvers
