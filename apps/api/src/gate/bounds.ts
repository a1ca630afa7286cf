/** Maxima of what comes in, read off the schema's @max and @nested and checked before anything else is done with it. */
import { getDirective } from '@graphql-tools/utils'
import { DomainError, isSoundText } from '@naryad/domain'
import {
  coerceInputValue,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
} from 'graphql'

export type BoundsProblem = 'TOO_LONG' | 'TOO_MANY' | 'TOO_DEEP' | 'INVALID'

/** @throws DomainError VALIDATION when an argument is beyond its maximum or holds what no text may */
export type Bounds = (args: Readonly<Record<string, unknown>>) => void

/** Ids have 36 characters. */
const MAX_ID_LENGTH = 100

/** What an input that contains itself may still hold. */
interface Tally {
  depth: number
  inputs: number
  texts: number
}

type Check = (value: unknown, tally: Tally | null) => BoundsProblem | null

interface CheckedField {
  readonly name: string
  /** Catalog key, where the field has one. */
  readonly key: string
  readonly check: Check
}

/** Levels of a request's JSON: a filter of the most levels, its lists, and what is around it. */
const MAX_JSON_DEPTH = 24
/** Fields of one object, more than any input has. */
const MAX_JSON_KEYS = 500

/** Whether parsed JSON is shallow enough to be walked by functions that call themselves, and its objects are small. */
export function isShallow(value: unknown, depth = MAX_JSON_DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (depth === 0) return false
  const inner = Object.values(value)
  if (inner.length > MAX_JSON_KEYS && !Array.isArray(value)) return false
  return inner.every((one) => isShallow(one, depth - 1))
}

/**
 * Reads values that came in beside a GraphQL operation as arguments of a root field: by its types, within its maxima.
 *
 * @throws DomainError VALIDATION
 */
export function readArguments(
  field: GraphQLField<unknown, unknown>,
  bounds: Bounds,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const args = Object.fromEntries(
    field.args.flatMap(({ name, type }) => {
      const value = given[name]
      if (value === undefined) return []
      return [[name, coerceInputValue(value, type, () => refuseArgument(name, 'INVALID'))]]
    }),
  )
  bounds(args)
  return args
}

function refuseArgument(argument: string, reason: BoundsProblem): never {
  throw new DomainError('VALIDATION', { reason, argument })
}

/**
 * Compiles the maxima of root fields' arguments.
 *
 * @param problems gets every argument and input field without its maximum
 * @returns a function of the field and its name, 'Query.repairs'
 */
export function boundsOf(
  schema: GraphQLSchema,
  problems: string[],
): (where: string, field: GraphQLField<unknown, unknown>) => Bounds {
  const compiler = createCompiler(schema, problems)
  return (where, field) => compileField(compiler, where, field)
}

function compileField(compiler: Compiler, where: string, field: GraphQLField<unknown, unknown>): Bounds {
  const refusals = field.args.flatMap((argument) => {
    const type = getNullableType(argument.type)
    if (isInputObjectType(type) && !compiler.isNested(type)) {
      const fields = compiler.fieldsOf(type)
      return fields.length > 0 ? [{ name: argument.name, refuse: (value: unknown) => refuseFields(fields, value) }] : []
    }
    const check = compiler.check(`${where}(${argument.name})`, argument)
    const refuse = (value: unknown) => {
      const reason = check?.(value, null)
      if (reason) refuseArgument(argument.name, reason)
    }
    return check ? [{ name: argument.name, refuse }] : []
  })
  return (args) => {
    for (const { name, refuse } of refusals) {
      const value = args[name]
      if (value !== undefined && value !== null) refuse(value)
    }
  }
}

/** Says every field at once, as a form shows them. */
function refuseFields(fields: readonly CheckedField[], value: unknown): void {
  const problems: { key: string; problem: BoundsProblem }[] = []
  for (const { name, key, check } of fields) {
    const inner = (value as Record<string, unknown>)[name]
    const problem = inner === undefined || inner === null ? null : check(inner, null)
    if (problem) problems.push({ key, problem })
  }
  if (problems.length > 0) throw new DomainError('VALIDATION', { problems })
}

interface Max {
  length?: number
  items?: number
}

type Bounded = GraphQLArgument | GraphQLInputField

type Compiler = ReturnType<typeof createCompiler>

function createCompiler(schema: GraphQLSchema, problems: string[]) {
  const known = new Map<GraphQLInputObjectType, { fields: CheckedField[] }>()

  function isNested(type: GraphQLInputObjectType): boolean {
    return Boolean(getDirective(schema, type, 'nested')?.[0])
  }

  function fieldsOf(type: GraphQLInputObjectType): readonly CheckedField[] {
    const ready = known.get(type)
    if (ready) return ready.fields
    const made: { fields: CheckedField[] } = { fields: [] }
    known.set(type, made)
    if (!isNested(type) && containsItself(type)) problems.push(`${type.name}: contains itself and needs @nested`)
    for (const field of Object.values(type.getFields())) {
      const compiled = check(`${type.name}.${field.name}`, field)
      const key = getDirective(schema, field, 'field')?.[0]?.key as string | undefined
      if (compiled) made.fields.push({ name: field.name, key: key ?? field.name, check: compiled })
    }
    return made.fields
  }

  function check(where: string, bounded: Bounded): Check | null {
    const max = (getDirective(schema, bounded, 'max')?.[0] ?? {}) as Max
    const named = getNamedType(bounded.type)
    const isText = named.name === 'String'
    if (isText && !isLimit(max.length)) problems.push(`${where}: a text needs @max(length:)`)
    if (!isText && max.length !== undefined) problems.push(`${where}: has no text for @max(length:)`)
    if (!isLimit(max.items) && isListType(getNullableType(bounded.type)))
      problems.push(`${where}: a list needs @max(items:)`)
    return ofType(bounded.type, max)
  }

  function ofType(type: GraphQLInputType, max: Max): Check | null {
    const nullable = getNullableType(type)
    if (isListType(nullable)) return ofList(ofType(nullable.ofType, max), max.items ?? 0)
    if (isInputObjectType(nullable)) return ofObject(nullable)
    if (nullable.name === 'String') return ofText(max.length ?? 0)
    return nullable.name === 'ID' ? ofText(MAX_ID_LENGTH) : null
  }

  function ofObject(type: GraphQLInputObjectType): Check {
    const fields = fieldsOf(type)
    const limits = getDirective(schema, type, 'nested')?.[0] as Tally | undefined
    return limits ? ofNested(fields, limits) : (value, tally) => firstProblem(fields, value, tally)
  }

  return { isNested, fieldsOf, check }
}

function isLimit(limit: number | undefined): boolean {
  return limit !== undefined && limit > 0
}

function ofText(max: number): Check {
  return (value, tally) => {
    const text = value as string
    if (tally && --tally.texts < 0) return 'TOO_MANY'
    if (text.length > max) return 'TOO_LONG'
    return isSoundText(text) ? null : 'INVALID'
  }
}

function ofList(check: Check | null, max: number): Check {
  return (value, tally) => {
    const items = value as readonly unknown[]
    if (items.length > max) return 'TOO_MANY'
    if (!check) return null
    for (const item of items) {
      const problem = item === null ? null : check(item, tally)
      if (problem) return problem
    }
    return null
  }
}

function ofNested(fields: readonly CheckedField[], limits: Tally): Check {
  return (value, outer) => {
    const tally = outer ?? { ...limits }
    if (--tally.inputs < 0) return 'TOO_MANY'
    if (--tally.depth < 0) return 'TOO_DEEP'
    const problem = firstProblem(fields, value, tally)
    tally.depth++
    return problem
  }
}

function firstProblem(fields: readonly CheckedField[], value: unknown, tally: Tally | null): BoundsProblem | null {
  for (const { name, check } of fields) {
    const inner = (value as Record<string, unknown>)[name]
    const problem = inner === undefined || inner === null ? null : check(inner, tally)
    if (problem) return problem
  }
  return null
}

function containsItself(type: GraphQLInputObjectType): boolean {
  const seen = new Set<GraphQLInputObjectType>()
  const reaches = (from: GraphQLInputObjectType): boolean =>
    Object.values(from.getFields()).some((field) => {
      const inner = getNamedType(field.type)
      if (!isInputObjectType(inner)) return false
      if (inner === type) return true
      if (seen.has(inner)) return false
      seen.add(inner)
      return reaches(inner)
    })
  return reaches(type)
}
