import { DomainError } from '@naryad/domain'
import type { Catalog, CatalogEntity, CatalogField } from './catalog.ts'
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

/** A filter as it comes in; see FilterInput in gate.graphql. */
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
  /** Records by identity, in addition to the filter. */
  readonly ids?: readonly string[] | null
}

/** A filter whose fields are resolved; the path leads over relations to the field that is compared. */
export type ResolvedFilter =
  | { readonly kind: 'all' | 'any'; readonly parts: readonly ResolvedFilter[] }
  | { readonly kind: 'not'; readonly part: ResolvedFilter }
  | {
      readonly kind: 'condition'
      readonly path: readonly CatalogField[]
      readonly field: CatalogField
      readonly operator: FilterOperator
      readonly values: readonly string[]
    }

declare const authorized: unique symbol

interface CheckedPlan {
  readonly viewer: Viewer
  readonly entity: CatalogEntity
  readonly filter: ResolvedFilter | null
  readonly sort: readonly { readonly field: CatalogField; readonly isDescending: boolean }[]
  readonly search: string
  readonly sums: readonly CatalogField[]
  readonly ids: readonly string[] | null
}

/** A plan every field of which the viewer may use. Only authorize makes one, and nothing else can be executed. */
export type AuthorizedPlan = CheckedPlan & { readonly [authorized]: true }

const maxDepth = 6
const maxConditions = 100
const maxValues = 1000
const maxSorts = 5

/**
 * Checks every field a plan names against what the viewer may read. A hidden field and one that does not exist are
 * refused alike, and nothing is dropped: a dropped condition would show more rows, not fewer.
 *
 * @throws DomainError FORBIDDEN_FIELD, or VALIDATION for a malformed filter.
 */
export function authorize(catalog: Catalog, viewer: Viewer, plan: Plan): AuthorizedPlan {
  const entity = catalog.entities.get(plan.entity)
  if (!entity) throw new DomainError('FORBIDDEN_FIELD')
  const budget = { conditions: maxConditions }
  const sort = plan.sort ?? []
  if (sort.length > maxSorts) throw new DomainError('VALIDATION', { reason: 'TOO_MANY_SORTS', limit: maxSorts })
  const checked: CheckedPlan = {
    viewer,
    entity,
    // only what was not given is no filter: anything else that is empty is a filter nobody can read
    filter:
      plan.filter === undefined || plan.filter === null
        ? null
        : resolveFilter(catalog, viewer, entity, plan.filter, 0, budget),
    sort: sort.map(({ field, isDescending }) => ({
      field: usable(viewer, entity, field, (candidate) => candidate.isSortable),
      isDescending: isDescending ?? false,
    })),
    search: plan.search ?? '',
    sums: (plan.sums ?? []).map((key) =>
      usable(viewer, entity, key, (candidate) => candidate.type === 'NUMBER' || candidate.type === 'MONEY'),
    ),
    ids: plan.ids ?? null,
  }
  return checked as AuthorizedPlan
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

function resolveFilter(
  catalog: Catalog,
  viewer: Viewer,
  entity: CatalogEntity,
  filter: Filter,
  depth: number,
  budget: { conditions: number },
): ResolvedFilter {
  if (depth > maxDepth) throw new DomainError('VALIDATION', { reason: 'FILTER_TOO_DEEP', limit: maxDepth })
  const given = (['all', 'any', 'not', 'field'] as const).filter(
    (key) => filter[key] !== undefined && filter[key] !== null,
  )
  if (given.length !== 1) throw new DomainError('VALIDATION', { reason: 'FILTER_SHAPE' })
  const inner = (part: Filter) => resolveFilter(catalog, viewer, entity, part, depth + 1, budget)
  if (filter.all) return { kind: 'all', parts: filter.all.map(inner) }
  if (filter.any) return { kind: 'any', parts: filter.any.map(inner) }
  if (filter.not) return { kind: 'not', part: inner(filter.not) }
  if (--budget.conditions < 0) throw new DomainError('VALIDATION', { reason: 'FILTER_TOO_LONG', limit: maxConditions })
  if (!filter.operator) throw new DomainError('VALIDATION', { reason: 'FILTER_SHAPE' })
  const values = filter.values ?? []
  if (values.length > maxValues) throw new DomainError('VALIDATION', { reason: 'TOO_MANY_VALUES', limit: maxValues })
  const path: CatalogField[] = []
  let at = entity
  const keys = (filter.field ?? '').split('.')
  if (keys.length > 3) throw new DomainError('FORBIDDEN_FIELD')
  for (const key of keys.slice(0, -1)) {
    const hop = usable(viewer, at, key, (field) => field.isFilterable && field.target !== null)
    path.push(hop)
    at = catalog.entity(hop.target ?? '')
  }
  const field = usable(viewer, at, keys.at(-1) ?? '', (candidate) => candidate.isFilterable)
  return { kind: 'condition', path, field, operator: filter.operator, values }
}
