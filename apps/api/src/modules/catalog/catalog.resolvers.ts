import type { Resolvers } from '../../../generated/graphql.ts'
import { requireViewer } from '../sessions/session.service.ts'
import { catalogFor } from './catalog.query.ts'

export const resolvers: Resolvers = {
  Query: {
    catalog: (_root, _args, ctx) => catalogFor(requireViewer(ctx), ctx.catalog),
  },
}
