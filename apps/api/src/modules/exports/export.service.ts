import { DomainError, isDomainError, isSoundText } from '@naryad/domain'
import { type GraphQLField, type GraphQLSchema, Kind, parse, type SelectionSetNode } from 'graphql'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import { isShallow, readArguments } from '../../gate/bounds.ts'
import type { Catalog, CatalogEntity, CatalogField, RootRule } from '../../gate/catalog.ts'
import { spend } from '../../gate/cost.ts'
import { readPage } from '../../gate/execute.ts'
import { type AuthorizedPlan, authorize, type Plan, type ResolvedField, type ResolvedFilter } from '../../gate/plan.ts'
import { requireAction } from '../../gate/viewer.ts'
import { audit } from '../audit/audit.service.ts'
import type { ExportColumn, RowWriter } from './csv.ts'

/** Rows read at once: few enough to hold in memory, many enough for a sort without an index not to be paid for too often. */
const PAGE = 1_000
const MAX_COLUMNS = 100
const MAX_TEXT = 200
const MAX_LABELS = 500

const text = z.string().max(MAX_TEXT).refine(isSoundText)
const labels = z.record(text, text).refine((entries) => Object.keys(entries).length <= MAX_LABELS)
const columns = z.array(z.object({ key: text, title: text, labels: labels.optional() }))

/** A list as it is shown: the variables of its query, and of its columns what the server has no words for. */
export const exportOrder = z.object({
  columns: columns.min(1).max(MAX_COLUMNS),
  // of the types and within the maxima that the list's own arguments have, see readArguments
  filter: z
    .unknown()
    .refine((value) => isShallow(value))
    .optional(),
  sort: z
    .unknown()
    .refine((value) => isShallow(value))
    .optional(),
  search: z
    .unknown()
    .refine((value) => isShallow(value))
    .optional(),
})

export type ExportOrder = z.infer<typeof exportOrder>

/**
 * Makes the file in pieces, each when the one before is gone.
 *
 * @param write false: nobody takes it any more
 */
export type Export = (write: (piece: string) => Promise<boolean>) => Promise<void>

/** How far an export came: all of it, ended by whoever asked for it, ended by us for want of rights, or by a fault. */
type Outcome = 'complete' | 'cancelled' | 'refused' | 'failed'

/**
 * A list as a file: the same records in the same order as the list's own query gives, by the same gate. Whoever reads it
 * is looked at again with every page; nothing is given out after his rights have changed. The audit log has it before
 * the last piece is out, and in any case when it ends before.
 *
 * @param input.isCurrent whether whoever asked may still do what he might when he asked
 * @throws DomainError UNAUTHENTICATED, VIEW_ONLY, FORBIDDEN, FORBIDDEN_FIELD, VALIDATION, QUERY_TOO_COMPLEX; the export
 *   itself FORBIDDEN
 */
export function openExport(
  ctx: Context,
  input: {
    schema: GraphQLSchema
    entity: string
    order: ExportOrder
    writer: RowWriter
    isCurrent: () => Promise<boolean>
  },
): Export {
  const { catalog, viewer } = ctx
  const { schema, entity, order, writer, isCurrent } = input
  if (viewer === null) throw new DomainError('UNAUTHENTICATED')
  // what somebody else may read is not carried off in his name
  if (ctx.viewedBy !== null) throw new DomainError('VIEW_ONLY')
  requireAction(viewer, 'records.export')
  const plan = authorize(catalog, viewer, {
    entity,
    ...listArguments(schema, catalog, entity, order),
    columns: order.columns.map(({ key }) => key),
  })
  // a filter that is too dear for a list is too dear for its file; how many rows there are is bounded by its pages
  spend({ cost: 0, rows: 0 }, { cost: plan.cost.charge })
  const selecting = { schema, fragments: {}, variables: {}, budget: null }
  const sets = [selectionOf(catalog, plan)]
  const columns = plan.columns.map(({ field }, index): ExportColumn => {
    const { title = '', labels = {} } = order.columns[index] ?? {}
    return { type: field.type, title, labels }
  })
  const paths = plan.columns.map((column) => pathOf(catalog, column))

  return async (write) => {
    let rows = 0
    let outcome: Outcome = 'cancelled'
    const tell = () => writeDown(ctx, plan, { rows, outcome })
    try {
      let after: string | null = null
      do {
        const page = await readPage(ctx, plan, { selecting, sets, first: PAGE, max: PAGE, after })
        if (!(await isCurrent())) throw new DomainError('FORBIDDEN')
        const head = after === null ? writer.head(columns) : ''
        const records = JSON.parse(page.nodes) as unknown[]
        const lines = records.map((record) =>
          writer.row(
            columns,
            paths.map((path) => valueAt(record, path)),
          ),
        )
        rows += records.length
        after = page.endCursor
        if (after === null) {
          // a whole file is not out before the log has it
          outcome = 'complete'
          await tell()
        }
        if (!(await write(`${head}${lines.join('')}`))) return
      } while (after !== null)
    } catch (error) {
      outcome = isDomainError(error) ? 'refused' : 'failed'
      throw error
    } finally {
      if (outcome !== 'complete') await tell()
    }
  }
}

async function writeDown(ctx: Context, plan: AuthorizedPlan, { rows, outcome }: { rows: number; outcome: Outcome }) {
  await audit(ctx.prisma, ctx, {
    kind: 'export',
    actorId: plan.viewer.employeeId,
    subject: { type: plan.entity.key, id: null, name: null },
    details: {
      columns: plan.columns.map(nameOf),
      filteredBy: [...new Set(filterFields(plan.filter))],
      isSearched: plan.search.trim() !== '',
      rows,
      outcome,
    },
  })
}

/**
 * What the list is narrowed and ordered by. What a list shows can be exported; what is only ever read as a part of
 * something else cannot.
 *
 * @throws DomainError FORBIDDEN_FIELD, VALIDATION
 */
function listArguments(
  schema: GraphQLSchema,
  catalog: Catalog,
  entity: string,
  { filter, sort, search }: ExportOrder,
): Pick<Plan, 'filter' | 'sort' | 'search'> {
  for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) {
    const name = `Query.${field.name}`
    const bounds = catalog.bounds.get(name)
    if (bounds && isListOf(catalog.rootRules.get(name), field, entity))
      return readArguments(field, bounds, { filter, sort, search })
  }
  throw new DomainError('FORBIDDEN_FIELD')
}

function isListOf(rule: RootRule | undefined, { args }: GraphQLField<unknown, unknown>, entity: string): boolean {
  return rule?.kind === 'read' && rule.entity === entity && args.some(({ name }) => name === 'after')
}

/** The columns as the gate reads them: a selection, as if a client had asked. */
function selectionOf(catalog: Catalog, plan: AuthorizedPlan): SelectionSetNode {
  const fields = plan.columns.map((column) =>
    pathOf(catalog, column).reduceRight((inner, key) => `${key} { ${inner} }`),
  )
  const [operation] = parse(`{ ${fields.join(' ')} }`).definitions
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('No selection')
  return operation.selectionSet
}

/** Where a column's value stands in a record; of a related record it is the one that names it. */
function pathOf(catalog: Catalog, { path, field }: ResolvedField): string[] {
  const keys = [...path, field].map(({ key }) => key)
  return field.target === null ? keys : [...keys, titleOf(catalog.entity(field.target))]
}

/** @throws DomainError VALIDATION when nothing names the entity's records */
function titleOf(entity: CatalogEntity): string {
  if (entity.title === null) throw new DomainError('VALIDATION', { reason: 'COLUMN' })
  return entity.title
}

function valueAt(record: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : null),
    record,
  )
}

function nameOf({ path, field }: { path: readonly CatalogField[]; field: CatalogField }): string {
  return [...path, field].map(({ key }) => key).join('.')
}

function filterFields(filter: ResolvedFilter | null): string[] {
  if (filter === null) return []
  if (filter.kind === 'condition') return [nameOf(filter)]
  return filter.kind === 'not' ? filterFields(filter.part) : filter.parts.flatMap(filterFields)
}
