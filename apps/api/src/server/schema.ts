import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeExecutableSchema } from '@graphql-tools/schema'
import type { GraphQLSchema } from 'graphql'
import type { Resolvers } from '../../generated/graphql.ts'
import { resolvers as catalog } from '../modules/catalog/catalog.resolvers.ts'
import { resolvers as clients } from '../modules/clients/clients.resolvers.ts'
import { resolvers as documents } from '../modules/documents/documents.resolvers.ts'
import { resolvers as feed } from '../modules/feed/feed.resolvers.ts'
import { resolvers as notifications } from '../modules/notifications/notifications.resolvers.ts'
import { resolvers as publicPages } from '../modules/public-pages/public-pages.resolvers.ts'
import { resolvers as repairs } from '../modules/repairs/repairs.resolvers.ts'
import { resolvers as requests } from '../modules/requests/requests.resolvers.ts'
import { resolvers as roles } from '../modules/roles/roles.resolvers.ts'
import { resolvers as sessions } from '../modules/sessions/sessions.resolvers.ts'
import { resolvers as staff } from '../modules/staff/staff.resolvers.ts'
import { scalars } from './scalars.ts'

const source = join(import.meta.dirname, '..')

/** Resolvers of every module that has some; reads of records have none, the gate answers them. */
const modules: Resolvers[] = [
  catalog,
  clients,
  documents,
  feed,
  notifications,
  publicPages,
  repairs,
  requests,
  roles,
  sessions,
  staff,
]

/** The schema of all modules, as yet without the gate. */
export function createSchema(): GraphQLSchema {
  const files = globSync('**/*.graphql', { cwd: source }).sort()
  return makeExecutableSchema({
    typeDefs: files.map((file) => readFileSync(join(source, file), 'utf8')),
    resolvers: [...modules, scalars],
    // a resolver for a field that is not in the schema is a mistake of ours
    resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
  })
}
