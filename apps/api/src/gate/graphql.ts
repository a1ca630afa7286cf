import { type ApolloServerPlugin, HeaderMap } from '@apollo/server'
import { DomainError } from '@naryad/domain'
import {
  type DocumentNode,
  execute,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  getNullableType,
  getVariableValues,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  responsePathAsArray,
} from 'graphql'
import { clientNetwork } from '../client-network.ts'
import type { Context } from '../context.ts'
import type { Catalog, CatalogEntity, RootRule } from './catalog.ts'
import { isRecordId } from './conditions.ts'
import { type Budget, spend } from './cost.ts'
import { type GateServices, readByIds, readFirst, readPage, readTotals } from './execute.ts'
import { authorize, type Filter, type Sort } from './plan.ts'
import { entitiesWithoutRowRule } from './scopes.ts'
import { collectFields, objectTypeOf, type SelectedField, type Selecting, selectionSets } from './select.ts'
import { requireAction, type Viewer } from './viewer.ts'

type Resolver = GraphQLFieldResolver<unknown, Context>
type RuleContext = Pick<Context, 'viewer' | 'sudoUntil' | 'viewedBy' | 'clock'>

/** Arguments that shape a list; every other argument of a gated root field is a catalog key. */
const listArguments = new Set(['filter', 'sort', 'search', 'first', 'after', 'id'])

/**
 * Puts the gate before every root field and behind every record: a gated field without a resolver of its own is read
 * by a plan, one with a resolver (and every record in a payload) is named by id and read again with what was selected.
 * Nothing reaches a client around it.
 *
 * @throws when an entity has no row rule.
 */
export function attachGate(schema: GraphQLSchema, catalog: Catalog): void {
  const unruled = entitiesWithoutRowRule(catalog)
  if (unruled.length > 0) throw new Error(`Entities without a row rule: ${unruled.join(', ')}`)
  const pages = new Set<string>()
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  for (const type of roots) {
    if (type) for (const field of Object.values(type.getFields())) attachRoot(catalog, type, field, pages)
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || roots.includes(type) || type.name.startsWith('__')) continue
    for (const field of Object.values(type.getFields())) {
      if (catalog.byType.has(type.name) || pages.has(type.name)) field.resolve = byResponseKey
      else if (catalog.byType.has(getNamedType(field.type).name))
        field.resolve = rereadAfter(catalog, field.resolve as Resolver | undefined)
    }
  }
}

/** Records and pages of a plan are keyed as the client named them. */
const byResponseKey: GraphQLFieldResolver<unknown, unknown> = (source, _arguments, _context, info) =>
  (source as Record<string, unknown>)[info.path.key]

function attachRoot(
  catalog: Catalog,
  type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  pages: Set<string>,
): void {
  const rule = catalog.rootRules.get(`${type.name}.${field.name}`)
  const refuseBeyond = catalog.bounds.get(`${type.name}.${field.name}`)
  if (!rule || !refuseBeyond) throw new Error(`${type.name}.${field.name} has no rule`)
  const written = field.resolve as Resolver | undefined
  const isPlan = isPlanRoot(rule, field, written)
  const inner = type.name === 'Subscription' ? (written ?? passOn) : rootResolver(catalog, rule, field, written)
  field.resolve = ((source, args, context: Context, info) => {
    refuseBeyond(args)
    // first: a view asks for no password
    if (type.name === 'Mutation') requireNotInView(rule, context)
    requireRule(rule, context)
    const run = () => inner(source, args, context, info)
    if (type.name === 'Query') {
      const result = once(context, info.path, run)
      return isPlan ? (result as Promise<string>).then((text) => JSON.parse(text) as unknown) : result
    }
    if (type.name !== 'Mutation') return run()
    const { writes, viewer, ip } = context
    const isPartner = viewer !== null && viewer.affiliation !== 'OFFICE' && !viewer.permissions.isAdmin
    const lane = viewer === null ? 'PUBLIC' : isPartner ? 'PARTNERS' : 'OFFICE'
    return writes.run(lane, viewer?.employeeId ?? clientNetwork(ip), async () => run())
  }) as GraphQLFieldResolver<unknown, unknown>
  // a subscription's payload is no page: the record in it is named by id and read again
  if (type.name !== 'Subscription' && isPlan) {
    const named = getNamedType(field.type)
    if (!catalog.byType.has(named.name)) pages.add(named.name)
    planRoots.add(field)
  }
}

/** What the resolvers of an operation have come to, by their place in the answer; see planPlugin. */
const results = new WeakMap<Context, Map<string, unknown>>()

/** An operation that goes the ordinary way after all asks the database for nothing a second time. */
function once<Result>(context: Context, path: GraphQLResolveInfo['path'] | string, work: () => Result): Result {
  const known = results.get(context)
  if (!known) return work()
  const key = typeof path === 'string' ? path : responsePathAsArray(path).join('.')
  if (known.has(key)) return known.get(key) as Result
  const result = work()
  known.set(key, result)
  return result
}

const planRoots = new WeakSet<GraphQLField<unknown, unknown>>()

function isPlanRoot(rule: RootRule, field: GraphQLField<unknown, unknown>, written: Resolver | undefined): boolean {
  return rule.kind === 'read' && written === undefined && isObjectType(getNamedType(field.type))
}

const passOn: Resolver = (source, _arguments, _context, info) => (source as Record<string, unknown>)[info.fieldName]

function rootResolver(
  catalog: Catalog,
  rule: RootRule,
  field: GraphQLField<unknown, unknown>,
  written: Resolver | undefined,
): Resolver {
  if (field.name === 'totals' && !written)
    return (_, args, context, info) => totals(context, args, budgetOf(info.variableValues))
  if (isPlanRoot(rule, field, written)) {
    return (_, args, context, info) => executeRoot(context, { field, args, ...selectionOf(info) })
  }
  if (!written) throw new Error(`Query.${field.name} has neither a plan nor a resolver`)
  return catalog.byType.has(getNamedType(field.type).name) ? rereadAfter(catalog, written) : written
}

/** The rule of a root field, before anything behind it runs. */
function requireRule(rule: RootRule, { viewer, sudoUntil, clock }: RuleContext): void {
  if (rule.kind === 'public') {
    if (rule.isGuestOnly) requireGuest(viewer)
    return
  }
  if (viewer === null) throw new DomainError('UNAUTHENTICATED')
  if (rule.kind === 'action') requireAction(viewer, rule.action)
  if (rule.needsSudo && (sudoUntil === null || sudoUntil <= clock.now())) throw new DomainError('SUDO_REQUIRED')
}

/**
 * What speaks for a client is not for an employee, whose session the browser holds.
 *
 * @throws DomainError FORBIDDEN with reason SIGNED_IN
 */
export function requireGuest(viewer: Viewer | null): void {
  if (viewer !== null) throw new DomainError('FORBIDDEN', { reason: 'SIGNED_IN' })
}

/** Whoever sees the app as somebody else changes nothing in his name. */
function requireNotInView(rule: RootRule, { viewedBy }: RuleContext): void {
  if (viewedBy !== null && !rule.isAllowedInView) throw new DomainError('VIEW_ONLY')
}

/** What a resolver gives is an id or ids; the records come from the gate with the query's own selection. */
function rereadAfter(
  catalog: Catalog,
  resolver: Resolver | undefined,
): GraphQLFieldResolver<unknown, unknown> & Resolver {
  const read = async (source: unknown, args: Record<string, unknown>, context: unknown, info: GraphQLResolveInfo) => {
    const given: unknown = await (resolver ?? passOn)(source, args, context as Context, info)
    const entity = catalog.byType.get(getNamedType(info.returnType).name)
    if (!entity) throw new Error(`${info.returnType} is no entity`)
    const isList = isListType(getNullableType(info.returnType))
    if (given === null || given === undefined) return isList ? [] : null
    const ids = (Array.isArray(given) ? given : [given]) as string[]
    const records = await readRecords(context as Context, entity, ids, selectionOf(info))
    return isList ? records : (records[0] ?? null)
  }
  return (source: unknown, args: Record<string, unknown>, context: unknown, info: GraphQLResolveInfo) =>
    once(context as Context, info.path, () => read(source, args, context, info))
}

async function readRecords(
  context: Context,
  entity: CatalogEntity,
  ids: readonly string[],
  { selecting, sets }: Selection,
): Promise<unknown[]> {
  // A page without a session gets no record: what it may know its own service says.
  if (context.viewer === null) return []
  const plan = authorize(context.catalog, context.viewer, { entity: entity.key, ids })
  return (await readByIds(context, plan, { selecting, sets })).map((text) => JSON.parse(text) as unknown)
}

interface Selection {
  readonly selecting: Selecting
  readonly selected: SelectedField
  readonly sets: ReturnType<typeof selectionSets>
}

function selectionOf(info: GraphQLResolveInfo): Selection {
  const selected = { name: info.fieldName, responseKey: String(info.path.key), nodes: info.fieldNodes }
  const { schema, fragments, variableValues: variables } = info
  const selecting = { schema, fragments, variables, budget: budgetOf(variables) }
  return { selecting, selected, sets: selectionSets(selected) }
}

const budgets = new WeakMap<object, Budget>()

/** One budget for all root fields of an operation, which have its variables in common. */
function budgetOf(variables: object): Budget {
  const known = budgets.get(variables)
  if (known) return known
  const budget = { cost: 0, rows: 0 }
  budgets.set(variables, budget)
  return budget
}

interface ListArguments {
  filter?: Filter | null
  sort?: Sort[] | null
  search?: string | null
  first?: number | null
  after?: string | null
}

/** The answer of a plan-backed root field as JSON text, keyed as the client named its fields. */
async function executeRoot(
  context: Context,
  {
    field,
    args,
    selecting,
    sets,
  }: Omit<Selection, 'selected'> & { field: GraphQLField<unknown, unknown>; args: Record<string, unknown> },
): Promise<string> {
  const { catalog, viewer } = context
  if (viewer === null) throw new DomainError('UNAUTHENTICATED')
  const named = getNamedType(field.type)
  if (!isObjectType(named)) throw new Error(`${field.name} returns no object`)
  const entity = catalog.byType.get(named.name)
  if (entity) {
    const { id, filter } = recordArguments(args)
    if (id !== null && !isRecordId(id)) return 'null'
    const plan = authorize(catalog, viewer, { entity: entity.key, filter, ids: id === null ? null : [id] })
    return (await readFirst(context, plan, { selecting, sets })) ?? 'null'
  }
  const { filter, sort, search, first, after } = args as ListArguments
  const fields = collectFields(selecting, named, sets)
  const nodes = fields.filter((selected) => selected.name === 'nodes')
  const nodeEntity = catalog.byType.get(objectTypeOf(named, 'nodes')?.name ?? '')
  if (!nodeEntity) throw new Error(`${named.name}.nodes is no entity`)
  const plan = authorize(catalog, viewer, { entity: nodeEntity.key, filter, sort, search })
  const page = await readPage(context, plan, {
    selecting,
    sets: nodes.flatMap(selectionSets),
    first: first ?? 50,
    after: after ?? null,
  })
  const parts = fields.map(({ name, responseKey }) => {
    if (name === 'nodes') return `${JSON.stringify(responseKey)}:${page.nodes}`
    return `${JSON.stringify(responseKey)}:${JSON.stringify(name === '__typename' ? named.name : page.endCursor)}`
  })
  return `{${parts.join(',')}}`
}

/** A record is named by its id, or by fields the viewer may read: a number is a field like any other. */
function recordArguments(args: Record<string, unknown>): { id: string | null; filter: Filter | null } {
  const id = typeof args.id === 'string' ? args.id : null
  const conditions = Object.entries(args).flatMap(([key, value]): Filter[] =>
    listArguments.has(key) || value === undefined || value === null
      ? []
      : [{ field: key, operator: 'EQUALS', values: [String(value)] }],
  )
  if (id === null && conditions.length === 0) throw new DomainError('VALIDATION', { reason: 'NO_IDENTITY' })
  return { id, filter: conditions.length > 0 ? { all: conditions } : null }
}

interface TotalsArguments {
  entity: string
  filter?: Filter | null
  search?: string | null
  sums?: string[] | null
  isExact?: boolean | null
}

async function totals(
  context: GateServices & { viewer: Viewer | null },
  args: Record<string, unknown>,
  budget: Budget,
) {
  const { entity, filter, search, sums, isExact } = args as unknown as TotalsArguments
  if (context.viewer === null) throw new DomainError('UNAUTHENTICATED')
  const plan = authorize(context.catalog, context.viewer, { entity, filter, search, sums })
  spend(budget, { cost: plan.cost.charge })
  return readTotals(context, plan, { isExact: isExact ?? false })
}

/** An answer whose data is JSON text already. */
class JsonData {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** For ApolloServer's `stringifyResult`: PostgreSQL's JSON goes out as it came. */
export function stringifyResult(value: { data?: unknown }): string {
  return value.data instanceof JsonData ? `{"data":${value.data.text}}` : JSON.stringify(value)
}

interface Compiled {
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>
  readonly rest: Map<string, DocumentNode>
}

const compiled = new WeakMap<OperationDefinitionNode, Compiled>()

/**
 * Answers queries past graphql-js where plans are asked for: walking hundreds of values one by one costs more than the
 * database does. Other root fields of the same operation are resolved as ever. An error sends the whole operation down
 * the ordinary way, which says it properly, from the results that are there already.
 */
export function planPlugin(): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      let variables: Record<string, unknown> = {}
      return {
        async didResolveOperation({ operation, request, schema }) {
          if (operation) variables = readVariables(schema, operation, request.variables ?? {})
        },
        async responseForOperation({ operation, document, request, schema, contextValue }) {
          const input = { document, operation, variables, rawVariables: request.variables ?? {} }
          const text = await answer(schema, input, contextValue).catch(() => null)
          if (text === null) return null
          return {
            http: { status: undefined, headers: new HeaderMap() },
            body: { kind: 'single', singleResult: { data: new JsonData(text) as unknown as Record<string, unknown> } },
          }
        },
      }
    },
  }
}

/**
 * The variables by the types of the operation. Nothing is done with wrong ones: each error repeats the value that it is
 * about, and graphql-js by itself would go on to the fiftieth.
 *
 * @throws GraphQLError BAD_USER_INPUT
 */
export function readVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  given: Record<string, unknown>,
): Record<string, unknown> {
  const read = getVariableValues(schema, operation.variableDefinitions ?? [], given, { maxErrors: 1 })
  if (read.coerced) return read.coerced
  throw new GraphQLError(read.errors[0]?.message ?? '', {
    extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } },
  })
}

interface Asked {
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  readonly variables: Record<string, unknown>
  readonly rawVariables: Record<string, unknown>
}

async function answer(schema: GraphQLSchema, asked: Asked, context: Context): Promise<string | null> {
  const { document, operation, variables, rawVariables } = asked
  const query = schema.getQueryType()
  if (operation.operation !== 'query' || !query) return null
  const { fragments, rest } = compile(document, operation)
  const selecting: Selecting = { schema, fragments, variables, budget: budgetOf(variables) }
  const roots = collectFields(selecting, query, [operation.selectionSet])
  // every argument is looked at before anything is read
  const planned = roots.filter((root) => isPlanned(query, root)).map((root) => planOf(context, query, selecting, root))
  if (planned.length === 0) return null
  results.set(context, new Map())
  const others = roots.filter((root) => !isPlanned(query, root))
  const [parts, otherData] = await Promise.all([
    Promise.all(planned.map((plan) => executePlanned(context, selecting, plan))),
    others.length > 0 ? executeRest(schema, rest, operation, fragments, others, rawVariables, context) : null,
  ])
  const texts = new Map(planned.map(({ root }, index) => [root.responseKey, parts[index] ?? 'null']))
  return `{${roots
    .map(
      ({ responseKey }) =>
        `${JSON.stringify(responseKey)}:${texts.get(responseKey) ?? JSON.stringify(otherData?.[responseKey])}`,
    )
    .join(',')}}`
}

function compile(document: DocumentNode, operation: OperationDefinitionNode): Compiled {
  let known = compiled.get(operation)
  if (!known) {
    const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
    known = {
      fragments: Object.fromEntries(fragments.map((fragment) => [fragment.name.value, fragment])),
      rest: new Map(),
    }
    compiled.set(operation, known)
  }
  return known
}

function isPlanned(query: GraphQLObjectType, root: SelectedField): boolean {
  const field = query.getFields()[root.name]
  return field !== undefined && (planRoots.has(field) || field.name === 'totals')
}

interface PlannedRoot {
  readonly root: SelectedField
  readonly field: GraphQLField<unknown, unknown>
  readonly args: Record<string, unknown>
}

/** @throws DomainError VALIDATION when an argument is beyond its maximum */
function planOf(
  { catalog }: Context,
  query: GraphQLObjectType,
  { variables }: Selecting,
  root: SelectedField,
): PlannedRoot {
  const field = query.getFields()[root.name]
  const node = root.nodes[0]
  const refuseBeyond = catalog.bounds.get(`Query.${root.name}`)
  if (!field || !node || !refuseBeyond) throw new Error(`No root field ${root.name}`)
  const args = getArgumentValues(field, node, variables)
  refuseBeyond(args)
  return { root, field, args }
}

async function executePlanned(
  context: Context,
  selecting: Selecting,
  { root, field, args }: PlannedRoot,
): Promise<string> {
  const sets = selectionSets(root)
  if (field.name !== 'totals')
    return once(context, root.responseKey, () => executeRoot(context, { field, args, selecting, sets }))
  const named = getNamedType(field.type)
  if (!isObjectType(named)) throw new Error('totals returns no object')
  const found = await once(context, root.responseKey, () => totals(context, args, budgetOf(selecting.variables)))
  return JSON.stringify(project(selecting, named, sets, found))
}

/** A plain object cut to the selection. */
function project(
  selecting: Selecting,
  type: GraphQLObjectType,
  sets: ReturnType<typeof selectionSets>,
  value: object,
): object {
  const values = value as Record<string, unknown>
  return Object.fromEntries(
    collectFields(selecting, type, sets).map((selected) => {
      const inner = objectTypeOf(type, selected.name)
      const given = selected.name === '__typename' ? type.name : values[selected.name]
      const cut = (item: unknown) => (inner ? project(selecting, inner, selectionSets(selected), item as object) : item)
      return [selected.responseKey, Array.isArray(given) ? given.map(cut) : cut(given)]
    }),
  )
}

async function executeRest(
  schema: GraphQLSchema,
  rest: Map<string, DocumentNode>,
  operation: OperationDefinitionNode,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
  others: readonly SelectedField[],
  variableValues: Record<string, unknown>,
  contextValue: Context,
): Promise<Record<string, unknown>> {
  const key = others.map((root) => root.responseKey).join()
  let document = rest.get(key)
  if (!document) {
    const selections = others.flatMap((root) => root.nodes)
    const definition = { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections } } as const
    document = { kind: Kind.DOCUMENT, definitions: [definition, ...Object.values(fragments)] }
    rest.set(key, document)
  }
  const operationName = operation.name?.value
  const result = await execute({
    schema,
    document,
    variableValues,
    contextValue,
    ...(operationName ? { operationName } : {}),
  })
  if (result.errors || !result.data) throw new Error('Resolved the ordinary way')
  return result.data
}
