/**
 * What a read is expected to cost, told from its plan alone before the database is asked: rows that may be looked at,
 * times what is done to each. A step is about a microsecond of PostgreSQL.
 */
import { DomainError } from '@naryad/domain'
import type { Pool } from 'pg'
import type { Catalog, CatalogEntity, CatalogField } from './catalog.ts'
import type { FilterOperator, ResolvedFilter } from './plan.ts'

/** Steps that one operation may be charged: a dozen texts looked for at once in a million records. */
export const maxCost = 60_000_000
/** Rows that one operation may answer with, those of nested lists included. */
export const maxRows = 20_000
/** Steps from which on a read is heavy: a quarter of a second and more. */
export const heavySteps = 250_000
/** Smaller tables are charged as if they had so many rows: compiling and planning many conditions is work too. */
const CHARGED_ROWS = 200_000
/** Of rows, where a condition on an indexed column stands beside the others. */
const NARROWED = 0.1
/** Records of a list that belong to one record. */
const FAN_OUT = 4
const LOOKUP = 2
/** Of a text that is compared without case and ё. */
const NORMALISED = 5
const MIN_INDEXED_TERM = 3

export interface Cost {
  /** By the tables as they are; decides how the read is run and is told to nobody. */
  readonly steps: number
  /** By the tables in rough sizes, so that a refusal does not tell how many records there are. */
  readonly charge: number
}

/** What one operation has been charged so far. */
export interface Budget {
  cost: number
  rows: number
}

/** @throws DomainError QUERY_TOO_COMPLEX once an operation is charged more than one may be */
export function spend(budget: Budget, { cost = 0, rows = 0 }: Partial<Budget>): void {
  budget.cost += cost
  budget.rows += rows
  if (budget.cost > maxCost) throw new DomainError('QUERY_TOO_COMPLEX', { limit: 'cost', max: maxCost })
  if (budget.rows > maxRows) throw new DomainError('QUERY_TOO_COMPLEX', { limit: 'rows', max: maxRows })
}

export function costOf(plan: {
  entity: CatalogEntity
  filter: ResolvedFilter | null
  sort: readonly { readonly field: CatalogField }[]
  terms: readonly string[]
  sums: readonly CatalogField[]
  ids: readonly string[] | null
}): Cost {
  const { entity, filter, sort, terms, sums, ids } = plan
  const isSorting = sort.some(({ field }, index) => index === 0 && !field.isIndexed)
  const weight =
    (filter ? weigh(filter) : 0) +
    terms.reduce(
      (sum, term) => sum + (entity.isSearchable ? (term.length >= MIN_INDEXED_TERM ? 0.05 : 1) : NORMALISED),
      0,
    ) +
    (isSorting ? 0.5 : 0) +
    sums.length * 0.2
  const isNarrow = filter !== null && isNarrowed(filter)
  const rows = ids ? ids.length : entity.rows
  return {
    steps: rows * weight * (isNarrow ? NARROWED : 1),
    charge: (ids ? ids.length : roughly(entity.rows)) * weight,
  }
}

/** Powers of four: the size of a table that the viewer sees a part of is none of the viewer's business. */
function roughly(rows: number): number {
  let rough = CHARGED_ROWS
  while (rough * 2 < rows) rough *= 4
  return rough
}

function weigh(filter: ResolvedFilter): number {
  if (filter.kind === 'not') return weigh(filter.part)
  if (filter.kind !== 'condition') return filter.parts.reduce((sum, part) => sum + weigh(part), 0)
  return filter.path.reduceRight((inner, hop) => LOOKUP + inner * (hop.many ? FAN_OUT : 1), comparison(filter))
}

function comparison(condition: Extract<ResolvedFilter, { kind: 'condition' }>): number {
  const { field, operator, values } = condition
  if (isNarrowed(condition)) return 0.1 + values.length / 1_000
  if (field.type === 'RELATION') return field.many ? LOOKUP + FAN_OUT : LOOKUP / 2
  // days are spans, so that each is compared with both of its ends
  if (field.type === 'DATETIME') return 0.1 * Math.max(values.length, 1)
  if (field.type !== 'TEXT' || isOfEmptiness(operator)) return 0.1 + values.length / 1_000
  return NORMALISED + values.length / 1_000
}

const isOfEmptiness = (operator: FilterOperator) => operator === 'IS_EMPTY' || operator === 'IS_NOT_EMPTY'
const narrowing: ReadonlySet<FilterOperator> = new Set(['EQUALS', 'IN', 'BETWEEN'])

function isNarrowed(filter: ResolvedFilter): boolean {
  if (filter.kind === 'all') return filter.parts.some(isNarrowed)
  return (
    filter.kind === 'condition' &&
    filter.path.length === 0 &&
    filter.field.isIndexed &&
    !filter.field.many &&
    narrowing.has(filter.operator)
  )
}

/**
 * Reads how large the entities' tables are by PostgreSQL's own estimate, and which columns lead an index. At start and
 * now and then: never for a request.
 */
export async function measureTables(pool: Pool, catalog: Catalog): Promise<void> {
  const { rows } = await pool.query<{ table: string; rows: number; leads: string[] }>(
    `select c.relname as table,
      case when c.reltuples >= 0 then c.reltuples else pg_relation_size(c.oid) / 200 end::float8 as rows,
      array(select pg_get_indexdef(i.indexrelid, 1, true) from pg_index i where i.indrelid = c.oid and i.indpred is null)
        as leads
    from pg_class c where c.relkind in ('r', 'p') and c.relnamespace = current_schema()::regnamespace
      and c.relname = any($1::text[])`,
    [[...catalog.entities.values()].map(({ table }) => table)],
  )
  const found = new Map(rows.map((row) => [row.table, row]))
  for (const entity of catalog.entities.values()) {
    const row = found.get(entity.table)
    if (!row) continue
    entity.rows = row.rows
    for (const field of entity.fields.values()) {
      // texts are compared without case and ё, so a plain index does not serve them
      const lead = field.type === 'TEXT' ? `naryad_normalize(${field.column})` : field.column
      field.isIndexed = lead !== null && row.leads.includes(lead)
    }
  }
}
