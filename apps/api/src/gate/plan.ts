import { DomainError, searchTerms } from '@naryad/domain'
import type { Catalog, CatalogEntity, CatalogField } from './catalog.ts'
import { type Cost, costOf } from './cost.ts'
import { hasBit } from './permissions.ts'
import type { Viewer } from './viewer.ts'

export type FilterOperator =
  | 'EQUALS'
  | 'NOT_EQUALS'
  | 'IN'
  | 'NOT_IN'
  | 'CONTAINS'
  | 'STARTS_WITH'
  | 'GREATER'
  | 'GREATER_OR_EQUAL'
  | 'LESS'
  | 'LESS_OR_EQUAL'
  | 'BETWEEN'
  | 'IS_EMPTY'
  | 'IS_NOT_EMPTY'

/** A filter as it comes in; see FilterInput in gate.graphql, which also says how much of it there may be. */
export interface Filter {
  readonly all?: readonly Filter[] | null
  readonly any?: readonly Filter[] | null
  readonly not?: Filter | null
  readonly field?: string | null
  readonly operator?: FilterOperator | null
  readonly values?: readonly string[] | null
}

export interface Sort {
  readonly field: string
  readonly isDescending?: boolean | null
}

/** What somebody wants to read, by catalog key. Everything that reads builds one and has it authorized. */
export interface Plan {
  readonly entity: string
  readonly filter?: Filter | null
  readonly sort?: readonly Sort[] | null
  readonly search?: string | null
  readonly sums?: readonly string[] | null
  /** What is read of each record, where no selection says it: catalog keys, or relation and key. */
  readonly columns?: readonly string[] | null
  /** Records by identity, in addition to the filter. */
  readonly ids?: readonly string[] | null
}

/** A field whose way is resolved; the path leads over relations to the record that it is of. */
export interface ResolvedField {
  readonly path: readonly CatalogField[]
  readonly field: CatalogField
}

/** A filter whose fields are resolved; the path leads over relations to the field that is compared. */
export type ResolvedFilter =
  | { readonly kind: 'all' | 'any'; readonly parts: readonly ResolvedFilter[] }
  | { readonly kind: 'not'; readonly part: ResolvedFilter }
  | (ResolvedField & {
      readonly kind: 'condition'
      readonly operator: FilterOperator
      readonly values: readonly string[]
    })

declare const authorized: unique symbol

interface CheckedPlan {
  readonly viewer: Viewer
  readonly entity: CatalogEntity
  readonly filter: ResolvedFilter | null
  readonly sort: readonly { readonly field: CatalogField; readonly isDescending: boolean }[]
  readonly search: string
  readonly sums: readonly CatalogField[]
  readonly columns: readonly ResolvedField[]
  readonly ids: readonly string[] | null
  readonly cost: Cost
}

/** A plan every field of which the viewer may use. Only authorize makes one, and nothing else can be executed. */
export type AuthorizedPlan = CheckedPlan & { readonly [authorized]: true }

/**
 * Checks every field a plan names against what the viewer may read. A hidden field and one that does not exist are
 * refused alike, and nothing is dropped: a dropped condition would show more rows, not fewer.
 *
 * @throws DomainError FORBIDDEN_FIELD, or VALIDATION for a malformed filter.
 */
export function authorize(catalog: Catalog, viewer: Viewer, plan: Plan): AuthorizedPlan {
  const entity = catalog.entities.get(plan.entity)
  if (!entity) throw new DomainError('FORBIDDEN_FIELD')
  const search = plan.search ?? ''
  const checked: Omit<CheckedPlan, 'cost'> = {
    viewer,
    entity,
    // only what was not given is no filter: anything else that is empty is a filter nobody can read
    filter:
      plan.filter === undefined || plan.filter === null ? null : resolveFilter(catalog, viewer, entity, plan.filter),
    sort: (plan.sort ?? []).map(({ field, isDescending }) => ({
      field: usable(viewer, entity, field, (candidate) => candidate.isSortable),
      isDescending: isDescending ?? false,
    })),
    search,
    sums: (plan.sums ?? []).map((key) =>
      usable(viewer, entity, key, (candidate) => candidate.type === 'NUMBER' || candidate.type === 'MONEY'),
    ),
    columns: (plan.columns ?? []).map((key) =>
      follow(catalog, viewer, entity, key, {
        maxHops: 1,
        isHop: (field) => field.target !== null && !field.many,
        isFit: (field) => !field.many,
      }),
    ),
    ids: plan.ids ?? null,
  }
  const cost = costOf({ ...checked, terms: search === '' ? [] : searchTerms(search) })
  return { ...checked, cost } as AuthorizedPlan
}

function usable(
  viewer: Viewer,
  entity: CatalogEntity,
  key: string,
  isFit: (field: CatalogField) => boolean,
): CatalogField {
  const field = entity.fields.get(key)
  if (!field || !hasBit(viewer.permissions.read, field) || !isFit(field)) throw new DomainError('FORBIDDEN_FIELD')
  return field
}

/** Resolves 'client.name'; every field on the way is one that the viewer may read. */
function follow(
  catalog: Catalog,
  viewer: Viewer,
  entity: CatalogEntity,
  text: string,
  rule: { maxHops: number; isHop(field: CatalogField): boolean; isFit(field: CatalogField): boolean },
): ResolvedField {
  const path: CatalogField[] = []
  let at = entity
  const keys = text.split('.')
  if (keys.length - 1 > rule.maxHops) throw new DomainError('FORBIDDEN_FIELD')
  for (const key of keys.slice(0, -1)) {
    const hop = usable(viewer, at, key, rule.isHop)
    path.push(hop)
    at = catalog.entity(hop.target ?? '')
  }
  return { path, field: usable(viewer, at, keys.at(-1) ?? '', rule.isFit) }
}

function resolveFilter(catalog: Catalog, viewer: Viewer, entity: CatalogEntity, filter: Filter): ResolvedFilter {
  const given = (['all', 'any', 'not', 'field'] as const).filter(
    (key) => filter[key] !== undefined && filter[key] !== null,
  )
  if (given.length !== 1) throw new DomainError('VALIDATION', { reason: 'FILTER_SHAPE' })
  const inner = (part: Filter) => resolveFilter(catalog, viewer, entity, part)
  if (filter.all) return { kind: 'all', parts: filter.all.map(inner) }
  if (filter.any) return { kind: 'any', parts: filter.any.map(inner) }
  if (filter.not) return { kind: 'not', part: inner(filter.not) }
  if (!filter.operator) throw new DomainError('VALIDATION', { reason: 'FILTER_SHAPE' })
  const values = filter.values ?? []
  const { path, field } = follow(catalog, viewer, entity, filter.field ?? '', {
    maxHops: 2,
    isHop: (hop) => hop.isFilterable && hop.target !== null,
    isFit: (candidate) => candidate.isFilterable,
  })
  return { kind: 'condition', path, field, operator: filter.operator, values }
}
