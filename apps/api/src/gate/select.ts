import {
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql'
import type { Catalog, CatalogEntity, CatalogField } from './catalog.ts'
import { computedJoin, isAsStored, readValue } from './computed.ts'
import type { Budget } from './cost.ts'
import { hasBit } from './permissions.ts'
import { scopeCondition } from './scopes.ts'
import { always, and, column, constant, ident, join, literal, raw, type Sql, sql } from './sql.ts'
import type { Viewer } from './viewer.ts'

/** What a selection is read in: the operation's fragments and variables. */
export interface Selecting {
  readonly schema: GraphQLSchema
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>
  readonly variables: Readonly<Record<string, unknown>>
  /** What the client's operation has been charged; null where it is not a client that reads. */
  readonly budget: Budget | null
}

/** One field of an answer with everything selected under its response key. */
export interface SelectedField {
  readonly name: string
  readonly responseKey: string
  readonly nodes: readonly FieldNode[]
}

const maxNested = 200
const defaultNested = 100

/** The fields of a selection by response key, fragments and @include/@skip applied, as in GraphQL §6.3.2. */
export function collectFields(
  selecting: Pick<Selecting, 'fragments' | 'variables'>,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
): SelectedField[] {
  const found = new Map<string, { name: string; responseKey: string; nodes: FieldNode[] }>()
  const visit = (set: SelectionSetNode) => {
    for (const selection of set.selections) {
      if (getDirectiveValues(GraphQLSkipDirective, selection, selecting.variables)?.if === true) continue
      if (getDirectiveValues(GraphQLIncludeDirective, selection, selecting.variables)?.if === false) continue
      if (selection.kind === Kind.FIELD) {
        const responseKey = selection.alias?.value ?? selection.name.value
        const field = found.get(responseKey)
        if (field) field.nodes.push(selection)
        else found.set(responseKey, { name: selection.name.value, responseKey, nodes: [selection] })
      } else {
        const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? selecting.fragments[selection.name.value] : selection
        if (!fragment) continue
        const condition = fragment.typeCondition?.name.value
        if (condition === undefined || condition === type.name) visit(fragment.selectionSet)
      }
    }
  }
  for (const set of sets) visit(set)
  return [...found.values()]
}

/** The selection sets under a field. */
export function selectionSets(field: SelectedField): SelectionSetNode[] {
  return field.nodes.flatMap((node) => (node.selectionSet ? [node.selectionSet] : []))
}

/** Names of the variables that shape what is selected below these nodes: in directives and in nested arguments. */
export function shapingVariables(selecting: Selecting, sets: readonly SelectionSetNode[]): string[] {
  const names = new Set<string>()
  const seen = new Set<string>()
  const value = (node: ValueNode) => {
    if (node.kind === Kind.VARIABLE) names.add(node.name.value)
  }
  const visit = (set: SelectionSetNode) => {
    for (const selection of set.selections) {
      for (const directive of selection.directives ?? [])
        for (const argument of directive.arguments ?? []) value(argument.value)
      if (selection.kind === Kind.FIELD) for (const argument of selection.arguments ?? []) value(argument.value)
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        if (seen.has(selection.name.value)) continue
        seen.add(selection.name.value)
        const fragment = selecting.fragments[selection.name.value]
        if (fragment) visit(fragment.selectionSet)
      } else if (selection.selectionSet) visit(selection.selectionSet)
    }
  }
  for (const set of sets) visit(set)
  return [...names]
}

/** A record's selected fields: what stands between `select` and `from`, and the joins that follow the table. */
export interface RecordSelect {
  readonly columns: Sql
  readonly joins: Sql
  /** Rows that one record takes at the most, itself and all below it. */
  readonly rows: number
}

interface Compiling {
  readonly selecting: Selecting
  readonly catalog: Catalog
  readonly viewer: Viewer
  aliases: number
}

/**
 * Compiles what is selected of a record into columns of one statement. Relations are lateral joins inside the viewer's
 * rows; what he may not read is null without being fetched.
 */
export function compileSelect(
  input: { selecting: Selecting; catalog: Catalog; viewer: Viewer },
  entity: CatalogEntity,
  alias: string,
  sets: readonly SelectionSetNode[],
): RecordSelect {
  return selectRecord({ ...input, aliases: 0 }, entity, alias, sets)
}

function selectRecord(
  compiling: Compiling,
  entity: CatalogEntity,
  alias: string,
  sets: readonly SelectionSetNode[],
): RecordSelect {
  const { selecting, viewer, catalog } = compiling
  const type = selecting.schema.getType(entity.typeName)
  if (!isObjectType(type)) throw new Error(`${entity.typeName} is not in the schema`)
  const columns: Sql[] = []
  const joins: Sql[] = []
  let rows = 1
  for (const selected of collectFields(selecting, type, sets)) {
    const field = entity.fields.get(selected.name)
    columns.push(sql`${selectField(selected, field)} as ${ident(selected.responseKey)}`)
  }
  return { columns: join(columns, ', '), joins: join(joins, ' '), rows }

  function selectField(selected: SelectedField, field: CatalogField | undefined): Sql {
    if (selected.name === '__typename') return sql`${literal(entity.typeName)}::text`
    if (!field) return column(alias, 'id')
    if (!hasBit(viewer.permissions.read, field)) return raw('null')
    if (field.many) {
      const list = selectMany(compiling, selected, field, field.many, alias)
      rows += list.rows
      return list.column
    }
    if (field.target !== null) {
      const one = selectOne(compiling, selected, field, alias, joins)
      rows += one.rows
      return one.column
    }
    const needed = computedJoin(catalog, viewer, field, alias)
    if (needed && !joins.some(({ text }) => text === needed.text)) joins.push(needed)
    return readValue(catalog, viewer, field, alias)
  }
}

function selectOne(
  compiling: Compiling,
  selected: SelectedField,
  field: CatalogField,
  alias: string,
  joins: Sql[],
): { column: Sql; rows: number } {
  const target = compiling.catalog.entity(field.target ?? '')
  const inner = raw(`t${++compiling.aliases}`)
  const outer = raw(`j${compiling.aliases}`)
  const { columns, joins: innerJoins, rows } = selectRecord(compiling, target, inner.text, selectionSets(selected))
  const scope = scopeCondition(compiling.catalog, compiling.viewer, target.key, inner.text, 'read', field.entity)
  const link = sql`${column(inner.text, 'id')} = ${readValue(compiling.catalog, compiling.viewer, field, alias)}`
  joins.push(
    sql`left join lateral (select ${columns} from ${raw(target.table)} ${inner} ${innerJoins} where ${and([link, scope])}) ${outer} on true`,
  )
  return { column: sql`row_to_json(${outer})`, rows }
}

function selectMany(
  compiling: Compiling,
  selected: SelectedField,
  field: CatalogField,
  many: NonNullable<CatalogField['many']>,
  alias: string,
): { column: Sql; rows: number } {
  const target = compiling.catalog.entity(field.target ?? '')
  const inner = `t${++compiling.aliases}`
  const page = `p${compiling.aliases}`
  const { columns, joins, rows } = selectRecord(compiling, target, page, selectionSets(selected))
  const conditions = [
    sql`${column(inner, many.column)} = ${column(alias, 'id')}`,
    many.where === null ? always : raw(many.where),
    scopeCondition(compiling.catalog, compiling.viewer, target.key, inner, 'read', field.entity),
  ]
  const by = orderColumns(compiling, target, many.orderBy)
  const order = (name: string) =>
    sql`order by ${join(
      by.map((key) => sql`${column(name, key)} desc`),
      ', ',
    )}`
  const limit = nestedLimit(compiling.selecting, compiling.catalog.entity(field.entity), selected)
  const list = sql`(select coalesce(json_agg(row_to_json(r)), '[]'::json) from (select ${columns} from (select * from ${raw(target.table)} ${raw(inner)} where ${and(conditions)} ${order(inner)} limit ${constant(limit)}) ${raw(page)} ${joins} ${order(page)}) r)`
  return { column: list, rows: limit * rows }
}

/** An order by a hidden field would tell it; changes of one entry have no identity of their own. */
function orderColumns({ catalog, viewer }: Compiling, target: CatalogEntity, orderBy: string): string[] {
  if (target.key === 'feedChange') return [orderBy]
  const field = [...target.fields.values()].find((candidate) => candidate.column === orderBy)
  const isRead = !field || (hasBit(viewer.permissions.read, field) && isAsStored(catalog, viewer, field))
  return isRead ? [orderBy, 'id'] : ['id']
}

/** Rows of a nested list: what the query says, else what the schema does, never more than the gate allows. */
function nestedLimit({ schema, variables }: Selecting, parent: CatalogEntity, selected: SelectedField): number {
  const type = schema.getType(parent.typeName)
  const definition = isObjectType(type) ? type.getFields()[selected.name] : undefined
  const node = selected.nodes[0]
  const { first } = definition && node ? getArgumentValues(definition, node, { ...variables }) : {}
  return typeof first === 'number' ? Math.min(Math.max(first, 0), maxNested) : defaultNested
}

/** Catalog keys of the entity that the selection names directly, and whether it names anything below a relation. */
export function selectedKeys(
  selecting: Selecting,
  entity: CatalogEntity,
  sets: readonly SelectionSetNode[],
): ReadonlySet<string> {
  const type = selecting.schema.getType(entity.typeName)
  if (!isObjectType(type)) return new Set()
  return new Set(
    collectFields(selecting, type, sets)
      .map((field) => field.name)
      .filter((name) => entity.fields.has(name)),
  )
}

/** The object type of a root or payload field. */
export function objectTypeOf(parent: GraphQLObjectType, name: string): GraphQLObjectType | null {
  const field = parent.getFields()[name]
  const named = field ? getNamedType(field.type) : null
  return isObjectType(named) ? named : null
}
