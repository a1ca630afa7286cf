import { createHash } from 'node:crypto'
import { DomainError } from '@naryad/domain'
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  getOperationAST,
  isObjectType,
  Kind,
} from 'graphql'
import type { Catalog, CatalogEntity } from '../gate/catalog.ts'
import { collectFields, type SelectedField, type Selecting, selectedKeys, selectionSets } from '../gate/select.ts'

/** A subscription, as far as deciding needs to know it whether an event concerns it. */
export interface LiveOperation {
  schema: GraphQLSchema
  document: DocumentNode
  operationName: string | null
  variables: Record<string, unknown>
  /** Name of the root field. */
  root: string
  /** Its key in the answer. */
  responseKey: string
  /** Null for a subscription that is about no records. */
  record: {
    entity: CatalogEntity
    /** Only this record; null for every one in the viewer's rows. */
    id: string | null
    /** Field of the payload that holds the record, and its key in the answer: null when it was not asked for. */
    field: string
    fieldKey: string | null
    /** Catalog keys that were asked for. */
    keys: ReadonlySet<string>
  } | null
  /** Equal for operations that ask the same. */
  fingerprint: string
}

/**
 * Reads a validated subscription.
 *
 * @param variables coerced ones
 * @throws DomainError VALIDATION when it is no subscription with exactly one root field, or an argument is beyond its
 *   maximum
 */
export function readLiveOperation(
  schema: GraphQLSchema,
  catalog: Catalog,
  request: {
    text: string
    document: DocumentNode
    operationName: string | null
    variables: Record<string, unknown>
    rawVariables: Record<string, unknown>
  },
): LiveOperation {
  const { document, operationName, variables } = request
  const operation = getOperationAST(document, operationName)
  const type = schema.getSubscriptionType()
  if (!type || operation?.operation !== 'subscription') throw new DomainError('VALIDATION', { reason: 'NOT_LIVE' })
  const fragments: Record<string, FragmentDefinitionNode> = {}
  for (const node of document.definitions) if (node.kind === Kind.FRAGMENT_DEFINITION) fragments[node.name.value] = node
  const selecting: Selecting = { schema, fragments, variables, budget: null }
  const [root, second] = collectFields(selecting, type, [operation.selectionSet])
  const field = root && type.getFields()[root.name]
  const node = root?.nodes[0]
  const payload = field && getNamedType(field.type)
  if (!field || !node || second || !isObjectType(payload)) throw new DomainError('VALIDATION', { reason: 'NOT_LIVE' })

  const args = getArgumentValues(field, node, variables)
  catalog.bounds.get(`Subscription.${root.name}`)?.(args)
  const { id } = args
  return {
    schema,
    document,
    operationName,
    variables: request.rawVariables,
    root: root.name,
    responseKey: root.responseKey,
    record: readRecord(catalog, selecting, payload, root, typeof id === 'string' ? id : null),
    fingerprint: createHash('sha256')
      .update(JSON.stringify([request.text, operationName, sorted(variables)]))
      .digest('base64url'),
  }
}

function readRecord(
  catalog: Catalog,
  selecting: Selecting,
  payload: GraphQLObjectType,
  root: SelectedField,
  id: string | null,
): LiveOperation['record'] {
  const field = Object.values(payload.getFields()).find((one) => catalog.byType.has(getNamedType(one.type).name))
  const entity = field && catalog.byType.get(getNamedType(field.type).name)
  if (!field || !entity) return null
  const asked = collectFields(selecting, payload, selectionSets(root)).filter((one) => one.name === field.name)
  const keys = asked.flatMap((one) => [...selectedKeys(selecting, entity, selectionSets(one))])
  return { entity, id, field: field.name, fieldKey: asked[0]?.responseKey ?? null, keys: new Set(keys) }
}

/** Two clients may name the same variables in another order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}
