import { getDirective } from '@graphql-tools/utils'
import {
  auditKinds,
  moveParties,
  repairObligationKinds,
  repairStatusNames,
  requestObligationKinds,
  requestParties,
  requestStatusNames,
} from '@naryad/domain'
import {
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
} from 'graphql'
import type { Pool } from 'pg'
import { type Bounds, boundsOf } from './bounds.ts'

export type FieldType = 'TEXT' | 'ENUM' | 'NUMBER' | 'MONEY' | 'BOOLEAN' | 'DATE' | 'DATETIME' | 'RELATION'

/** A field of an entity as everything speaks of it: tables, filters, permissions, feed, export. */
export interface CatalogField {
  /** Bit in the permission masks; given by the database, see syncFieldDefinitions. */
  id: number
  readonly entity: string
  readonly key: string
  readonly type: FieldType
  /** Column of the entity's table; null for lists of other records. */
  readonly column: string | null
  /** Entity of a relation. */
  readonly target: string | null
  /** Rows of the target that point here; null for everything else. */
  readonly many: { readonly column: string; readonly orderBy: string; readonly where: string | null } | null
  readonly isList: boolean
  readonly group: string | null
  readonly isFilterable: boolean
  readonly isSortable: boolean
  readonly isSearchable: boolean
  /** Known values in their order; null when any text will do. */
  readonly values: readonly string[] | null
  /** Names of the fields that it is computed or copied from: 'repair.laborCost'. */
  readonly deps: readonly string[]
  /** Names of the fields that carry its value as well and are open by rules of their own; 'id' for the record's. */
  readonly alsoIn: readonly string[]
  /** PostgreSQL's name of the column's type, for casts; null when the type says enough. */
  columnType: string | null
  isNullable: boolean
  /** Its column leads an index; see measureTables. */
  isIndexed: boolean
}

export interface CatalogEntity {
  readonly key: string
  readonly typeName: string
  readonly table: string
  /** Key of the field that names a record; null when nothing does. */
  readonly title: string | null
  readonly isSearchable: boolean
  readonly fields: ReadonlyMap<string, CatalogField>
  /** About how many rows the table has; see measureTables. */
  rows: number
}

export type RootRule = (
  | { readonly kind: 'read'; readonly entity: string }
  | { readonly kind: 'action'; readonly action: string }
  | { readonly kind: 'signedIn' }
  | { readonly kind: 'public'; readonly isGuestOnly: boolean }
) & {
  /** Asks for the password or a code again when the last one was given too long ago. */
  readonly needsSudo: boolean
  /** A mutation that is also taken while the app is seen as somebody else. */
  readonly isAllowedInView: boolean
  /** Types of the input objects that it takes. */
  readonly inputs: readonly string[]
}

export interface CatalogInput {
  readonly entity: string
  /** Catalog key by the input's own name. */
  readonly keys: ReadonlyMap<string, string>
  /** Catalog keys that cannot be left out. */
  readonly required: ReadonlySet<string>
}

export interface Catalog {
  readonly entities: ReadonlyMap<string, CatalogEntity>
  /** Entity by the name of its GraphQL type. */
  readonly byType: ReadonlyMap<string, CatalogEntity>
  /** Rule of every root field: 'Query.repairs'. */
  readonly rootRules: ReadonlyMap<string, RootRule>
  /** Maxima of every root field's arguments. */
  readonly bounds: ReadonlyMap<string, Bounds>
  /** Catalog keys of an input type's fields; fields with an @open rule are absent. */
  readonly inputs: ReadonlyMap<string, CatalogInput>
  /** @throws when there is no such entity: a mistake of ours, not of a client. */
  entity(key: string): CatalogEntity
  /** @throws when there is no such field: a mistake of ours, not of a client. */
  field(entity: string, key: string): CatalogField
  /** The field of a name like 'repair.city'. @throws when there is none */
  named(name: string): CatalogField
}

/** What the schema says without a rule or a maximum; the server does not start with any. */
export class UnruledSchemaError extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`The schema has ${problems.length} part(s) without a valid rule or maximum:\n  ${problems.join('\n  ')}`)
    this.name = 'UnruledSchemaError'
    this.problems = problems
  }
}

const scalarTypes: Readonly<Record<string, FieldType>> = {
  ID: 'TEXT',
  String: 'TEXT',
  Int: 'NUMBER',
  Float: 'NUMBER',
  Boolean: 'BOOLEAN',
  DateTime: 'DATETIME',
  Date: 'DATE',
  Money: 'MONEY',
}

const valueLists: Readonly<Record<string, readonly string[] | null>> = {
  repairStatus: repairStatusNames,
  requestStatus: requestStatusNames,
  moveParty: [...new Set<string>([...moveParties, ...requestParties])],
  obligationKind: [...repairObligationKinds, ...requestObligationKinds],
  auditKind: auditKinds,
  entity: null,
  messageTemplate: null,
  notificationKind: null,
}

/**
 * Reads the catalog off the schema and checks that nothing in it lacks a rule: deny by default begins here.
 *
 * @throws UnruledSchemaError that names every type, field, input, enum and root field without exactly one rule, and every
 *   argument and input field without its maximum.
 */
export function readCatalog(schema: GraphQLSchema): Catalog {
  const problems: string[] = []
  const entities = new Map<string, CatalogEntity>()
  const byType = new Map<string, CatalogEntity>()
  const rootRules = new Map<string, RootRule>()
  const bounds = new Map<string, Bounds>()
  const compileBounds = boundsOf(schema, problems)
  const inputs = new Map<string, CatalogInput>()
  const rootTypes = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  const types = Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type))

  for (const type of types) {
    const rule = directiveOf<{ key: string }>(schema, type, 'entity')
    if (isObjectType(type) && rule) {
      const entity = readEntity(schema, type, problems)
      if (entities.has(entity.key)) problems.push(`${type.name}: entity ${entity.key} is declared twice`)
      entities.set(entity.key, entity)
      byType.set(type.name, entity)
    }
  }
  for (const type of types) {
    if (isObjectType(type) && rootTypes.includes(type)) {
      for (const field of Object.values(type.getFields())) {
        const name = `${type.name}.${field.name}`
        bounds.set(name, compileBounds(name, field))
        const rule = readRootRule(schema, field)
        if (rule === null) problems.push(`${name}: needs exactly one of @read, @action, @signedIn, @public`)
        else if (rule.kind === 'read' && !entities.has(rule.entity)) problems.push(`${name}: no entity ${rule.entity}`)
        else rootRules.set(name, rule)
      }
    } else if (isInputObjectType(type) && directiveOf(schema, type, 'entity')) {
      readInput(schema, type, entities, inputs, problems)
    } else if (isScalarType(type)) {
      if (!(type.name in scalarTypes)) problems.push(`${type.name}: a scalar whose fields the gate cannot see`)
    } else if (isObjectType(type) || isInputObjectType(type) || isEnumType(type)) {
      if (isObjectType(type)) refuseNestedArguments(type, problems)
      if (!byType.has(type.name) && !directiveOf(schema, type, 'open'))
        problems.push(`${type.name}: needs @entity or @open`)
    } else {
      problems.push(`${type.name}: interfaces and unions are not read through the gate`)
    }
  }
  for (const entity of entities.values()) {
    for (const field of entity.fields.values()) {
      if (field.target !== null && !entities.has(field.target))
        problems.push(`${entity.key}.${field.key}: no entity ${field.target}`)
      const isKnown = (name: string) => {
        const [of = '', key = ''] = name.split('.')
        return entities.get(of)?.fields.has(key) === true
      }
      for (const dep of field.deps)
        if (!isKnown(dep)) problems.push(`${entity.key}.${field.key}: depends on unknown ${dep}`)
      for (const place of field.alsoIn)
        if (place !== 'id' && !isKnown(place)) problems.push(`${entity.key}.${field.key}: stands in unknown ${place}`)
    }
    if (entity.title !== null && !entity.fields.has(entity.title))
      problems.push(`${entity.key}: no title field ${entity.title}`)
  }
  if (problems.length > 0) throw new UnruledSchemaError(problems)

  const entityOf = (key: string): CatalogEntity => {
    const entity = entities.get(key)
    if (!entity) throw new Error(`No entity ${key} in the catalog`)
    return entity
  }
  const fieldOf = (entity: string, key: string): CatalogField => {
    const field = entityOf(entity).fields.get(key)
    if (!field) throw new Error(`No field ${entity}.${key} in the catalog`)
    return field
  }
  return {
    entities,
    byType,
    rootRules,
    bounds,
    inputs,
    entity: entityOf,
    field: fieldOf,
    named(name) {
      const [entity = '', key = ''] = name.split('.')
      return fieldOf(entity, key)
    },
  }
}

function readEntity(schema: GraphQLSchema, type: GraphQLObjectType, problems: string[]): CatalogEntity {
  const rule = directiveOf<{ key: string; table?: string; title?: string; searchable?: boolean }>(
    schema,
    type,
    'entity',
  )
  if (!rule) throw new Error(`${type.name} is no entity`)
  const fields = new Map<string, CatalogField>()
  for (const field of Object.values(type.getFields())) {
    const ruled = directiveOf<FieldRule>(schema, field, 'field')
    const open = directiveOf(schema, field, 'open')
    if (Boolean(ruled) === Boolean(open))
      problems.push(`${type.name}.${field.name}: needs exactly one of @field, @open`)
    if (!ruled) continue
    // The field's name is how clients filter and sort by it, so it is the key.
    if (ruled.key !== field.name) problems.push(`${type.name}.${field.name}: its key is ${ruled.key}`)
    fields.set(ruled.key, readField(schema, rule.key, field, ruled, problems))
  }
  return {
    key: rule.key,
    typeName: type.name,
    table: rule.table ?? plural(snakeCase(rule.key)),
    title: rule.title ?? null,
    isSearchable: rule.searchable ?? false,
    fields,
    rows: 0,
  }
}

/** Below the root nothing checks arguments: a number or a flag is all that a field may take there. */
function refuseNestedArguments(type: GraphQLObjectType, problems: string[]): void {
  for (const field of Object.values(type.getFields())) {
    for (const { name, type: taken } of field.args) {
      const isPlain = takenBelow.has(getNullableType(taken).toString())
      if (!isPlain) problems.push(`${type.name}.${field.name}(${name}): only a number or flag is taken below the root`)
    }
  }
}

const takenBelow: ReadonlySet<string> = new Set(['Int', 'Float', 'Boolean'])

interface FieldRule {
  key: string
  column?: string
  group?: string
  sort?: boolean
  filter?: boolean
  search?: boolean
  values?: string
  deps?: string[]
  alsoIn?: string[]
}

function readField(
  schema: GraphQLSchema,
  entity: string,
  field: GraphQLField<unknown, unknown>,
  rule: FieldRule,
  problems: string[],
): CatalogField {
  const named = getNamedType(field.type)
  const isList = isListType(getNullableType(field.type))
  const target = isObjectType(named) ? (directiveOf<{ key: string }>(schema, named, 'entity')?.key ?? null) : null
  const many = directiveOf<{ column: string; orderBy?: string; where?: string }>(schema, field, 'many')
  const where = `${entity}.${rule.key}`
  if (field.type !== getNullableType(field.type)) problems.push(`${where}: a field that may be hidden must be nullable`)
  if (isObjectType(named) && target === null) problems.push(`${where}: ${named.name} is not read through the gate`)
  if (isList && target !== null && !many) problems.push(`${where}: a list of records needs @many`)
  if (rule.values !== undefined && !(rule.values in valueLists)) problems.push(`${where}: no value list ${rule.values}`)
  const values = isEnumType(named)
    ? named.getValues().map((value) => value.name)
    : (valueLists[rule.values ?? ''] ?? null)
  return {
    id: -1,
    entity,
    key: rule.key,
    type: fieldType(named, values),
    column: many ? null : (rule.column ?? `${snakeCase(rule.key)}${target === null ? '' : '_id'}`),
    target,
    many: many ? { column: many.column, orderBy: many.orderBy ?? 'created_at', where: many.where ?? null } : null,
    isList,
    group: rule.group ?? null,
    isFilterable: rule.filter ?? true,
    isSortable: (rule.sort ?? true) && !isList,
    isSearchable: rule.search ?? false,
    values,
    deps: (rule.deps ?? []).map((dep) => (dep.includes('.') ? dep : `${entity}.${dep}`)),
    alsoIn: rule.alsoIn ?? [],
    columnType: null,
    isNullable: true,
    isIndexed: false,
  }
}

function fieldType(named: GraphQLNamedType, values: readonly string[] | null): FieldType {
  if (isObjectType(named)) return 'RELATION'
  return values ? 'ENUM' : (scalarTypes[named.name] ?? 'TEXT')
}

function readRootRule(schema: GraphQLSchema, field: GraphQLField<unknown, unknown>): RootRule | null {
  const rules: RootRule[] = []
  const common = (rule: { sudo?: boolean; inView?: boolean }) => ({
    needsSudo: rule.sudo ?? false,
    isAllowedInView: rule.inView ?? false,
    inputs: field.args
      .map((argument) => getNamedType(argument.type))
      .flatMap((type) => (isInputObjectType(type) ? [type.name] : [])),
  })
  const read = directiveOf<{ entity: string }>(schema, field, 'read')
  if (read) rules.push({ kind: 'read', entity: read.entity, ...common({}) })
  const action = directiveOf<{ key: string; sudo?: boolean }>(schema, field, 'action')
  if (action) rules.push({ kind: 'action', action: action.key, ...common(action) })
  const signedIn = directiveOf<{ sudo?: boolean; inView?: boolean }>(schema, field, 'signedIn')
  if (signedIn) rules.push({ kind: 'signedIn', ...common(signedIn) })
  const open = directiveOf<{ inView?: boolean; guestOnly?: boolean }>(schema, field, 'public')
  if (open) rules.push({ kind: 'public', isGuestOnly: open.guestOnly ?? false, ...common(open) })
  return rules.length === 1 ? (rules[0] ?? null) : null
}

function readInput(
  schema: GraphQLSchema,
  type: GraphQLInputObjectType,
  entities: ReadonlyMap<string, CatalogEntity>,
  inputs: Map<string, CatalogInput>,
  problems: string[],
): void {
  const entity = entities.get(directiveOf<{ key: string }>(schema, type, 'entity')?.key ?? '')
  if (!entity) {
    problems.push(`${type.name}: writes an unknown entity`)
    return
  }
  const keys = new Map<string, string>()
  const required = new Set<string>()
  for (const field of Object.values(type.getFields())) {
    const rule = directiveOf<{ key: string }>(schema, field, 'field')
    const open = directiveOf(schema, field, 'open')
    if (Boolean(rule) === Boolean(open)) problems.push(`${type.name}.${field.name}: needs exactly one of @field, @open`)
    if (!rule) continue
    if (entity.fields.has(rule.key)) {
      keys.set(field.name, rule.key)
      if (isNonNullType(field.type) && field.defaultValue === undefined) required.add(rule.key)
    } else problems.push(`${type.name}.${field.name}: no field ${entity.key}.${rule.key}`)
  }
  inputs.set(type.name, { entity: entity.key, keys, required })
}

type Ruled = GraphQLNamedType | GraphQLField<unknown, unknown> | GraphQLInputField

function directiveOf<T extends object>(schema: GraphQLSchema, node: Ruled, name: string): T | null {
  return (getDirective(schema, node, name)?.[0] as T | undefined) ?? null
}

/** serviceCenter → service_center. */
export function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

function plural(noun: string): string {
  if (noun.endsWith('y')) return `${noun.slice(0, -1)}ies`
  return noun.endsWith('s') ? `${noun}es` : `${noun}s`
}

/**
 * Gives every catalog field its bit, making definitions for new ones (which no role may read until an administrator
 * says so), and learns from the database what only it knows: the columns' types and whether they may be null.
 */
export async function syncFieldDefinitions(pool: Pick<Pool, 'query'>, catalog: Catalog): Promise<void> {
  const fields = [...catalog.entities.values()].flatMap((entity) => [...entity.fields.values()])
  await pool.query(
    `insert into field_definitions (entity, key)
     select entity, key from unnest($1::text[], $2::text[]) as wanted (entity, key)
     where not exists (select from field_definitions d where d.entity = wanted.entity and d.key = wanted.key)
     on conflict (entity, key) do nothing`,
    [fields.map((field) => field.entity), fields.map((field) => field.key)],
  )
  const definitions = await pool.query<{ id: number; entity: string; key: string }>(
    'select id, entity, key from field_definitions',
  )
  const ids = new Map(definitions.rows.map((row) => [`${row.entity}.${row.key}`, row.id]))
  const columns = await pool.query<{ table: string; column: string; type: string; isNullable: boolean }>(
    `select c.relname as "table", a.attname as "column", format_type(a.atttypid, null) as "type", not a.attnotnull as "isNullable"
     from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped`,
  )
  const known = new Map(columns.rows.map((row) => [`${row.table}.${row.column}`, row]))
  for (const field of fields) {
    field.id = ids.get(`${field.entity}.${field.key}`) ?? -1
    const column = known.get(`${catalog.entity(field.entity).table}.${field.column}`)
    field.columnType = column?.type ?? null
    field.isNullable = column?.isNullable ?? true
  }
}
