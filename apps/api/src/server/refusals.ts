/** What is refused, over whatever path, is told to the audit log here. */
import type { ApolloServerPlugin } from '@apollo/server'
import { type DomainErrorCode, isDomainError } from '@naryad/domain'
import type { Request } from 'express'
import { GraphQLError, Kind, type OperationDefinitionNode } from 'graphql'
import type { Context, Services } from '../context.ts'
import type { Refusal } from '../modules/audit/refusal-log.service.ts'
import { clientAddress, type TrustedProxies } from './client-address.ts'
import { contextOfRequest } from './session.ts'

type RefusedFor = Pick<Refusal, 'code' | 'reason' | 'action'>

const audited: ReadonlySet<DomainErrorCode> = new Set(['FORBIDDEN', 'FORBIDDEN_FIELD', 'VIEW_ONLY'])
/** A file that is not there and one that is not for the viewer are refused alike, and told alike. */
const auditedOfFiles: ReadonlySet<DomainErrorCode> = new Set([...audited, 'NOT_FOUND'])
/** Tells for itself whom it refused, whose name nobody else knows. */
const SIGN_IN = 'Mutation.signIn'
const routes: ReadonlySet<string> = new Set(['graphql', 'files', 'exports'])

/** Tells of every refused operation over HTTP. */
export function refusalPlugin({
  refusals,
  catalog,
}: Pick<Services, 'refusals' | 'catalog'>): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      return {
        async didEncounterErrors({ errors, operation, contextValue }) {
          if (!operation) return
          for (const error of errors) {
            const refusal = refusalOf(error)
            const root = rootOf(operation, error)
            if (!refusal || root === SIGN_IN) continue
            const { sessionId, ip } = contextValue
            const rule = catalog.rootRules.get(root)
            refusals.note({
              sessionId,
              ip,
              operation: root,
              entity: rule?.kind === 'read' ? rule.entity : null,
              ...refusal,
              action: refusal.action ?? (rule?.kind === 'action' ? rule.action : null),
            })
          }
        },
      }
    },
  }
}

/** Tells of a refused request outside GraphQL. */
export function noteRefusedRequest(
  { refusals }: Pick<Services, 'refusals'>,
  req: Request,
  trustedProxies: TrustedProxies,
  thrown: unknown,
): void {
  const [, first = ''] = req.originalUrl.split(/[/?]/)
  const context = contextOfRequest(req)
  const refusal = refusalOf(thrown, first === 'files' && context?.viewer ? auditedOfFiles : audited)
  if (!refusal) return
  const operation = `${req.method} /${routes.has(first) ? first : ''}`
  const sessionId = context?.sessionId ?? null
  refusals.note({ sessionId, ip: clientAddress(req, trustedProxies), operation, ...refusal })
}

/** The refusal behind an error, when it is one that the log tells of. */
export function refusalOf(thrown: unknown, codes: ReadonlySet<DomainErrorCode> = audited): RefusedFor | null {
  if (thrown instanceof GraphQLError) return refusalOf(thrown.originalError, codes)
  if (!isDomainError(thrown) || !codes.has(thrown.code)) return null
  const { reason, action } = thrown.details
  return { code: thrown.code, reason: textOrNull(reason), action: textOrNull(action) }
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/** The root field below which it was refused, by its name in the schema: an alias is the client's text. */
function rootOf(operation: OperationDefinitionNode, { path }: GraphQLError): string {
  const type = operation.operation.replace(/^./, (letter) => letter.toUpperCase())
  const fields = operation.selectionSet.selections.flatMap((node) => (node.kind === Kind.FIELD ? node : []))
  const root = fields.find(({ name, alias }) => (alias ?? name).value === path?.[0])
  return root ? `${type}.${root.name.value}` : type
}
